/// A packet of SSP without its dress: no start byte, no stuffing, no check.
package struct SSPPacket: Hashable, Sendable {
    /// The sequence flag. An answer carries the flag of the question; a slave that sees the same flag twice repeats
    /// its last answer and does nothing.
    package var flag: Bool
    /// Seven bits, at most 0x7D; a note validator is 0.
    package var address: UInt8
    /// A command with its parameters, or an answer: 1 to 255 bytes.
    package var data: [UInt8]

    package init(flag: Bool, address: UInt8 = SSPCodec.validatorAddress, data: [UInt8]) {
        self.flag = flag
        self.address = address
        self.data = data
    }
}

/// Packets of SSP on the line: `7F`, flag and address, length, data, check low byte first. A `7F` anywhere after the
/// first byte, in the check too, is sent twice; one that stands alone begins a new packet.
///
/// Finds the packets in bytes that come cut anywhere. Because a start byte never stands alone inside a packet, the next
/// packet is found however the one before it was damaged. Between calls it keeps less than one packet.
/// Source: ITL, SSP Protocol Manual GA138, section Transport Layer.
package struct SSPCodec: Sendable {
    package enum Event: Equatable, Sendable {
        case packet(SSPPacket)
        /// A packet whose check does not match, that is empty, or that was cut short by the next one. Reported once a
        /// call at most, however many there were.
        case corrupt
    }

    package static let start: UInt8 = 0x7F
    package static let validatorAddress: UInt8 = 0x00
    package static let highestAddress: UInt8 = 0x7D
    package static let largestData = 255
    /// Flag and address, length, data and two bytes of check.
    package static let largestPacket = largestData + overhead
    private static let overhead = 4

    /// What came since the last start, unstuffed; nil while no packet has begun.
    private var body: [UInt8]?
    /// The last byte was a start inside a packet: the next one says whether it was data.
    private var isStuffed = false

    package init() {}

    /// Bytes kept until the rest of their packet comes: always fewer than `largestPacket`.
    package var bufferedCount: Int { body?.count ?? 0 }

    package static func frame(_ packet: SSPPacket) -> [UInt8] {
        precondition((1...largestData).contains(packet.data.count), "an SSP packet carries 1 to 255 bytes")
        precondition(packet.address <= highestAddress, "the highest SSP address is 7D")
        let body = [packet.flag ? packet.address | 0x80 : packet.address, UInt8(packet.data.count)] + packet.data
        return [start] + (body + SSPCheck.bytes(of: body)).flatMap { $0 == start ? [start, start] : [$0] }
    }

    /// Forgets what has come of an unfinished packet.
    package mutating func reset() {
        body = nil
        isStuffed = false
    }

    package mutating func received(_ bytes: [UInt8]) -> [Event] {
        var packets: [Event] = []
        var foundCorrupt = false
        for byte in bytes {
            switch took(byte) {
            case nil: break
            case .packet(let packet): packets.append(.packet(packet))
            case .corrupt: foundCorrupt = true
            }
        }
        return foundCorrupt ? packets + [.corrupt] : packets
    }

    private mutating func took(_ byte: UInt8) -> Event? {
        guard let sofar = body else {
            if byte == Self.start { body = [] }
            return nil
        }
        if isStuffed {
            isStuffed = false
            if byte == Self.start { return grew(by: byte) }
            // The start stood alone: what came before it is lost, and this byte is the address of the next packet.
            body = []
            return grew(by: byte) ?? .corrupt
        }
        guard byte == Self.start else { return grew(by: byte) }
        // No address is 7F, so a start after a start is another start.
        if !sofar.isEmpty { isStuffed = true }
        return nil
    }

    private mutating func grew(by byte: UInt8) -> Event? {
        body?.append(byte)
        guard let whole = body, whole.count > 1, whole.count == Int(whole[1]) + Self.overhead else { return nil }
        reset()
        let covered = whole.dropLast(2)
        guard whole[1] > 0, Array(whole.suffix(2)) == SSPCheck.bytes(of: covered) else { return .corrupt }
        return .packet(
            SSPPacket(flag: whole[0] & 0x80 != 0, address: whole[0] & 0x7F, data: Array(covered.dropFirst(2))))
    }
}

/// The check of an SSP packet: the polynomial x¹⁶ + x¹⁵ + x² + 1 (0x8005), highest bit first, starting from FFFF, over
/// all bytes but the start, before stuffing. Source: GA138, section Transport Layer.
package enum SSPCheck {
    package static func value(of bytes: some Sequence<UInt8>) -> UInt16 {
        bytes.reduce(0xFFFF) { crc, byte in crc << 8 ^ table[Int(UInt8(crc >> 8) ^ byte)] }
    }

    /// As it goes over the line: low byte, high byte.
    package static func bytes(of bytes: some Sequence<UInt8>) -> [UInt8] {
        let crc = value(of: bytes)
        return [UInt8(crc & 0xFF), UInt8(crc >> 8)]
    }

    /// What one byte does to a check of zero.
    private static let table: [UInt16] = (0..<256).map { byte in
        (0..<8).reduce(UInt16(byte) << 8) { crc, _ in crc & 0x8000 != 0 ? crc << 1 ^ 0x8005 : crc << 1 }
    }
}
