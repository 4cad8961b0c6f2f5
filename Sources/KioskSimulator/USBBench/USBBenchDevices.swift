import Foundation
import KioskCore
import KioskDevices

/// A gadget and the firmware that sits behind it, as one device with a cable.
package struct USBBenchDevice<Device: SimulatedDevice>: Sendable {
    package let gadget: Gadget
    package let server: GadgetServer<Device>

    /// Puts the cable in, and waits until the firmware is on the line.
    package func plugIn() async throws {
        try gadget.plugIn()
        try await server.connect(try gadget.node())
    }

    package func unplug() async throws {
        try await server.disconnect()
        try gadget.unplug()
    }
}

/// The devices of the bench's kiosk, each in a port of its own.
package struct USBBenchDevices: Sendable {
    package let scanner: USBBenchDevice<SimulatedScanner>
    package let acceptor: USBBenchDevice<SimulatedNoteAcceptor>
    package let printer: USBBenchDevice<SimulatedReceiptPrinter>
    package let terminal: USBBenchDevice<SimulatedPaymentTerminal>

    package static let printerID =
        "MFG:Paycircle;CMD:ESC/POS;MDL:Bench Printer;CLS:PRINTER;DES:Paycircle bench printer;"

    package init(clock: BenchClock) throws {
        scanner = USBBenchDevice(
            gadget: try Gadget(
                "scanner", USBBenchDevices.identity(0x0525, 0xA4AC, "Bench Scanner", "SCN-0001"),
                .hid(descriptor: HIDPOSScannerLayout.commonDescriptor, reportLength: 64, isKeyboard: false),
                controller: 0),
            server: try GadgetServer(
                "scanner", SimulatedScanner(wire: .hidPOS), clock: clock, style: .reports(of: 64)))
        printer = USBBenchDevice(
            gadget: try Gadget(
                "printer", USBBenchDevices.identity(0x0525, 0xA4A8, "Bench Printer", "PRN-0001"),
                .printer(deviceID: USBBenchDevices.printerID, number: 0), controller: 1),
            server: try GadgetServer(
                "printer", SimulatedReceiptPrinter(), clock: clock, style: .bytes, afterwards: GadgetPrinter.tell))
        acceptor = USBBenchDevice(
            gadget: try Gadget(
                "acceptor", USBBenchDevices.identity(0x1209, 0x0002, "Bench Note Acceptor", "NAC-0001"), .serial, controller: 2),
            server: try GadgetServer("acceptor", SimulatedNoteAcceptor(), clock: clock, style: .bytes))
        terminal = USBBenchDevice(
            gadget: try Gadget(
                "terminal", USBBenchDevices.identity(0x1209, 0x0005, "Bench Terminal", "PTM-0001"), .serial, controller: 3),
            server: try GadgetServer("terminal", SimulatedPaymentTerminal(), clock: clock, style: .bytes))
    }

    private static func identity(_ vendor: UInt16, _ product: UInt16, _ name: String, _ serial: String) -> GadgetIdentity {
        GadgetIdentity(
            vendorID: vendor, productID: product, manufacturer: "Paycircle", product: name, serial: serial)
    }

    package func plugInAll() async throws {
        try await scanner.plugIn()
        try await printer.plugIn()
        try await acceptor.plugIn()
        try await terminal.plugIn()
    }
}
