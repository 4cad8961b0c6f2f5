import CSQLite

/// How a disk says no. What SQLite hears is what its Unix VFS would make of the same answer of Linux.
package enum DiskFailure: Error, CaseIterable, Hashable, Sendable {
    /// The machine died, or the file was opened before its last restart.
    case dead
    case ioRead
    /// The file ended before the read did. SQLite gets zeros for the rest.
    case shortRead
    case ioWrite
    case ioTruncate
    case ioSync
    case ioSyncFolder
    case ioDelete
    case ioRename
    case full
    /// The file system went read-only, as ext4 does after an error (`errors=remount-ro`).
    case readOnly
    case cannotOpen
    case notFound
    case noMemory

    /// SQLite's result code, extended where there is one ("Result and Error Codes", sqlite.org/rescode.html).
    package var sqliteCode: Int32 {
        switch self {
        case .dead: SQLITE_IOERR
        case .ioRead: SQLITE_IOERR | (1 << 8)
        case .shortRead: SQLITE_IOERR | (2 << 8)
        case .ioWrite: SQLITE_IOERR | (3 << 8)
        case .ioSync: SQLITE_IOERR | (4 << 8)
        case .ioSyncFolder: SQLITE_IOERR | (5 << 8)
        case .ioTruncate: SQLITE_IOERR | (6 << 8)
        case .ioDelete: SQLITE_IOERR | (10 << 8)
        case .ioRename: SQLITE_IOERR
        case .full: SQLITE_FULL
        case .readOnly: SQLITE_READONLY
        case .cannotOpen: SQLITE_CANTOPEN
        case .notFound: SQLITE_IOERR | (23 << 8)
        case .noMemory: SQLITE_IOERR | (12 << 8)
        }
    }

    /// What SQLite is told about `work`.
    static func code(_ work: () throws(DiskFailure) -> Void) -> Int32 {
        do {
            try work()
            return SQLITE_OK
        } catch {
            return error.sqliteCode
        }
    }

    var words: String {
        switch self {
        case .dead: "the machine is dead, or was restarted since: open the file again"
        case .ioRead: "the disk cannot read"
        case .shortRead: "the file ends before"
        case .ioWrite: "the disk cannot write"
        case .ioTruncate: "the disk cannot truncate"
        case .ioSync: "the disk cannot make the file durable"
        case .ioSyncFolder: "the disk cannot make the folder durable"
        case .ioDelete: "the disk cannot delete"
        case .ioRename: "the disk cannot rename"
        case .full: "the disk is full"
        case .readOnly: "the file system is read-only"
        case .cannotOpen: "the file cannot be opened"
        case .notFound: "there is no such file"
        case .noMemory: "there is no memory left"
        }
    }
}

extension DiskCall {
    /// The failure that fits the call, where a test names no other.
    package var usualFailure: DiskFailure {
        switch self {
        case .open, .create: .cannotOpen
        case .read: .ioRead
        case .write: .ioWrite
        case .truncate: .ioTruncate
        case .sync: .ioSync
        case .syncFolder: .ioSyncFolder
        case .delete: .ioDelete
        case .rename: .ioRename
        }
    }
}

/// Why a call to a simulated disk failed, for those who call it without SQLite.
package struct DiskError: Error, Hashable, Sendable, CustomStringConvertible {
    package let code: DiskFailure
    /// What happened and what to do about it.
    package let message: String
    package var sqliteCode: Int32 { code.sqliteCode }

    init(_ code: DiskFailure, path: String) {
        self.init(code, "\(path): \(code.words).")
    }

    init(_ code: DiskFailure, _ message: String) {
        self.code = code
        self.message = message
    }

    package var description: String { message }
}
