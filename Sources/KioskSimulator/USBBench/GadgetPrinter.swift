import Glibc

/// What the kernel's printer function answers by itself: GET_PORT_STATUS, from a byte that the firmware sets.
enum GadgetPrinter {
    /// `GADGET_SET_PRINTER_STATUS` of `linux/usb/g_printer.h`.
    private static let setStatus: UInt = 0xC001_6722
    /// Bits of GET_PORT_STATUS (Printing Devices 1.1, section 4.2.2).
    private static let isFine: Int32 = 0x08
    private static let isSelected: Int32 = 0x10
    private static let isPaperOut: Int32 = 0x20

    @Sendable static func tell(_ printer: SimulatedReceiptPrinter, _ line: Int32) {
        let status =
            (printer.isOnline ? isFine | isSelected : 0) | (printer.isPaperOut ? isPaperOut : 0)
        _ = ioctl(line, setStatus, status)
    }
}
