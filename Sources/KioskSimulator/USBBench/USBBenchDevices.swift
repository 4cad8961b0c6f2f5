import Foundation
import KioskCore
import KioskDevices
import Synchronization

/// The devices of the bench's kiosk, each in a port of its own, and those that are plugged in to disturb it.
package struct USBBenchDevices: Sendable {
    typealias Printer = FunctionFSServer<SimulatedReceiptPrinter>

    package let scanner: USBBenchDevice<GadgetServer<SimulatedScanner>>
    package let acceptor: USBBenchDevice<GadgetServer<SimulatedNoteAcceptor>>
    /// The kernel's own printer function.
    package let printer: USBBenchDevice<GadgetServer<SimulatedReceiptPrinter>>
    package let terminal: USBBenchDevice<GadgetServer<SimulatedPaymentTerminal>>
    package let cardReader: USBBenchDevice<FunctionFSServer<SimulatedCardReader>>
    /// A second printer of the same model, on FunctionFS, which can stall.
    package let otherPrinter: USBBenchDevice<FunctionFSServer<SimulatedReceiptPrinter>>
    /// Another acceptor of the same model, for the same port.
    package let otherAcceptor: USBBenchDevice<GadgetServer<SimulatedNoteAcceptor>>
    package let strangers: Strangers

    /// Devices that nobody configured. They have no firmware: to be seen is all they do.
    package struct Strangers: Sendable {
        package let keyboard: Gadget
        package let disk: Gadget
        /// A magnetic stripe reader that hands over clear card numbers.
        package let stripeReader: Gadget
    }

    /// The port of QEMU's keyboard and card reader, as `peers.py` plugs them in, behind the ports of `dummy_hcd`.
    package static let qemuKeyboardPort = "13-1"
    package static let scannerSerial = "SCN-0001"
    package static let printerSerial = "PRN-0001"
    package static let otherPrinterSerial = "PRN-0002"
    package static let acceptorSerial = "NAC-0001"
    package static let otherAcceptorSerial = "NAC-0002"
    /// A controller in which nothing is plugged.
    package static let sparePort = 9
    static let printerID = "MFG:Paycircle;CMD:ESC/POS;MDL:Bench Printer;CLS:PRINTER;DES:Paycircle bench printer;"

    package init(clock: BenchClock, folder: String) throws {
        scanner = USBBenchDevice(
            gadget: try Gadget(
                "scanner", Self.identity(0x0525, 0xA4AC, "Bench Scanner", Self.scannerSerial),
                .hid(descriptor: HIDPOSScannerLayout.commonDescriptor, reportLength: 64, isKeyboard: false),
                controller: 0),
            firmware: try GadgetServer(
                "scanner", SimulatedScanner(wire: .hidPOS), clock: clock, style: .reports(of: 64)))
        printer = USBBenchDevice(
            gadget: try Gadget(
                "printer", Self.identity(0x0525, 0xA4A8, "Bench Printer", Self.printerSerial),
                .printer(deviceID: Self.printerID, number: 0), controller: 1),
            firmware: try GadgetServer(
                "printer", SimulatedReceiptPrinter(), clock: clock, style: .bytes, afterwards: GadgetPrinter.tell))
        acceptor = try Self.acceptor("acceptor", Self.acceptorSerial, clock)
        otherAcceptor = try Self.acceptor("other-acceptor", Self.otherAcceptorSerial, clock)
        // A resident who knows the PIN by heart, and a bank that takes its time.
        var terminalModel = PaymentTerminalModel()
        terminalModel.framing = .serial
        terminalModel.enteringPIN = .milliseconds(300)
        terminalModel.askingBank = .milliseconds(1_500)
        terminal = USBBenchDevice(
            gadget: try Gadget(
                "terminal", Self.identity(0x1209, 0x0005, "Bench Terminal", "PTM-0001"), .serial, controller: 3),
            firmware: try GadgetServer(
                "terminal", SimulatedPaymentTerminal(model: terminalModel), clock: clock, style: .bytes))
        cardReader = try Self.cardReader(clock)
        otherPrinter = try Self.otherPrinter(clock)
        strangers = try Strangers(folder: folder)
    }

    static func identity(_ vendor: UInt16, _ product: UInt16, _ name: String, _ serial: String) -> GadgetIdentity {
        GadgetIdentity(
            vendorID: vendor, productID: product, manufacturer: "Paycircle", product: name, serial: serial)
    }

    private static func acceptor(
        _ name: String, _ serial: String, _ clock: BenchClock
    ) throws -> USBBenchDevice<GadgetServer<SimulatedNoteAcceptor>> {
        USBBenchDevice(
            gadget: try Gadget(
                name, identity(0x1209, 0x0002, "Bench Note Acceptor", serial), .serial, controller: 2),
            firmware: try GadgetServer(name, SimulatedNoteAcceptor(), clock: clock, style: .bytes))
    }

    /// In the kiosk's port, and out of the others'.
    package func plugInAll() async throws {
        try await scanner.plugIn()
        try await printer.plugIn()
        try await acceptor.plugIn()
        try await terminal.plugIn()
        try await cardReader.plugIn()
    }
}

