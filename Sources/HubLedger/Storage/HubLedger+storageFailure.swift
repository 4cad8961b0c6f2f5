import GRDB

extension HubLedger {
    /// The failure behind an error after which SQLite cannot be trusted to have written what it was given, nor to
    /// write again: an fsync that failed must not be retried. Nil for every other error.
    package static func storageFailure(_ error: any Error) -> HubLedgerError? {
        if let error = error as? HubLedgerError, error.code == .corrupt { return error }
        guard let error = error as? DatabaseError else { return nil }
        switch error.resultCode {
        case .SQLITE_IOERR, .SQLITE_FULL, .SQLITE_CORRUPT, .SQLITE_NOTADB, .SQLITE_READONLY, .SQLITE_CANTOPEN:
            return HubLedgerError(
                code: .corrupt,
                message: "SQLite failed with \(error.extendedResultCode): look at the disk, then start the hub again.")
        default:
            return nil
        }
    }
}
