import GRDB

/// Opens a journal's file and makes sure of what it is and of how SQLite treats it.
///
/// The order matters: nothing is changed in a file before it is known to be a journal.
enum JournalFile {
    /// How long a write waits for a process that holds SQLite's own lock, in seconds. Readers never hold it.
    static let busyLimitInSeconds = 5.0

    static func openForWriting(_ path: String, in place: any JournalPlace) throws(JournalError) -> DatabaseQueue {
        do {
            try place.make(path)
        } catch {
            throw JournalError(
                .cannotOpen, "\(path) cannot be opened for writing: check that its directory exists and is writable.",
                cause: error)
        }
        return try explaining(path) {
            var configuration = Configuration()
            configuration.busyMode = .timeout(busyLimitInSeconds)
            configuration.label = "kiosk-journal"
            let queue = try DatabaseQueue(path: place.databasePath(path), configuration: configuration)
            try queue.inDatabase { db in
                _ = try JournalSchema.identify(db, path: path)
                try setDurable(db)
                try requireDurable(db)
                try JournalSchema.migrate(db)
                // What is read from here on must be durable before anybody builds on it. A process that was killed, or
                // whose fsync failed, may have left entries that only the page cache still shows; they are written into
                // the database once more, and synced.
                _ = try db.checkpoint(.truncate)
                JournalLog.layOut(place.logRoom, db)
            }
            return queue
        }
    }

    static func openForReading(_ path: String, in place: any JournalPlace) throws(JournalError) -> DatabaseQueue {
        guard place.exists(path) else {
            throw JournalError(.cannotOpen, "There is no journal at \(path): give the path that `kioskd` uses.")
        }
        return try explaining(path) {
            var configuration = Configuration()
            configuration.readonly = true
            configuration.busyMode = .timeout(busyLimitInSeconds)
            let queue = try DatabaseQueue(path: place.databasePath(path), configuration: configuration)
            try queue.inDatabase { db in
                guard try !JournalSchema.identify(db, path: path) else {
                    throw JournalError(.notAJournal, "\(path) is empty: `kioskd` has not written to it yet.")
                }
                try JournalSchema.requireNewest(db, path: path)
            }
            return queue
        }
    }

    /// WAL with a sync at each commit: what `append` returned for is on the disk.
    private static func setDurable(_ db: Database) throws {
        _ = try String.fetchOne(db, sql: "PRAGMA journal_mode = WAL")
        try db.execute(sql: "PRAGMA synchronous = FULL")
        try db.execute(sql: "PRAGMA foreign_keys = ON")
        // The log is brought into the database between visits (`Journal.tidy`): nobody with a note in the slot waits
        // for that. This is for a kiosk that never comes to rest.
        try db.execute(sql: "PRAGMA wal_autocheckpoint = \(longestLogInPages)")
    }

    /// 16 MB.
    private static let longestLogInPages = 4_096

    /// Whether commits wait for the disk. Those that do not are durable with the next one that does, as they stand
    /// before it in the same log (sqlite.org/pragma.html#pragma_synchronous).
    static func setWaiting(_ db: Database, _ isWaiting: Bool) throws {
        try db.execute(sql: isWaiting ? "PRAGMA synchronous = FULL" : "PRAGMA synchronous = NORMAL")
    }

    /// SQLite answers a setting it does not know with silence, so each is read back.
    static func requireDurable(_ db: Database) throws {
        let mode = try String.fetchOne(db, sql: "PRAGMA journal_mode") ?? "none"
        let synchronous = try Int.fetchOne(db, sql: "PRAGMA synchronous") ?? -1
        let foreignKeys = try Int.fetchOne(db, sql: "PRAGMA foreign_keys") ?? -1
        let fullSynchronous = 2
        guard mode == "wal", synchronous == fullSynchronous, foreignKeys == 1 else {
            throw JournalError(
                .wrongSettings,
                """
                SQLite gives journal_mode=\(mode), synchronous=\(synchronous), foreign_keys=\(foreignKeys) where \
                wal, \(fullSynchronous), 1 are needed: put the journal on a local file system that can hold a WAL.
                """)
        }
    }

    /// SQLite's errors in our words.
    static func explaining<Value>(_ path: String, _ work: () throws -> Value) throws(JournalError) -> Value {
        do {
            return try work()
        } catch let error as JournalError {
            throw error
        } catch let error as DatabaseError {
            let code = error.extendedResultCode.rawValue
            switch error.resultCode {
            case .SQLITE_NOTADB:
                throw JournalError(
                    .notAJournal, "\(path) is no SQLite database: give the path of a journal.", sqliteCode: code)
            case .SQLITE_CORRUPT:
                throw JournalError(
                    .damaged,
                    """
                    \(path) is damaged: \(error.message ?? "SQLite finds it malformed"). Take no money; copy the file \
                    and those beside it away for reconciliation, then start with an empty journal under a new kiosk \
                    number.
                    """, sqliteCode: code)
            default:
                throw JournalError(
                    .cannotOpen, "\(path) cannot be opened: check the disk and who owns the file.", cause: error,
                    sqliteCode: code)
            }
        } catch {
            throw JournalError(.cannotOpen, "\(path) cannot be opened.", cause: error)
        }
    }
}
