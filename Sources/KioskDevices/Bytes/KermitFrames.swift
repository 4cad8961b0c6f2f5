/// Frames that begin with fixed bytes, tell their whole length in the byte after them, and end with the check
/// CRC-16/KERMIT over all before it, low byte first. CCNET and ID-003 are made so.
///
/// Finds the frames in bytes that come cut anywhere, and finds its way back after rubbish by looking for the next
/// start. Between calls it keeps less than one frame.
package struct KermitFrames: Sendable {
    package enum Event: Equatable, Sendable {
        /// What stood between length and check; never empty.
        case message([UInt8])
        /// A frame whose check does not match. Reported once a call at most, however many there were.
        case corrupt
    }

    package static let largestFrame = 255

    private let start: [UInt8]
    private var buffer: [UInt8] = []

    package init(startingWith start: [UInt8]) { self.start = start }

    /// Bytes kept until the rest of their frame comes: always fewer than `largestFrame`.
    package var bufferedCount: Int { buffer.count }

    /// The start, the length and two bytes of check.
    private var overhead: Int { start.count + 3 }

    package var largestPayload: Int { Self.largestFrame - overhead }

    package func frame(_ payload: [UInt8]) -> [UInt8] {
        precondition((1...largestPayload).contains(payload.count), "a frame carries 1 to \(largestPayload) bytes")
        let body = start + [UInt8(payload.count + overhead)] + payload
        return body + CRC16.kermitBytes(body)
    }

    /// Forgets what has come of an unfinished frame.
    package mutating func reset() { buffer.removeAll() }

    package mutating func received(_ bytes: [UInt8]) -> [Event] {
        buffer += bytes
        var events: [Event] = []
        var foundCorrupt = false
        var position = 0
        scan: while position < buffer.count {
            switch candidate(at: position) {
            case .none: position += 1
            case .unfinished: break scan
            case .frame(let length):
                let body = buffer[position..<(position + length - 2)]
                let check = buffer[(position + length - 2)..<(position + length)]
                if Array(check) == CRC16.kermitBytes(body) {
                    events.append(.message(Array(body.dropFirst(start.count + 1))))
                    position += length
                } else {
                    foundCorrupt = true
                    position += 1
                }
            }
        }
        buffer.removeFirst(position)
        return foundCorrupt ? events + [.corrupt] : events
    }

    private enum Candidate {
        case none, unfinished
        case frame(length: Int)
    }

    private func candidate(at position: Int) -> Candidate {
        var reader = ByteReader(buffer[position...])
        for expected in start {
            guard let byte = reader.byte() else { return .unfinished }
            guard byte == expected else { return .none }
        }
        guard let length = reader.byte().map(Int.init) else { return .unfinished }
        guard length > overhead else { return .none }
        return buffer.count - position < length ? .unfinished : .frame(length: length)
    }
}
