/// Why the touch screens cannot be served.
package struct ScreenError: Error, Hashable, Sendable, CustomStringConvertible {
    package enum Code: String, Sendable {
        /// The address is not of this machine alone.
        case notLoopback
        /// An origin of `frameAncestors` would break the security policy's header.
        case frameAncestorInvalid
    }

    package let code: Code
    package let message: String

    package init(code: Code, message: String) {
        self.code = code
        self.message = message
    }

    package var description: String { message }
}
