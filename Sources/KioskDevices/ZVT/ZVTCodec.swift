/// APDUs as bytes: class, instruction, length, data. A length of FF says that the true one follows in two bytes, low
/// byte first. Over TCP this is all the framing there is; over a serial line `ZVTSerialFraming` is put around it.
package enum ZVTCodec {
    /// More than any message of a terminal without pictures; the format would allow 65,535.
    package static let largestData = 4_096
    /// Class, instruction and the longest form of the length.
    package static let largestMessage = largestData + 5

    package static func encode(_ message: ZVTMessage) -> [UInt8] {
        let count = message.data.count
        precondition(count <= largestData, "a ZVT message carries at most \(largestData) bytes")
        let length = count < 0xFF ? [UInt8(count)] : [0xFF, UInt8(count & 0xFF), UInt8(count >> 8)]
        return [message.command.classByte, message.command.instruction] + length + message.data
    }

    package enum Decoded: Equatable, Sendable {
        case message(ZVTMessage, byteCount: Int)
        /// More bytes are needed.
        case unfinished
        /// This is no message of the protocol.
        case garbled(String)
    }

    /// The message at the start of `bytes`.
    package static func decode(_ bytes: ArraySlice<UInt8>) -> Decoded {
        var reader = ByteReader(bytes)
        guard let classByte = reader.byte() else { return .unfinished }
        guard knownClasses.contains(classByte) else { return .garbled("no message begins with byte \(classByte)") }
        guard let instruction = reader.byte(), let short = reader.byte() else { return .unfinished }
        var count = Int(short)
        if short == 0xFF {
            guard let long = reader.littleEndian16() else { return .unfinished }
            count = Int(long)
        }
        guard count <= largestData else { return .garbled("a message of \(count) bytes is longer than \(largestData)") }
        let headerCount = bytes.count - reader.remaining
        guard let data = reader.bytes(count) else { return .unfinished }
        let command = ZVTCommand(rawValue: UInt16(classByte) << 8 | UInt16(instruction))
        return .message(ZVTMessage(command, Array(data)), byteCount: headerCount + count)
    }

    private static let knownClasses: Set<UInt8> = [0x04, 0x05, 0x06, 0x08, 0x0F, 0x80, 0x84]

    /// `number` as binary-coded decimal in `byteCount` bytes, or nil when it has too many digits or is negative.
    package static func bcd(_ number: Int64, byteCount: Int) -> [UInt8]? {
        guard number >= 0 else { return nil }
        var rest = number
        var bytes: [UInt8] = []
        for _ in 0..<byteCount {
            bytes.append(UInt8(rest % 10) | UInt8(rest / 10 % 10) << 4)
            rest /= 100
        }
        return rest == 0 ? bytes.reversed() : nil
    }

    /// Nil when a half-byte is no decimal digit, or there are more digits than fit.
    package static func number(bcd bytes: ArraySlice<UInt8>) -> Int64? {
        guard bytes.count <= 8 else { return nil }
        return bytes.reduce(0) { number, byte -> Int64? in
            guard let number, byte >> 4 < 10, byte & 0xF < 10 else { return nil }
            return number * 100 + Int64(byte >> 4) * 10 + Int64(byte & 0xF)
        }
    }
}

/// Messages one after another on a TCP connection.
///
/// There is no mark to find a start again: after rubbish, everything that has come is thrown away, and the deadlines
/// of the protocol do the rest. Keeps less than one message.
package struct ZVTPlainFraming: Sendable {
    private var buffer: [UInt8] = []

    package init() {}

    package var bufferedCount: Int { buffer.count }

    package mutating func reset() { buffer.removeAll() }

    package mutating func received(_ bytes: [UInt8]) -> [ZVTFramingEvent] {
        buffer += bytes
        var events: [ZVTFramingEvent] = []
        var start = 0
        scan: while start < buffer.count {
            switch ZVTCodec.decode(buffer[start...]) {
            case .message(let message, let byteCount):
                events.append(.message(message))
                start += byteCount
            case .unfinished: break scan
            case .garbled(let why):
                events.append(.garbled(why))
                start = buffer.count
            }
        }
        buffer.removeFirst(start)
        return events
    }
}

package enum ZVTFramingEvent: Equatable, Sendable {
    case message(ZVTMessage)
    /// The other side has received our last frame whole. Serial lines only.
    case frameAcknowledged
    /// The other side has received our last frame damaged. Serial lines only.
    case frameRefused
    /// Bytes that are no message were thrown away.
    case garbled(String)
}
