/// Frames of CCNET: `02 03 LEN payload CRC`, where LEN counts the whole frame and the CRC comes low byte first.
///
/// Finds the frames in bytes that come cut anywhere, and finds its way back after rubbish by looking for the next
/// start. Between calls it keeps less than one frame. The long frames of the standard (LEN zero, two more length
/// bytes) serve firmware download and are not read.
/// Source: CashCode NET Interface, MAN_CCNET rev. 2.3.1, section 2.2.
package struct CCNETCodec: Sendable {
    package enum Event: Equatable, Sendable {
        /// What stood between length and check.
        case message([UInt8])
        /// A frame whose check does not match. Reported once a call at most, however many there were.
        case corrupt
    }

    package static let sync: UInt8 = 0x02
    /// The address of a bill validator.
    package static let address: UInt8 = 0x03
    package static let largestFrame = 255
    package static let largestPayload = largestFrame - overhead
    /// Sync, address, length and two bytes of check.
    private static let overhead = 5

    private var buffer: [UInt8] = []

    package init() {}

    /// Bytes kept until the rest of their frame comes: always fewer than `largestFrame`.
    package var bufferedCount: Int { buffer.count }

    package static func frame(_ payload: [UInt8]) -> [UInt8] {
        precondition((1...largestPayload).contains(payload.count), "a CCNET frame carries 1 to 250 bytes")
        let body = [sync, address, UInt8(payload.count + overhead)] + payload
        return body + CRC16.kermitBytes(body)
    }

    /// Forgets what has come of an unfinished frame.
    package mutating func reset() { buffer.removeAll() }

    package mutating func received(_ bytes: [UInt8]) -> [Event] {
        buffer += bytes
        var events: [Event] = []
        var foundCorrupt = false
        var start = 0
        scan: while start < buffer.count {
            switch candidate(at: start) {
            case .none: start += 1
            case .unfinished: break scan
            case .frame(let length):
                let body = buffer[start..<(start + length - 2)]
                let check = buffer[(start + length - 2)..<(start + length)]
                if Array(check) == CRC16.kermitBytes(body) {
                    events.append(.message(Array(body.dropFirst(3))))
                    start += length
                } else {
                    foundCorrupt = true
                    start += 1
                }
            }
        }
        buffer.removeFirst(start)
        return foundCorrupt ? events + [.corrupt] : events
    }

    private enum Candidate {
        case none, unfinished
        case frame(length: Int)
    }

    private func candidate(at start: Int) -> Candidate {
        var reader = ByteReader(buffer[start...])
        guard reader.byte() == Self.sync else { return .none }
        guard let address = reader.byte() else { return .unfinished }
        guard address == Self.address else { return .none }
        guard let length = reader.byte().map(Int.init) else { return .unfinished }
        guard length > Self.overhead else { return .none }
        return buffer.count - start < length ? .unfinished : .frame(length: length)
    }
}
