import KioskJournal

/// The room on the journal's disk, as the engine asks for it.
package struct StoragePorts: Sendable {
    /// Whether there is room for another visit; asked before each event.
    package var hasRoom: @Sendable () -> Bool
    /// Frees what was kept for the payment under way, if `error` says that the disk is full, so that nothing of the
    /// facts was written. False for any other trouble and when nothing is left to free: then nothing is tried again.
    package var makeRoom: @Sendable (_ error: any Error) -> Bool

    package init(
        hasRoom: @escaping @Sendable () -> Bool, makeRoom: @escaping @Sendable (_ error: any Error) -> Bool
    ) {
        self.hasRoom = hasRoom
        self.makeRoom = makeRoom
    }

    /// A disk that is never full.
    package static let plenty = StoragePorts(hasRoom: { true }, makeRoom: { _ in false })

    package init(_ reserve: DiskReserve) {
        self.init(hasRoom: { reserve.hasRoom }, makeRoom: { StoragePorts.isDiskFull($0) && reserve.release() })
    }

    /// SQLITE_FULL: the disk had no room, and SQLite rolled the transaction back (sqlite.org/rescode.html#full). An
    /// fsync that failed is SQLITE_IOERR_FSYNC, even for want of room.
    package static func isDiskFull(_ error: any Error) -> Bool {
        guard let error = error as? JournalError, error.code == .appendFailed, let code = error.sqliteCode else {
            return false
        }
        return code & 0xFF == 13
    }
}
