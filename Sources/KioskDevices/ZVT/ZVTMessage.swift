/// One message of the ZVT protocol, an APDU: class, instruction and data.
///
/// May hold a card number while it passes through: it is never logged, and its description leaves the data out.
/// Source: ECR-Interface ZVT-Protocol PA00P016 rev. 04, chapter "Application protocol".
package struct ZVTMessage: Hashable, Sendable {
    package let command: ZVTCommand
    package let data: [UInt8]

    package init(_ command: ZVTCommand, _ data: [UInt8] = []) {
        self.command = command
        self.data = data
    }
}

extension ZVTMessage: CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
    package var description: String { "\(command) with \(data.count) bytes" }
    package var debugDescription: String { description }
    package var customMirror: Mirror { Mirror(self, children: ["command": command, "byteCount": data.count]) }
}

/// The control field: class in the high byte, instruction in the low one.
package struct ZVTCommand: RawRepresentable, Hashable, Sendable, CustomStringConvertible {
    package let rawValue: UInt16

    package init(rawValue: UInt16) { self.rawValue = rawValue }

    package var classByte: UInt8 { UInt8(rawValue >> 8) }
    package var instruction: UInt8 { UInt8(rawValue & 0xFF) }

    // From the cash register, here the kiosk.
    package static let statusEnquiry = ZVTCommand(rawValue: 0x0501)
    package static let registration = ZVTCommand(rawValue: 0x0600)
    package static let authorisation = ZVTCommand(rawValue: 0x0601)
    package static let turnoverTotals = ZVTCommand(rawValue: 0x0610)
    package static let repeatReceipt = ZVTCommand(rawValue: 0x0620)
    package static let reversal = ZVTCommand(rawValue: 0x0630)
    package static let endOfDay = ZVTCommand(rawValue: 0x0650)
    package static let abortFromKiosk = ZVTCommand(rawValue: 0x06B0)

    // From the terminal.
    package static let statusInformation = ZVTCommand(rawValue: 0x040F)
    package static let intermediateStatus = ZVTCommand(rawValue: 0x04FF)
    package static let completion = ZVTCommand(rawValue: 0x060F)
    package static let abort = ZVTCommand(rawValue: 0x061E)
    package static let printLine = ZVTCommand(rawValue: 0x06D1)
    package static let printTextBlock = ZVTCommand(rawValue: 0x06D3)

    // From either side.
    package static let acknowledged = ZVTCommand(rawValue: 0x8000)
    /// 84 00 means accepted; any other instruction is an error code.
    package static func refused(_ code: UInt8) -> ZVTCommand { ZVTCommand(rawValue: 0x8400 | UInt16(code)) }

    package var isAcknowledgement: Bool { self == .acknowledged || rawValue == 0x8400 }

    /// The error code of a refusal.
    package var refusal: UInt8? { classByte == 0x84 && instruction != 0 ? instruction : nil }

    package var description: String {
        let digits = String(rawValue, radix: 16, uppercase: true)
        let padded = String(repeating: "0", count: 4 - digits.count) + digits
        return "\(padded.prefix(2)) \(padded.suffix(2))"
    }
}
