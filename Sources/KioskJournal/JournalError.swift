/// Why the journal could not be opened, read or written, in words a technician can act on.
package struct JournalError: Error, Sendable, CustomStringConvertible {
    package enum Code: String, CaseIterable, Sendable {
        case cannotOpen
        /// Another process has the journal open for writing.
        case lockedByAnother
        /// The file is no SQLite database, or the database of another program.
        case notAJournal
        /// The file was written by a newer version of Paycircle.
        case newerSchema
        /// SQLite does not give the durability that was asked of it.
        case wrongSettings
        case damaged
        /// The end of the journal is gone: its write-ahead log was deleted, exchanged or cut.
        case endMissing
        /// The file with the kiosk's signing key is gone.
        case keyMissing
        /// The journal belongs to another kiosk.
        case wrongKiosk
        /// An append failed. What it was to hold did not happen.
        case appendFailed
        /// An earlier append failed, so this one was not tried.
        case broken
        case readFailed
    }

    package let code: Code
    /// What happened and what to do about it.
    package let message: String
    package let cause: (any Error)?
    /// SQLite's extended result code, where SQLite said no.
    package let sqliteCode: Int32?

    init(_ code: Code, _ message: String, cause: (any Error)? = nil, sqliteCode: Int32? = nil) {
        self.code = code
        self.message = message
        self.cause = cause
        self.sqliteCode = sqliteCode
    }

    package var description: String {
        let raw = sqliteCode.map { " (SQLite \($0))" } ?? ""
        let why = cause.map { " Cause: \($0)." } ?? ""
        return "\(code.rawValue)\(raw): \(message)\(why)"
    }
}
