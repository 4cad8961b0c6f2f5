package import Logging

/// A serial line to a USB device, whichever way the device makes one: as CDC-ACM, over libusb, or, behind an adapter of
/// a maker's own (FTDI, Prolific, CP210x, CH340), over the serial port that the kernel's driver brings.
///
/// Which it is shows at each opening, because a profile may name models of both kinds.
package actor USBSerialTransport: ByteTransport {
    private let bus: USBBus
    private var selector: USBSelector
    private let function: CDCFunction
    private let overUSB: USBTransport
    private let overPort: TTYTransport
    private var line: (any ByteTransport)?

    /// - Parameter interface: The number of the CDC control interface, where the device has several lines.
    package init(
        _ bus: USBBus, _ selector: USBSelector, settings: SerialSettings = SerialSettings(), interface: UInt8? = nil,
        log: Logger = Logger(label: "kiosk.line")
    ) {
        self.init(
            bus, selector, CDCFunction(settings: settings, interface: interface), directory: TTYDirectory(), log: log)
    }

    init(
        _ bus: USBBus, _ selector: USBSelector, _ function: CDCFunction, directory: TTYDirectory,
        log: Logger = Logger(label: "kiosk.line")
    ) {
        self.bus = bus
        self.selector = selector
        self.function = function
        overUSB = USBTransport(bus, selector, function, log: log)
        overPort = TTYTransport(.usb(selector), settings: function.settings, directory: directory)
    }

    package func open() async throws -> LineDescription {
        await close()
        let device = try await bus.wait(for: selector)
        guard (try? function.interfaces(of: device)) == nil else {
            line = overUSB
            return try await overUSB.open()
        }
        line = overPort
        do {
            return try await overPort.open()
        } catch let error as LineError where error.code == .deviceAbsent {
            // It is on the bus, so what is missing is its port; the kernel may still be about to bring it.
            throw LineError(
                .wrongDevice,
                "\(device.identity.inWords) is no CDC-ACM device, and the kernel has no serial port for it. Load the "
                    + "driver of its adapter (ftdi_sio, pl2303, cp210x, ch341).", cause: error)
        }
    }

    package func send(_ bytes: [UInt8]) async throws {
        guard let line else { throw LineError(.notOpen, "The line to \(selector) is not open.") }
        try await line.send(bytes)
    }

    package func receive() async throws -> [UInt8]? { try await line?.receive() }

    package func close() async {
        let line = line
        self.line = nil
        await line?.close()
    }

    package func reset() async throws {
        await close()
        try await bus.reset(selector)
    }

    package func look() async -> LineSight { await bus.look(at: selector) }

    package func prefer(_ identity: LineIdentity?) async {
        selector.preferred = identity
        await overUSB.prefer(identity)
        await overPort.prefer(identity)
    }
}
