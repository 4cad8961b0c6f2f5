/// Why a line to a device cannot be opened, or was lost, in words for a technician.
package struct LineError: Error, Sendable, CustomStringConvertible {
    package enum Code: String, CaseIterable, Sendable {
        /// No such device is plugged in.
        case deviceAbsent
        /// Several devices fit, and nothing tells which is meant.
        case ambiguous
        /// Another process holds the device.
        case inUse
        /// The operating system does not let this process at the device.
        case forbidden
        /// The device is not what its configuration says: an interface or an endpoint is missing.
        case wrongDevice
        /// The serial port does not take these settings.
        case settingsRefused
        case notOpen
        /// The line was open and is no more.
        case lost
        /// More waits on this line than its bound allows.
        case queueFull
        /// libusb cannot work on this machine at all.
        case usbUnavailable
        /// The device refused something that it must be able to do.
        case refused
        /// A recording of traffic cannot be read or written.
        case badRecording
    }

    package let code: Code
    /// What happened and what to do.
    package let message: String
    package let cause: (any Error)?
    /// What the operating system (errno) or libusb said, where it said something.
    package let number: Int32?

    package init(_ code: Code, _ message: String, cause: (any Error)? = nil, number: Int32? = nil) {
        self.code = code
        self.message = message
        self.cause = cause
        self.number = number
    }

    package var description: String {
        "\(code.rawValue): \(message)" + (cause.map { " Cause: \($0)." } ?? "")
            + (number.map { " (\($0))" } ?? "")
    }
}
