import GRDB

/// What a journal's file looks like, and how an older one becomes a newer one.
///
/// `user_version` counts the steps that were taken. Steps are only ever added, and each is one SQLite transaction,
/// so a power cut leaves the file at one version or at the next.
enum JournalSchema {
    /// "PCJL", so that nobody takes another program's database for a journal (SQLite file format, section 1.3.12).
    static let applicationID: Int32 = 0x5043_4A4C

    typealias Step = @Sendable (Database) throws -> Void

    static let steps: [Step] = [entries, lookups, tree]

    static var version: Int { steps.count }

    /// 1: the entries. A row once written is never changed or taken away, not even by us. `chain` was a running sum.
    private static let entries: Step = { db in
        try db.execute(
            sql: """
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
                CREATE TRIGGER entry_is_never_deleted BEFORE DELETE ON entry
                BEGIN SELECT RAISE(ABORT, 'journal entries are never deleted'); END;
                """)
        try db.execute(sql: neverChanged)
    }

    private static let neverChanged = """
        CREATE TRIGGER entry_is_never_changed BEFORE UPDATE ON entry
        BEGIN SELECT RAISE(ABORT, 'journal entries are never changed: append a correction'); END;
        """

    /// 2: payments are looked up by id; an INSERT OR REPLACE, which fires no DELETE trigger, is refused too.
    private static let lookups: Step = { db in
        try db.execute(
            sql: """
                CREATE INDEX entry_by_payment ON entry (payment, sequence) WHERE payment IS NOT NULL;
                CREATE TRIGGER entry_follows_the_last BEFORE INSERT ON entry
                WHEN NEW.sequence IS NOT (SELECT COALESCE(MAX(sequence), 0) + 1 FROM entry)
                BEGIN SELECT RAISE(ABORT, 'a journal entry must follow the last one'); END;
                """)
    }

    /// 3: each entry is a leaf of a Merkle tree whose head is signed, and the fold is kept now and then. The tree says
    /// all that the running sum said, and to others, too.
    private static let tree: Step = { db in
        try db.execute(
            sql: """
                DROP TRIGGER entry_is_never_changed;
                ALTER TABLE entry DROP COLUMN chain;
                ALTER TABLE entry ADD COLUMN leaf BLOB NOT NULL DEFAULT x'';
                CREATE TABLE node (
                    level INTEGER NOT NULL CHECK (level > 0),
                    place INTEGER NOT NULL CHECK (place >= 0),
                    hash BLOB NOT NULL,
                    PRIMARY KEY (level, place)
                ) STRICT, WITHOUT ROWID;
                CREATE TABLE head (
                    id INTEGER PRIMARY KEY CHECK (id = 1),
                    size INTEGER NOT NULL,
                    root BLOB NOT NULL,
                    checkpoint TEXT NOT NULL
                ) STRICT;
                CREATE TABLE snapshot (
                    size INTEGER PRIMARY KEY,
                    ledger BLOB NOT NULL,
                    seal TEXT NOT NULL
                ) STRICT;
                """)
        try JournalTree.plant(db)
        try db.execute(sql: neverChanged)
        try db.execute(
            sql: """
                CREATE TRIGGER node_is_never_changed BEFORE UPDATE ON node
                BEGIN SELECT RAISE(ABORT, 'nodes of the tree are never changed'); END;
                CREATE TRIGGER node_is_never_deleted BEFORE DELETE ON node
                BEGIN SELECT RAISE(ABORT, 'nodes of the tree are never deleted'); END;
                CREATE TRIGGER head_only_grows BEFORE UPDATE ON head WHEN NEW.size < OLD.size
                BEGIN SELECT RAISE(ABORT, 'a journal never becomes shorter'); END;
                CREATE TRIGGER head_is_never_deleted BEFORE DELETE ON head
                BEGIN SELECT RAISE(ABORT, 'a journal says where it ends'); END;
                """)
    }

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
                try steps[step](db)
                try db.execute(sql: "PRAGMA application_id = \(applicationID)")
                try db.execute(sql: "PRAGMA user_version = \(step + 1)")
                return .commit
            }
        }
    }

    /// A reader changes nothing, so it asks for the newest form instead of making it.
    static func requireNewest(_ db: Database, path: String) throws {
        let found = try Int.fetchOne(db, sql: "PRAGMA user_version") ?? 0
        guard found == version else {
            throw JournalError(
                .newerSchema,
                "\(path) has the older schema \(found): start `kioskd` once, which brings it up to \(version).")
        }
    }
}
