import Glibc
import Synchronization

/// What the kernel's printer function answers by itself: GET_PORT_STATUS, from a byte that the firmware sets.
enum GadgetPrinter {
    /// `GADGET_SET_PRINTER_STATUS` of `linux/usb/g_printer.h`.
    private static let setStatus: UInt = 0xC001_6722

    @Sendable static func tell(_ printer: SimulatedReceiptPrinter, _ line: Int32) {
        _ = ioctl(line, setStatus, Int32(printer.portStatus))
    }
}

/// What a printer on FunctionFS answers on the control endpoint (Printing Devices 1.1, section 4.2).
final class PrinterPort: Sendable {
    private let deviceID: [UInt8]
    private let status = Mutex<UInt8>(SimulatedReceiptPrinter().portStatus)

    init(deviceID: String) { self.deviceID = Array(deviceID.utf8) }

    func tell(_ printer: SimulatedReceiptPrinter) { status.withLock { $0 = printer.portStatus } }

    func answer(_ setup: GadgetSetup) -> [UInt8]? {
        switch (setup.requestType, setup.request) {
        // GET_DEVICE_ID: its length is in front of it, the high byte first, and counts itself.
        case (0xA1, 0): [UInt8((deviceID.count + 2) >> 8), UInt8((deviceID.count + 2) & 0xFF)] + deviceID
        case (0xA1, 1): [status.withLock { $0 }]
        // SOFT_RESET
        case (0x21, 2): []
        case (_, _): nil
        }
    }
}
