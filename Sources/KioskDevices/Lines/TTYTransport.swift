/// A line to a device over a serial port: one on the board, or the port that a USB serial adapter brings.
///
/// The port is held by this process alone, raw, and at most 16 pieces of it wait to be received; what
/// a device sends beyond that stays in the kernel, and beyond the kernel's 4 kB is lost, as on any serial line
/// without flow control. Closing throws away what was not sent.
package actor TTYTransport: ByteTransport {
    package enum Address: Hashable, Sendable, CustomStringConvertible {
        /// `/dev/serial/by-id/…` or `/dev/serial/by-path/…`; the names `/dev/ttyUSB0` and `/dev/ttyACM0` are given
        /// out in the order of plugging in and may change at the next start.
        case path(String)
        /// The one port of the USB device that fits.
        case usb(USBSelector)

        package var description: String {
            switch self {
            case .path(let path): path
            case .usb(let selector): "usb:\(selector)"
            }
        }
    }

    private var address: Address
    private let expected: USBSelector?
    private let settings: SerialSettings
    private let directory: TTYDirectory
    private var line: TTYLine?

    /// - Parameter expected: What must be behind the port at a path, where that is known; without models, any.
    package init(_ address: Address, expected: USBSelector? = nil, settings: SerialSettings = SerialSettings()) {
        self.init(address, expected: expected, settings: settings, directory: TTYDirectory())
    }

    init(_ address: Address, expected: USBSelector? = nil, settings: SerialSettings, directory: TTYDirectory) {
        self.address = address
        self.expected = expected
        self.settings = settings
        self.directory = directory
    }

    package func open() async throws -> LineDescription {
        if let line {
            line.end()
            // The port is exclusive, against ourselves too; the driver's deadline bounds the wait.
            await line.untilEnded()
            try Task.checkCancellation()
        }
        let line = try TTYLine(address, expected: expected, settings, directory)
        self.line = line
        return LineDescription(identity: try await line.start())
    }

    package func send(_ bytes: [UInt8]) async throws {
        guard let line else { throw TTYLine.notOpen(address) }
        try await line.send(bytes)
    }

    package func receive() async throws -> [UInt8]? { try await line?.pieces.next() }

    package func close() async { line?.end() }

    /// The kernel makes the port's file anew each time the device comes back.
    package func look() async -> LineSight {
        switch address {
        case .path(let path): return TTYPort.look(at: path)
        case .usb(let selector):
            do throws(LineError) {
                return TTYPort.look(at: try directory.port(of: selector).path)
            } catch {
                return error.code == .deviceAbsent ? .absent : .unknown
            }
        }
    }

    package func prefer(_ identity: LineIdentity?) async {
        guard case .usb(var selector) = address else { return }
        selector.preferred = identity
        address = .usb(selector)
    }
}
