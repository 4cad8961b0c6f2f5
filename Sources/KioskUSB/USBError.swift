/// Why a USB device could not be listed, opened or talked to. Each is a state the caller goes on from; that a device is
/// gone is the most common of them.
package struct USBError: Error, Sendable, CustomStringConvertible {
    package enum Code: String, CaseIterable, Sendable {
        /// The device was unplugged, lost its power, or fell off the bus.
        case noDevice
        case accessDenied
        /// Somebody else has the interface, or too much is under way.
        case busy
        /// The endpoint is halted, or the device does not know the control request.
        case stalled
        case timedOut
        case cancelled
        /// The device sent more than was asked for.
        case overflow
        case ioFailed
        case notFound
        case notSupported
        case outOfMemory
        case interrupted
        /// The request itself cannot be: a wrong endpoint, a size out of bounds.
        case invalidRequest
        /// The port was reset too often or too recently.
        case resetRefused
        /// The claim or the context was closed.
        case closed
        /// libusb gave a code that its documentation does not name.
        case unknown
    }

    package let code: Code
    /// What happened and what to do about it.
    package let message: String
    /// libusb's error code (negative) or transfer status (positive), where libusb said no.
    package let libusbCode: Int32?
    /// Bytes that had moved before it happened.
    package let transferred: Int
    /// When it may be tried again, where that is known.
    package let retryAfter: Duration?

    package init(
        _ code: Code, _ message: String, libusbCode: Int32? = nil, transferred: Int = 0, retryAfter: Duration? = nil
    ) {
        self.code = code
        self.message = message
        self.libusbCode = libusbCode
        self.transferred = transferred
        self.retryAfter = retryAfter
    }

    package var description: String {
        let raw = libusbCode.map { " (libusb \($0))" } ?? ""
        let moved = transferred > 0 ? " \(transferred) bytes had moved." : ""
        return "\(code.rawValue)\(raw): \(message)\(moved)"
    }
}

extension USBError {
    /// `doing` says what was tried, "claiming interface 0 of 1-2 (04b8:0e15)".
    init(libusb raw: LibUSB.Code, doing: String, transferred: Int = 0) {
        let code = USBError.code(of: raw)
        self.init(
            code, "\(doing) failed: \(USBError.advice(for: code))", libusbCode: raw.rawValue, transferred: transferred)
    }

    init(libusb status: LibUSB.Status, doing: String, transferred: Int = 0) {
        let code = USBError.code(of: status)
        self.init(
            code, "\(doing) failed: \(USBError.advice(for: code))", libusbCode: status.rawValue,
            transferred: transferred)
    }

    init(_ code: Code, doing: String, transferred: Int = 0) {
        self.init(code, "\(doing) failed: \(USBError.advice(for: code))", transferred: transferred)
    }

    /// Any number at all has a state, since libusb may grow codes.
    static func code(of raw: LibUSB.Code) -> Code {
        switch raw {
        case .io: .ioFailed
        case .invalidParameter: .invalidRequest
        case .access: .accessDenied
        case .noDevice: .noDevice
        case .notFound: .notFound
        case .busy: .busy
        case .timeout: .timedOut
        case .overflow: .overflow
        case .pipe: .stalled
        case .interrupted: .interrupted
        case .noMemory: .outOfMemory
        case .notSupported: .notSupported
        default: .unknown
        }
    }

    static func code(of status: LibUSB.Status) -> Code {
        switch status {
        case .error: .ioFailed
        case .timedOut: .timedOut
        case .cancelled: .cancelled
        case .stall: .stalled
        case .noDevice: .noDevice
        case .overflow: .overflow
        default: .unknown
        }
    }

    static func advice(for code: Code) -> String {
        switch code {
        case .noDevice: "the device is gone. Check its cable and power; it is used again when it comes back."
        case .accessDenied: "the device may not be opened. Install the udev rules made from the device profiles."
        case .busy: "another driver or program holds it. Stop that program; lsof on the device's node names it."
        case .stalled: "the device halted the endpoint or refused the request. Clear the halt and try again."
        case .timedOut: "the device did not answer in time. Ask for its state before anything is repeated."
        case .cancelled: "it was called off."
        case .overflow: "the device sent more than was asked for. Read anew; if it goes on, the device is faulty."
        case .ioFailed: "the bus reported an error. Check cable and hub; reset the port if it goes on."
        case .notFound: "there is no such device, interface or endpoint any more. List the devices again."
        case .notSupported: "this system cannot do it."
        case .outOfMemory: "the system has no memory left for USB. See usbfs_memory_mb and the machine's load."
        case .interrupted: "a signal came in between. Try again."
        case .invalidRequest: "the request cannot be. This is a fault of the program or of the device's profile."
        case .resetRefused: "the port was reset too often. Look at the device."
        case .closed: "it was closed before."
        case .unknown: "libusb gave no reason. Try again; reset the port if it goes on."
        }
    }
}
