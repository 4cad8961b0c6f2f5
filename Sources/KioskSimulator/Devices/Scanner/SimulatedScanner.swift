package import KioskCore
package import KioskDevices

/// The firmware of a simulated bar code scanner: what a hand lays on its window goes out on the wire, as reports of
/// 64 bytes in the way of HID POS, as lines in the way of a serial scanner, or as keys in the way of a keyboard.
///
/// It hears nothing and waits for nothing, as such scanners do. Pulling its plug is the transport's business.
package struct SimulatedScanner: SimulatedDevice {
    package enum Wire: Hashable, Sendable {
        /// Reports of `HIDPOSScannerLayout.commonDescriptor`.
        case hidPOS
        /// Another maker's: report 01 of 64 bytes, a byte count and up to 62 bytes of raw data, the AIM identifier in
        /// front of them. A code that does not fit is cut into reports without a mark. `rawDescriptor` describes it.
        case hidPOSRaw
        /// Boot keyboard reports: each key pressed, then let go.
        case hidKeyboard(KeyboardWedgeProfile, sendsAIM: Bool)
        case cdcLines(LineEnding, sendsAIM: Bool)
    }

    package enum LineEnding: Hashable, Sendable {
        case cr, crLF

        fileprivate var bytes: [UInt8] {
            switch self {
            case .cr: [0x0D]
            case .crLF: [0x0D, 0x0A]
            }
        }
    }

    package enum Hand: Hashable, Sendable {
        /// Lay something with a code on the window.
        case lay(ScannedCode)
        /// Take it away before the scanner has sent all of it: the last quarter stays unsent.
        case layAndTakeAway(ScannedCode)
        /// A loose contact: these bytes go out and mean nothing.
        case garble([UInt8])
    }

    package let wire: Wire

    package init(wire: Wire) {
        self.wire = wire
    }

    package var nextDeadline: KioskInstant? { nil }

    package mutating func received(_ bytes: [UInt8], at now: KioskInstant) -> [UInt8] { [] }

    package mutating func deadlineReached(at now: KioskInstant) -> [UInt8] { [] }

    package mutating func powerCycled(at now: KioskInstant) -> [UInt8] { [] }

    package mutating func hand(_ hand: Hand, at now: KioskInstant) -> [UInt8] {
        switch hand {
        case .lay(let code): return sent(code)
        case .layAndTakeAway(let code):
            let bytes = sent(code)
            return Array(bytes.prefix(bytes.count * 3 / 4))
        case .garble(let bytes): return bytes
        }
    }

    private func sent(_ code: ScannedCode) -> [UInt8] {
        let aim = Array((code.aim ?? AIMIdentifier(code.symbology)?.text ?? "").utf8)
        switch wire {
        case .hidPOS: return SimulatedScanner.reports(of: code.bytes, aim: aim)
        case .hidPOSRaw: return SimulatedScanner.rawReports(of: aim + code.bytes)
        case .hidKeyboard(let profile, let sendsAIM): return profile.reports(typing: (sendsAIM ? aim : []) + code.bytes)
        case .cdcLines(let ending, let sendsAIM): return (sendsAIM ? aim : []) + code.bytes + ending.bytes
        }
    }

    /// Each report: 02, byte count, three bytes of AIM identifier, 56 of data, two of the maker's own, and bit 0 of
    /// the last byte set when another report goes on with the code.
    private static func reports(of bytes: [UInt8], aim: [UInt8]) -> [UInt8] {
        let room = 56
        let identifier = aim.count == 3 ? aim : [0, 0, 0]
        return stride(from: 0, to: bytes.count, by: room).flatMap { start in
            let part = bytes[start..<min(start + room, bytes.count)]
            let padding = [UInt8](repeating: 0, count: room - part.count)
            let goesOn: UInt8 = start + room < bytes.count ? 1 : 0
            return [0x02, UInt8(part.count)] + identifier + part + padding + [0, 0, goesOn]
        }
    }

    private static func rawReports(of bytes: [UInt8]) -> [UInt8] {
        let room = 62
        return stride(from: 0, to: bytes.count, by: room).flatMap { start in
            let part = bytes[start..<min(start + room, bytes.count)]
            return [0x01, UInt8(part.count)] + part + [UInt8](repeating: 0, count: room - part.count)
        }
    }

    /// The report descriptor of `hidPOSRaw`: Byte Count and 62 bytes of Decoded Data in report 01.
    package static let rawDescriptor: [UInt8] = [
        0x05, 0x8C, 0x09, 0x02, 0xA1, 0x01, 0x85, 0x01, 0x09, 0x12, 0xA1, 0x02, 0x15, 0x00, 0x26, 0xFF, 0x00, 0x75,
        0x08, 0x95, 0x01, 0x05, 0x01, 0x09, 0x3B, 0x81, 0x02, 0x95, 0x3E, 0x05, 0x8C, 0x09, 0xFE, 0x82, 0x02, 0x01,
        0xC0, 0xC0,
    ]
}

extension SimulatedScanner.Wire {
    /// What the device says of itself over USB; nil for serial lines.
    package var reportDescriptor: [UInt8]? {
        switch self {
        case .hidPOS: HIDPOSScannerLayout.commonDescriptor
        case .hidPOSRaw: SimulatedScanner.rawDescriptor
        case .hidKeyboard: HIDKeyboardReportFormat.bootDescriptor
        case .cdcLines: nil
        }
    }

    /// Bytes of one report, which USB moves by itself; nil for serial lines.
    package var reportSize: Int? {
        switch self {
        case .hidPOS, .hidPOSRaw: 64
        case .hidKeyboard: 8
        case .cdcLines: nil
        }
    }
}
