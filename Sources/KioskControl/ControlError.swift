/// Why a kiosk could not be asked.
package struct ControlError: Error, Hashable, Sendable, CustomStringConvertible {
    package enum Code: String, CaseIterable, Sendable {
        /// Nobody listens at the socket.
        case notRunning
        /// The socket belongs to somebody else.
        case notAllowed
        /// The line broke, or what came over it is no answer.
        case broken
        case timedOut
    }

    package let code: Code
    /// What happened and what to do.
    package let message: String
    /// The error number of the operating system; 0 where there is none.
    package let raw: Int32

    package init(_ code: Code, _ message: String, raw: Int32 = 0) {
        self.code = code
        self.message = message
        self.raw = raw
    }

    package var description: String { message }
}
