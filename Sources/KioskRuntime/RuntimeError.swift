/// Why the kiosk cannot run or must end, in words for a technician.
package struct RuntimeError: Error, Sendable, CustomStringConvertible {
    package enum Code: String, CaseIterable, Sendable {
        /// A durable write failed; only a new process may try again.
        case journalFailed
        /// A device cannot be reached under its connection.
        case lineFailed
        /// A socket on another machine, for a device whose protocol has no protection.
        case notLoopback
        case secretUnreadable
        case pairingsUnreadable
        /// Another device than the paired one.
        case deviceLocked
        /// Locked, and in the very port of the paired one, which cannot be about to come back there.
        case deviceExchanged
        /// A device that did not open too often.
        case deviceGivenUp
    }

    package let code: Code
    /// What happened and what to do.
    package let message: String
    package let cause: (any Error)?

    package init(_ code: Code, _ message: String, cause: (any Error)? = nil) {
        self.code = code
        self.message = message
        self.cause = cause
    }

    package var description: String {
        "\(code.rawValue): \(message)" + (cause.map { " Cause: \($0)." } ?? "")
    }
}
