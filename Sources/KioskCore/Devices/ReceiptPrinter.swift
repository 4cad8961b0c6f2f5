/// A print job by its number, unique since the kiosk was installed.
package struct PrintJobID: Hashable, Codable, Sendable {
    package let number: Int
    package init(_ number: Int) { self.number = number }
}

package enum ReceiptPrinterCommand: Hashable, Codable, Sendable {
    /// Print these bytes, which end in a cut. The driver adds what proves the printing.
    case print(PrintJobID, [UInt8])
    case askStatus
}

package enum ReceiptPrinterReport: Hashable, Codable, Sendable {
    case presence(DevicePresence)
    case status(PrinterStatus)
    /// The paper is out of the printer: proved by the echoed process id, or, where the printer has none, by a
    /// status without fault after the last byte.
    case printed(PrintJobID)
    /// The job did not come out whole.
    case failed(PrintJobID, PrinterStatus)
}

/// What the printer says of itself; each is told apart because a technician does something else about it.
package struct PrinterStatus: Hashable, Codable, Sendable {
    package var isOnline: Bool
    package var isCoverOpen: Bool
    package var isPaperOut: Bool
    package var isPaperNearEnd: Bool
    package var hasCutterError: Bool
    package var hasUnrecoverableError: Bool

    package static let ready = PrinterStatus()
    package static let noAnswer = PrinterStatus(isOnline: false)

    package init(
        isOnline: Bool = true, isCoverOpen: Bool = false, isPaperOut: Bool = false, isPaperNearEnd: Bool = false,
        hasCutterError: Bool = false, hasUnrecoverableError: Bool = false
    ) {
        self.isOnline = isOnline
        self.isCoverOpen = isCoverOpen
        self.isPaperOut = isPaperOut
        self.isPaperNearEnd = isPaperNearEnd
        self.hasCutterError = hasCutterError
        self.hasUnrecoverableError = hasUnrecoverableError
    }

    package var canPrint: Bool {
        isOnline && !isCoverOpen && !isPaperOut && !hasCutterError && !hasUnrecoverableError
    }
}
