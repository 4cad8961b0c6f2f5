package import KioskCore

/// Status bytes to `PrinterStatus`, bit by bit as Epson's reference gives them for `DLE EOT` and `GS a`, and the class
/// definition for GET_PORT_STATUS.
package enum ESCPOSStatusCodec {
    /// The four answers to `DLE EOT` 1 to 4, in that order; nil unless there are four.
    package static func status(answers: [UInt8]) -> PrinterStatus? {
        guard answers.count == ESCPOSStatusQuestion.allCases.count else { return nil }
        let (printer, cause, error, paper) = (answers[0], answers[1], answers[2], answers[3])
        return PrinterStatus(
            isOnline: printer & 0x08 == 0,
            isCoverOpen: cause & 0x04 != 0,
            isPaperOut: cause & 0x20 != 0 || paper & 0x60 != 0,
            isPaperNearEnd: paper & 0x0C != 0,
            hasCutterError: error & 0x08 != 0,
            hasUnrecoverableError: error & 0x20 != 0)
    }

    package static func status(_ automatic: ESCPOSAutomaticStatus) -> PrinterStatus {
        let (printer, error, paper) = (automatic.bytes[0], automatic.bytes[1], automatic.bytes[2])
        return PrinterStatus(
            isOnline: printer & 0x08 == 0,
            isCoverOpen: printer & 0x20 != 0,
            isPaperOut: paper & 0x0C != 0,
            isPaperNearEnd: paper & 0x03 != 0,
            hasCutterError: error & 0x08 != 0,
            hasUnrecoverableError: error & 0x20 != 0)
    }

    /// GET_PORT_STATUS (USB Device Class Definition for Printing Devices 1.1, section 4.2.2): bit 5 paper empty, bit 4
    /// selected, bit 3 no error. Which error, the port does not say; one that is told with an empty paper roll is that.
    package static func status(port byte: UInt8) -> PrinterStatus {
        let isPaperOut = byte & 0x20 != 0
        return PrinterStatus(
            isOnline: byte & 0x10 != 0, isPaperOut: isPaperOut,
            hasUnrecoverableError: byte & 0x08 == 0 && !isPaperOut)
    }
}

extension PrinterStatus {
    /// Whether something is wrong that does not pass by itself. Merely offline, as while the feed button is
    /// pressed or the head cools, does.
    var hasFault: Bool { isCoverOpen || isPaperOut || hasCutterError || hasUnrecoverableError }
}
