/// Joins what a card reader sends on two endpoints into one stream: messages on bulk IN, notices on interrupt IN.
///
/// A message may take several packets, and a notice that came in between would be taken for a part of it. So notices
/// wait until the message is whole: until its length (four bytes from the second on, least significant first; CCID
/// 1.1, section 6.2) is reached, or a short packet ends it, whatever its length says. Notices are
/// RDR_to_PC_NotifySlotChange (50) and HardwareError (51); anything else on that endpoint is none and is dropped.
struct CCIDJoin: Hashable, Sendable {
    static let header = 10
    /// Notices that wait for a message's end. Each tells the state of all slots, so the oldest is the one to lose.
    static let mostHeld = 8

    /// The message's first bytes, at most a header.
    private var head: [UInt8] = []
    /// Bytes of the message so far; 0 between messages.
    private var count = 0
    private var held: [[UInt8]] = []
    private var dropped = 0

    mutating func took(_ packet: USBLine.Packet) -> [[UInt8]] {
        packet.isNotice ? tookNotice(packet.bytes) : tookPart(packet.bytes, isLast: packet.isShort)
    }

    /// Notices that were lost since the last time this was asked.
    mutating func takeDropped() -> Int {
        defer { dropped = 0 }
        return dropped
    }

    private mutating func tookNotice(_ bytes: [UInt8]) -> [[UInt8]] {
        guard let first = bytes.first else { return [] }
        guard first == 0x50 || first == 0x51 else {
            dropped += 1
            return []
        }
        guard count > 0 else { return [bytes] }
        if held.count >= CCIDJoin.mostHeld {
            held.removeFirst()
            dropped += 1
        }
        held.append(bytes)
        return []
    }

    private mutating func tookPart(_ bytes: [UInt8], isLast: Bool) -> [[UInt8]] {
        let parts = bytes.isEmpty ? [] : [bytes]
        head += bytes.prefix(CCIDJoin.header - head.count)
        // What a length can say at most fits an Int many times over; a message that grows beyond it has ended before.
        count += bytes.count
        guard isLast || isWhole else { return parts }
        defer {
            head = []
            count = 0
            held = []
        }
        return parts + held
    }

    private var isWhole: Bool {
        guard head.count == CCIDJoin.header else { return false }
        let length = (1...4).reversed().reduce(0) { $0 << 8 | Int(head[$1]) }
        return count >= CCIDJoin.header + length
    }
}
