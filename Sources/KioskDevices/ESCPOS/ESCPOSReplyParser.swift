/// Something a printer said.
package enum ESCPOSReply: Hashable, Sendable {
    /// The answer to a `DLE EOT n`; which n, only the asker knows.
    case realTimeStatus(UInt8)
    case automaticStatus(ESCPOSAutomaticStatus)
    /// Everything before this id is on paper.
    case processed(ESCPOSProcessID)
    case buffersCleared
    /// A byte that is no part of any of these.
    case noise(UInt8)
}

/// The four bytes of an automatic status (`GS a`).
package struct ESCPOSAutomaticStatus: Hashable, Sendable {
    package let bytes: [UInt8]

    /// Nil unless there are four bytes of the form that the reference gives.
    package init?(bytes: [UInt8]) {
        guard bytes.count == 4, bytes[0] & 0b1001_0011 == 0b0001_0000,
            bytes.dropFirst().allSatisfy({ $0 & 0b1001_0000 == 0 })
        else { return nil }
        self.bytes = bytes
    }
}

/// Tells a printer's replies apart by their fixed bits, however the bytes are cut.
///
/// `0**1**10` is a real-time status; `0**1**00` begins an automatic status, whose other three bytes are
/// `0**0****` with nothing but XON and XOFF in between; 0x37 begins a block that ends in NUL. (Citizen command
/// reference, "Identification of Send Status"; Epson, `GS ( H`, `DLE DC4` fn 8.) A block that breaks its own
/// form is given up, and its bytes are looked at again. At most `longestPending` bytes are held.
package struct ESCPOSReplyParser: Sendable {
    private var pending: [UInt8] = []

    static let longestPending = 7
    private static let xon: UInt8 = 0x11
    private static let xoff: UInt8 = 0x13
    private static let blockStart: UInt8 = 0x37
    private static let processIDBlock: UInt8 = 0x22
    private static let clearBlock: UInt8 = 0x25

    package init() {}

    /// Forgets a reply that was begun and never ended.
    package mutating func reset() { pending = [] }

    package mutating func received(_ bytes: [UInt8]) -> [ESCPOSReply] {
        bytes.flatMap { received($0) }
    }

    private mutating func received(_ byte: UInt8) -> [ESCPOSReply] {
        if byte == ESCPOSReplyParser.xon || byte == ESCPOSReplyParser.xoff { return [] }
        pending.append(byte)
        switch ESCPOSReplyParser.verdict(on: pending) {
        case .needsMore: return []
        case .reply(let reply):
            pending = []
            return [reply]
        case .broken:
            // The first byte began nothing; those after it may.
            let rest = pending.dropFirst()
            let first = pending[0]
            pending = []
            return [.noise(first)] + rest.flatMap { received($0) }
        }
    }

    private enum Verdict {
        case needsMore
        case reply(ESCPOSReply)
        case broken
    }

    private static func verdict(on bytes: [UInt8]) -> Verdict {
        let first = bytes[0]
        if first == blockStart { return block(bytes) }
        if first & 0b1001_0011 == 0b0001_0010 { return .reply(.realTimeStatus(first)) }
        guard first & 0b1001_0011 == 0b0001_0000 else { return .broken }
        guard bytes.dropFirst().allSatisfy({ $0 & 0b1001_0000 == 0 }) else { return .broken }
        guard bytes.count == 4 else { return .needsMore }
        return ESCPOSAutomaticStatus(bytes: bytes).map { .reply(.automaticStatus($0)) } ?? .broken
    }

    private static func block(_ bytes: [UInt8]) -> Verdict {
        guard bytes.count > 1 else { return .needsMore }
        switch bytes[1] {
        case clearBlock:
            guard bytes.count > 2 else { return .needsMore }
            return bytes[2] == 0 ? .reply(.buffersCleared) : .broken
        case processIDBlock:
            guard bytes.dropFirst(2).prefix(4).allSatisfy({ (0x20...0x7E).contains($0) }) else { return .broken }
            guard bytes.count == longestPending else { return .needsMore }
            guard bytes[6] == 0, let id = ESCPOSProcessID(bytes: Array(bytes[2..<6])) else { return .broken }
            return .reply(.processed(id))
        default: return .broken
        }
    }
}