// MARK: - On FunctionFS

extension USBBenchDevices {
    /// Bulk endpoints at high speed have packets of 512 bytes (USB 2.0, section 5.8.3).
    private static func bulk(_ address: UInt8) -> [UInt8] { [7, 5, address, 2, 0x00, 0x02, 0] }

    private static func cardReader(
        _ clock: BenchClock
    ) throws -> USBBenchDevice<FunctionFSServer<SimulatedCardReader>> {
        let device = SimulatedCardReader(card: .t1)
        let gadget = try Gadget(
            "card-reader", identity(0x1D6B, 0x0105, "Bench Card Reader", "SCR-0001"), .functionFS("card-reader"),
            controller: 4)
        // CCID class, bulk transfers (CCID 1.1, section 4.3.1); an interrupt endpoint of 8 bytes, asked each 16 ms.
        let files = try FunctionFS(
            "card-reader",
            FunctionFSDescription(
                descriptors: [
                    [9, 4, 0, 0, 3, 0x0B, 0, 0, 0], device.classDescriptor, bulk(0x01), bulk(0x82),
                    [7, 5, 0x83, 3, 8, 0, 8],
                ], endpoints: [0x01, 0x82, 0x83]))
        let endpoints = FunctionFSServer<SimulatedCardReader>.Endpoints(output: 0x01, input: 0x82, notices: 0x83) {
            device, bytes in
            device.transfers(bytes).map { transfer in
                switch transfer {
                case .bulk(let bytes): (false, bytes)
                case .interrupt(let bytes): (true, bytes)
                }
            }
        }
        return USBBenchDevice(gadget: gadget, firmware: FunctionFSServer(device, files, endpoints, clock: clock))
    }

    private static func otherPrinter(_ clock: BenchClock) throws -> USBBenchDevice<Printer> {
        let gadget = try Gadget(
            "other-printer", identity(0x0525, 0xA4A8, "Bench Printer", otherPrinterSerial),
            .functionFS("other-printer"), controller: 5)
        let port = PrinterPort(deviceID: printerID)
        let files = try FunctionFS(
            "other-printer",
            FunctionFSDescription(
                descriptors: [[9, 4, 0, 0, 2, 7, 1, 2, 0], bulk(0x01), bulk(0x82)], endpoints: [0x01, 0x82]
            ) { port.answer($0) })
        let endpoints = Printer.Endpoints(output: 0x01, input: 0x82) { _, bytes in [(false, bytes)] }
        return USBBenchDevice(
            gadget: gadget,
            firmware: FunctionFSServer(SimulatedReceiptPrinter(), files, endpoints, clock: clock) { port.tell($0) })
    }
}

extension USBBenchDevices.Strangers {
    /// The disk's image goes into `folder`.
    fileprivate init(folder: String) throws {
        let image = "\(folder)/stranger.img"
        try Data(count: 1 << 20).write(to: URL(filePath: image))
        keyboard = try Gadget(
            "stranger-keyboard", USBBenchDevices.identity(0x1209, 0x0006, "Stranger's Keyboard", "KBD-9999"),
            .hid(descriptor: HIDKeyboardReportFormat.bootDescriptor, reportLength: 8, isKeyboard: true),
            controller: 6)
        disk = try Gadget(
            "stranger-disk", USBBenchDevices.identity(0x0525, 0xA4A5, "Stranger's Disk", "DSK-9999"),
            .storage(image: image), controller: 7)
        stripeReader = try Gadget(
            "stripe-reader", USBBenchDevices.identity(0x0801, 0x0002, "USB Swipe Reader", "MSR-9999"),
            .hid(descriptor: HIDKeyboardReportFormat.bootDescriptor, reportLength: 8, isKeyboard: false),
            controller: 8)
    }
}
