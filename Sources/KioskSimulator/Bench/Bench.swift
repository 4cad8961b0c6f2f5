package import KioskCore
import KioskVision

/// A kiosk's devices on a bench: simulated ones behind sockets, the plug to the hub, and the bills that lie
/// about. `kioskd` on the other side of the sockets sees no difference from hardware.
package final class Bench: Sendable {
    package let scanner: DeviceServer<SimulatedScanner>
    package let acceptor: DeviceServer<SimulatedNoteAcceptor>
    package let printer: DeviceServer<SimulatedReceiptPrinter>
    package let terminal: DeviceServer<SimulatedPaymentTerminal>
    /// Nil on a bench without one.
    package let camera: DeviceServer<SimulatedCamera>?
    package let plug: HubPlug
    package let bills: [BenchBill]
    /// Where `BenchPage` is to be served, known before it is, because the screens must allow its frame.
    package let pagePort: Int
    private let directory: String

    /// `directory` holds the sockets while the bench runs; a socket's path may have about 100 characters.
    package init(
        directory: String, bills: [BenchBill], terminal: PaymentTerminalModel = PaymentTerminalModel(),
        hasCamera: Bool = false
    ) async throws {
        self.directory = directory
        self.bills = bills
        let clock = BenchClock()
        scanner = DeviceServer(SimulatedScanner(wire: .hidPOS), clock: clock)
        acceptor = DeviceServer(SimulatedNoteAcceptor(), clock: clock)
        printer = DeviceServer(SimulatedReceiptPrinter(), clock: clock)
        self.terminal = DeviceServer(SimulatedPaymentTerminal(model: terminal), clock: clock)
        camera = hasCamera ? DeviceServer(SimulatedCamera(), clock: clock) : nil
        plug = try await HubPlug()
        pagePort = try await LoopbackPort.free()
    }

    package func run() async throws {
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask { try await self.scanner.run(at: self.socket("scanner")) }
            group.addTask { try await self.acceptor.run(at: self.socket("acceptor")) }
            group.addTask { try await self.printer.run(at: self.socket("printer")) }
            group.addTask { try await self.terminal.run(at: self.socket("terminal")) }
            if let camera {
                group.addTask { try await camera.run(at: self.socket("camera")) }
            }
            try await group.waitForAll()
        }
    }

    package func socket(_ device: String) -> String { "\(directory)/\(device).sock" }
}

/// A bill on paper: its picture, and what libzbar reads on it.
package struct BenchBill: Hashable, Sendable {
    package let name: String
    package let picturePath: String
    package let code: ScannedCode

    /// Reads the picture. Throws when there is no code on it: then it is of no use on a scanner.
    package init(name: String, picturePath: String) throws {
        self.name = name
        self.picturePath = picturePath
        guard let code = try CodeReader().read(png: picturePath).first else {
            throw SimulatorError("No bar code was found on \(picturePath). Take a sharper picture of the bill.")
        }
        self.code = code
    }
}
