/// ZVT's framing on a serial line: `10 02`, the APDU with each 10 doubled, `10 03`, check.
///
/// The check is CRC-16/KERMIT over the APDU as it was before doubling, and the 03; low byte first. Each frame is
/// answered by one byte: 06 when it came whole, 15 when not. A start in the middle of a frame begins anew.
/// Source: ECR-Interface ZVT-Protocol PA00P016 rev. 04, chapter "Transport protocol".
package struct ZVTSerialFraming: Sendable {
    package static let acknowledgement: UInt8 = 0x06
    package static let refusal: UInt8 = 0x15
    private static let escape: UInt8 = 0x10
    private static let start: UInt8 = 0x02
    private static let end: UInt8 = 0x03

    private enum State: Hashable, Sendable {
        case outside, escapeOutside, inside, escapeInside, firstOfCheck
        case secondOfCheck(UInt8)
    }

    private var state = State.outside
    private var body: [UInt8] = []

    package init() {}

    package var bufferedCount: Int { body.count }

    package mutating func reset() {
        state = .outside
        body.removeAll()
    }

    package static func frame(_ message: ZVTMessage) -> [UInt8] {
        let apdu = ZVTCodec.encode(message)
        let doubled = apdu.flatMap { $0 == escape ? [escape, escape] : [$0] }
        return [escape, start] + doubled + [escape, end] + CRC16.kermitBytes(apdu + [end])
    }

    package mutating func received(_ bytes: [UInt8]) -> [ZVTFramingEvent] { bytes.compactMap { received($0) } }

    private mutating func received(_ byte: UInt8) -> ZVTFramingEvent? {
        switch state {
        case .outside:
            switch byte {
            case Self.acknowledgement: return .frameAcknowledged
            case Self.refusal: return .frameRefused
            case Self.escape: state = .escapeOutside
            default: break
            }
        case .escapeOutside:
            // An escape after an escape may itself be the one before the start.
            if byte != Self.escape { state = byte == Self.start ? .inside : .outside }
            body.removeAll()
        case .inside:
            if byte == Self.escape { state = .escapeInside } else { return keep(byte) }
        case .escapeInside: return escaped(byte)
        case .firstOfCheck: state = .secondOfCheck(byte)
        case .secondOfCheck(let first): return ended(check: [first, byte])
        }
        return nil
    }

    private mutating func escaped(_ byte: UInt8) -> ZVTFramingEvent? {
        switch byte {
        case Self.escape:
            state = .inside
            return keep(byte)
        case Self.end: state = .firstOfCheck
        case Self.start:
            state = .inside
            body.removeAll()
        default: return garbled("a frame has an escape before \(byte)")
        }
        return nil
    }

    private mutating func keep(_ byte: UInt8) -> ZVTFramingEvent? {
        guard body.count < ZVTCodec.largestMessage else { return garbled("a frame does not end") }
        body.append(byte)
        return nil
    }

    private mutating func ended(check: [UInt8]) -> ZVTFramingEvent {
        guard check == CRC16.kermitBytes(body + [Self.end]) else { return garbled("a frame has a wrong check") }
        guard case .message(let message, let byteCount) = ZVTCodec.decode(body[...]), byteCount == body.count else {
            return garbled("a frame holds no message, or more than one")
        }
        reset()
        return .message(message)
    }

    private mutating func garbled(_ why: String) -> ZVTFramingEvent {
        reset()
        return .garbled(why)
    }
}
