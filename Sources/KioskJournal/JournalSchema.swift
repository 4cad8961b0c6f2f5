import GRDB

/// What a journal's file looks like, and how an older one becomes a newer one.
///
/// `user_version` counts the steps that were taken. Steps are only ever added, and each is one SQLite transaction,
/// so a power cut leaves the file at one version or at the next.
enum JournalSchema {
    /// "PCJL", so that nobody takes another program's database for a journal (SQLite file format, section 1.3.12).
    static let applicationID: Int32 = 0x5043_4A4C

    static let steps: [String] = [
        // 1: the entries. A row once written is never changed or taken away, not even by us.
        """
        CREATE TABLE entry (
            sequence INTEGER PRIMARY KEY CHECK (sequence > 0),
            boot TEXT NOT NULL,
            since_boot_ns INTEGER NOT NULL,
            wall_ms INTEGER NOT NULL,
            payment TEXT,
            kind TEXT NOT NULL,
            fact TEXT NOT NULL,
            chain INTEGER NOT NULL
        ) STRICT;
        CREATE TRIGGER entry_is_never_changed BEFORE UPDATE ON entry
        BEGIN SELECT RAISE(ABORT, 'journal entries are never changed: append a correction'); END;
        CREATE TRIGGER entry_is_never_deleted BEFORE DELETE ON entry
        BEGIN SELECT RAISE(ABORT, 'journal entries are never deleted'); END;
        """,
        // 2: payments are looked up by id; an INSERT OR REPLACE, which fires no DELETE trigger, is refused too.
        """
        CREATE INDEX entry_by_payment ON entry (payment, sequence) WHERE payment IS NOT NULL;
        CREATE TRIGGER entry_follows_the_last BEFORE INSERT ON entry
        WHEN NEW.sequence IS NOT (SELECT COALESCE(MAX(sequence), 0) + 1 FROM entry)
        BEGIN SELECT RAISE(ABORT, 'a journal entry must follow the last one'); END;
        """,
    ]

    static var version: Int { steps.count }

    /// Whether the database is new and empty. Throws when it is somebody else's, or from a newer version of ours.
    static func identify(_ db: Database, path: String) throws -> Bool {
        let application = try Int32.fetchOne(db, sql: "PRAGMA application_id") ?? 0
        let found = try Int.fetchOne(db, sql: "PRAGMA user_version") ?? 0
        let tables = try Int.fetchOne(db, sql: "SELECT COUNT(*) FROM sqlite_master") ?? 0
        if application == 0, found == 0, tables == 0 { return true }
        guard application == applicationID else {
            throw JournalError(
                .notAJournal, "\(path) is the database of another program: give the path of a journal.")
        }
        guard found <= version else {
            throw JournalError(
                .newerSchema,
                "\(path) has schema \(found) and this program knows \(version): install the newer version again.")
        }
        return false
    }

    static func migrate(_ db: Database) throws {
        let found = try Int.fetchOne(db, sql: "PRAGMA user_version") ?? 0
        for step in found..<version {
            try db.inTransaction(.immediate) {
                try db.execute(sql: steps[step])
                try db.execute(sql: "PRAGMA application_id = \(applicationID)")
                try db.execute(sql: "PRAGMA user_version = \(step + 1)")
                return .commit
            }
        }
    }
}
