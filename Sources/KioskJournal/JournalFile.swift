import GRDB
import Glibc

/// Opens a journal's file and makes sure of what it is and of how SQLite treats it.
///
/// The order matters: nothing is changed in a file before it is known to be a journal, and no entry is read
/// before the file as a whole was checked.
enum JournalFile {
    /// The journal holds account numbers: its owner alone reads it.
    static let mode: mode_t = 0o600

    /// How long a write waits for a process that holds SQLite's own lock, in seconds. Readers never hold it.
    static let busyLimitInSeconds = 5.0

    static func openForWriting(_ path: String) throws(JournalError) -> DatabaseQueue {
        try create(path)
        return try explaining(path) {
            var configuration = Configuration()
            configuration.busyMode = .timeout(busyLimitInSeconds)
            configuration.label = "kiosk-journal"
            let queue = try DatabaseQueue(path: path, configuration: configuration)
            try queue.inDatabase { db in
                let isNew = try JournalSchema.identify(db, path: path)
                try setDurable(db)
                try requireDurable(db)
                if !isNew { try checkWhole(db, path: path) }
            }
            try queue.inDatabase { db in try JournalSchema.migrate(db) }
            return queue
        }
    }

    static func openForReading(_ path: String) throws(JournalError) -> DatabaseQueue {
        guard access(path, F_OK) == 0 else {
            throw JournalError(
                .cannotOpen, "There is no journal at \(path): give the path that `kioskd` uses.",
                cause: SystemError(errno))
        }
        return try explaining(path) {
            var configuration = Configuration()
            configuration.readonly = true
            configuration.busyMode = .timeout(busyLimitInSeconds)
            let queue = try DatabaseQueue(path: path, configuration: configuration)
            try queue.inDatabase { db in
                guard try !JournalSchema.identify(db, path: path) else {
                    throw JournalError(.notAJournal, "\(path) is empty: `kioskd` has not written to it yet.")
                }
                try checkWhole(db, path: path)
            }
            return queue
        }
    }

    /// WAL with a sync at each commit: what `append` returned for is on the disk.
    private static func setDurable(_ db: Database) throws {
        _ = try String.fetchOne(db, sql: "PRAGMA journal_mode = WAL")
        try db.execute(sql: "PRAGMA synchronous = FULL")
        try db.execute(sql: "PRAGMA foreign_keys = ON")
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

    private static func checkWhole(_ db: Database, path: String) throws {
        let finding = try String.fetchOne(db, sql: "PRAGMA quick_check(1)") ?? "no answer"
        guard finding == "ok" else { throw damaged(path, finding) }
    }

    private static func damaged(_ path: String, _ finding: String, code: Int32? = nil) -> JournalError {
        JournalError(
            .damaged,
            """
            \(path) is damaged: \(finding). Take no money; copy the file and those beside it away for \
            reconciliation, then start with an empty journal under a new kiosk number.
            """, sqliteCode: code)
    }

    /// An empty file with the right mode, and its name on the disk, before SQLite writes the first byte. The files
    /// that SQLite puts beside it take its mode.
    private static func create(_ path: String) throws(JournalError) {
        let file = open(path, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, mode)
        guard file >= 0 else {
            throw JournalError(
                .cannotOpen, "\(path) cannot be opened for writing: check that its directory exists and is writable.",
                cause: SystemError(errno))
        }
        defer { close(file) }
        let directory = open(parent(of: path), O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        defer { if directory >= 0 { close(directory) } }
        guard fchmod(file, mode) == 0, fsync(file) == 0, directory >= 0, fsync(directory) == 0 else {
            throw JournalError(
                .cannotOpen, "\(path) cannot be made durable: check the disk.", cause: SystemError(errno))
        }
    }

    private static func parent(of path: String) -> String {
        guard let slash = path.lastIndex(of: "/") else { return "." }
        return slash == path.startIndex ? "/" : String(path[..<slash])
    }

    /// SQLite's errors in our words.
    private static func explaining<Value>(
        _ path: String, _ work: () throws -> Value
    ) throws(JournalError) -> Value {
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
                throw damaged(path, error.message ?? "SQLite finds it malformed", code: code)
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
