/// Finds the reader's messages in the bytes of its two IN endpoints, which arrive merged: answers from the bulk
/// endpoint, notifications from the interrupt endpoint.
///
/// Over USB a piece is one transfer, and a message starts where a transfer starts; over other lines the bytes may be
/// cut anywhere. What cannot be a message is thrown away up to the next byte that can start one, and told as
/// `garbled`. The length in a header is the device's word: one beyond `longestMessage` makes the header garbage. A
/// message whose end never comes is ended by `reset`, which the state machine calls before each question and at each
/// deadline. At most `longestMessage` bytes are kept.
package struct CCIDCodec: Sendable {
    package static let headerLength = 10
    /// The smallest packet of a full-speed bulk endpoint that readers use: a transfer that ends before the message
    /// does is a multiple of it.
    private static let packet = 64

    package enum Event: Hashable, Sendable {
        case answer(CCIDAnswer)
        /// The state of each slot, two bits each from the lowest on: present, changed (CCID 1.1, section 6.3.1).
        case slotsChanged([UInt8])
        /// CCID 1.1, section 6.3.2; code 1 is an over-current.
        case hardwareError(slot: UInt8, code: UInt8)
        case garbled(String)
    }

    private let longestMessage: Int
    private let maximumSlotIndex: UInt8
    private let slotStateByteCount: Int
    private var buffer: [UInt8] = []
    /// The piece before was made of full packets, so that its message may go on in the next one.
    private var lastPieceWasFull = false

    package init(_ descriptor: CCIDClassDescriptor) {
        longestMessage = descriptor.maximumMessage
        maximumSlotIndex = descriptor.maximumSlotIndex
        slotStateByteCount = descriptor.slotStateByteCount
    }

    package var bufferedCount: Int { buffer.count }

    /// Forgets an unfinished message; returns how many bytes that were.
    @discardableResult
    package mutating func reset() -> Int {
        defer {
            buffer.removeAll()
            lastPieceWasFull = false
        }
        return buffer.count
    }

    package mutating func received(_ bytes: [UInt8]) -> [Event] {
        if let notification = notificationAmid(bytes) { return [notification] }
        var events: [Event] = []
        var dropped = 0
        var rest = bytes[...]
        while !rest.isEmpty {
            // Never more than a message and a piece of it at a time, however much came at once.
            buffer += rest.prefix(longestMessage)
            rest = rest.dropFirst(longestMessage)
            drain(&events, &dropped)
        }
        if dropped > 0 { events.append(.garbled("\(dropped) bytes that are no message of a card reader")) }
        lastPieceWasFull = !buffer.isEmpty && bytes.count >= CCIDCodec.packet && bytes.count % CCIDCodec.packet == 0
        return events
    }

    /// A notification that came between two transfers of one long answer. It is told from the answer's next part by
    /// its shape, and only where the answer is known to go on for longer than that.
    private func notificationAmid(_ bytes: [UInt8]) -> Event? {
        guard lastPieceWasFull, bytes.count == 1 + slotStateByteCount, bytes[0] == 0x50 else { return nil }
        guard case .message(let length) = firstMessage(in: buffer[...]), length - buffer.count > bytes.count else {
            return nil
        }
        return isSlotState(bytes[1...]) ? .slotsChanged(Array(bytes[1...])) : nil
    }

    private enum Start {
        case message(length: Int)
        case unfinished
        case garbage
    }

    private mutating func drain(_ events: inout [Event], _ dropped: inout Int) {
        var rest = buffer[...]
        search: while !rest.isEmpty {
            switch firstMessage(in: rest) {
            case .message(let length):
                guard length <= rest.count else { break search }
                if let event = event(rest.prefix(length)) { events.append(event) } else { dropped += length }
                rest = rest.dropFirst(length)
            case .unfinished: break search
            case .garbage:
                rest = rest.dropFirst()
                dropped += 1
            }
        }
        if rest.count < buffer.count { buffer = Array(rest) }
    }

    private func firstMessage(in bytes: ArraySlice<UInt8>) -> Start {
        guard let type = bytes.first else { return .unfinished }
        switch type {
        case 0x50:
            let states = bytes.dropFirst().prefix(slotStateByteCount)
            if states.count == slotStateByteCount, !isSlotState(states) { return .garbage }
            return .message(length: 1 + slotStateByteCount)
        case 0x51: return .message(length: 4)
        default:
            guard CCIDAnswer.Kind(rawValue: type) != nil else { return .garbage }
            guard bytes.count >= CCIDCodec.headerLength else { return .unfinished }
            let header = Array(bytes.prefix(CCIDCodec.headerLength))
            let length = (0..<4).reduce(0) { $0 | Int(header[1 + $1]) << (8 * $1) }
            let isPlausible =
                length <= longestMessage - CCIDCodec.headerLength && header[5] <= maximumSlotIndex
                && header[7] & 0x03 != 0x03 && header[7] & 0xC0 != 0xC0
            return isPlausible ? .message(length: CCIDCodec.headerLength + length) : .garbage
        }
    }

    /// The bits of slots that do not exist are zero.
    private func isSlotState(_ states: ArraySlice<UInt8>) -> Bool {
        let used = (Int(maximumSlotIndex) + 1) * 2
        let inLast = used - (slotStateByteCount - 1) * 8
        return inLast >= 8 || (states.last ?? 0) >> UInt8(inLast) == 0
    }

    private func event(_ message: ArraySlice<UInt8>) -> Event? {
        let bytes = Array(message)
        switch bytes[0] {
        case 0x50: return .slotsChanged(Array(bytes.dropFirst()))
        case 0x51: return bytes[1] <= maximumSlotIndex ? .hardwareError(slot: bytes[1], code: bytes[3]) : nil
        default:
            guard let kind = CCIDAnswer.Kind(rawValue: bytes[0]), let card = CCIDAnswer.Card(rawValue: bytes[7] & 0x03)
            else { return nil }
            let outcome: CCIDAnswer.Outcome =
                switch bytes[7] >> 6 {
                case 0: .done
                case 1: .failed(CCIDError(code: bytes[8]))
                default: .needsTime(bytes[8])
                }
            return .answer(
                CCIDAnswer(
                    kind, slot: bytes[5], sequence: bytes[6], card: card, outcome: outcome, specific: bytes[9],
                    data: Array(bytes.dropFirst(CCIDCodec.headerLength))))
        }
    }
}
