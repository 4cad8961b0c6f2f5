import KioskUSB
import Logging

/// A line to a device over USB, whatever its class: `hid`, `printer`, `cdc` and `ccid` make one.
///
/// Opening waits a little for the device to be plugged in, takes its interfaces from the kernel, and readies it.
/// What comes in is read all the time, one piece a transfer, at most 16 pieces ahead of whoever receives them. Every
/// trouble that reading cannot mend ends the line; what came before is still received.
package actor USBTransport: ByteTransport {
    private let bus: USBBus
    private var selector: USBSelector
    private let function: any USBFunction
    private let log: Logger
    private var line: USBLine?
    private var join = CCIDJoin()
    private var ready: [[UInt8]] = []

    init(_ bus: USBBus, _ selector: USBSelector, _ function: any USBFunction, log: Logger) {
        self.bus = bus
        self.selector = selector
        self.function = function
        self.log = log
    }

    package func open() async throws -> LineDescription {
        await close()
        let device = try await bus.wait(for: selector)
        let interfaces = try function.interfaces(of: device)
        let events = try await bus.context().events()
        let claim = try await bus.open(
            device, interfaces: interfaces, givesKernelDriverBack: function.givesKernelDriverBack)
        do {
            let line = USBLine(claim, try await function.prepare(claim), clock: bus.clock)
            try Task.checkCancellation()
            line.start(events) { [bus] in
                // A bus that cannot be asked just now says nothing about the device.
                guard let devices = try? await bus.devices() else { return true }
                return devices.contains { $0.location == device.location }
            }
            self.line = line
            return LineDescription(identity: line.identity, descriptor: line.ends.descriptor)
        } catch {
            await claim.close()
            throw error
        }
    }

    package func send(_ bytes: [UInt8]) async throws {
        guard let line else { throw LineError(.notOpen, "The line to \(selector) is not open.") }
        try await line.send(bytes)
    }

    package func receive() async throws -> [UInt8]? {
        while let line {
            if !ready.isEmpty { return ready.removeFirst() }
            guard let packet = try await line.packets.next() else { return nil }
            guard line.ends.joinsNotices else { return packet.bytes }
            // Whoever opened the line anew meanwhile has begun a new join.
            guard line === self.line else { return nil }
            ready = join.took(packet)
            line.droppedNotices(join.takeDropped())
        }
        return nil
    }

    package func portStatus() async throws -> UInt8? { try await line?.portStatus(function) }

    package func close() async {
        guard let line else { return }
        self.line = nil
        join = CCIDJoin()
        ready = []
        await line.close()
        let troubles = line.troubles
        guard troubles != USBLineTroubles() else { return }
        log.notice(
            "a line over USB had troubles",
            metadata: [
                "usb.device": "\(line.identity.inWords)", "usb.garbled": "\(troubles.garbled)",
                "usb.stalls": "\(troubles.stalls)", "usb.notices": "\(troubles.droppedNotices)",
            ])
    }

    /// Resets the port, whether the device can be opened or not.
    package func reset() async throws {
        await close()
        try await bus.reset(selector)
    }

    package func look() async -> LineSight { await bus.look(at: selector) }

    package func prefer(_ identity: LineIdentity?) async { selector.preferred = identity }

    /// What went wrong since the line was opened, without ending it.
    package var troubles: USBLineTroubles { line?.troubles ?? USBLineTroubles() }
}
