package import KioskCore
internal import KioskDevices

/// The firmware of a simulated bar code scanner: what a hand lays on its window goes out on the wire, as reports of
/// 64 bytes in the way of HID POS or as lines in the way of a serial scanner.
///
/// It hears nothing and waits for nothing, as such scanners do. Pulling its plug is the transport's business.
package struct SimulatedScanner: SimulatedDevice {
    package enum Wire: Hashable, Sendable {
        /// Reports of `HIDPOSScannerLayout.commonDescriptor`.
        case hidPOS
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
}
