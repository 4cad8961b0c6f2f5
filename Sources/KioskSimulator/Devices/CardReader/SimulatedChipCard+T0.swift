/// The card's side of T=0, a TPDU at a time: the reader deals with procedure bytes, as CCID readers of TPDU level do.
///
/// Source: ISO/IEC 7816-3:2006, sections 10.3 and 12.2.
extension SimulatedChipCard {
    /// The answer to a T=0 command; nil when the card says nothing.
    mutating func t0(_ command: [UInt8]) -> [UInt8]? {
        guard isPowered, currentProtocol == 0, mayAnswer() else { return nil }
        if let bytes = misbehaviour.answersWith { return bytes }
        guard command.count >= 5 else { return nil }
        let header = Array(command[0..<4])
        let length = command[4]
        let data = Array(command.dropFirst(5))
        let wanted = length == 0 ? 256 : Int(length)
        if misbehaviour.neverEnds { return [UInt8](repeating: 0x55, count: wanted) + [0x61, 0x00] }
        switch header[1] {
        case 0xC0: return give(length)
        case 0xC2:
            guard let inner = enveloped(data) else { return [0x90, 0x00] }
            return take(carryOut(inner.header, inner.data, wanted: inner.wanted))
        case 0xB0, 0x12:
            guard data.isEmpty else { return [0x67, 0x00] }
            let result = carryOut(header, [], wanted: wanted)
            guard result.status == 0x9000 else { return status(result.status) }
            guard result.data.count >= wanted else {
                // A wrong length: nothing was done (section 12.2.3).
                done.removeLast()
                return [0x6C, UInt8(result.data.count)]
            }
            waiting = Array(result.data.dropFirst(wanted))
            return result.data.prefix(wanted) + (waiting.isEmpty ? [0x90, 0x00] : [0x61, more])
        default:
            guard data.count == Int(length) else { return nil }
            return take(carryOut(header, data, wanted: nil))
        }
    }

    /// What a command with data gives waits for GET RESPONSE.
    private mutating func take(_ result: (data: [UInt8], status: UInt16)) -> [UInt8] {
        waiting = result.data
        return waiting.isEmpty ? status(result.status) : [0x61, more]
    }

    private mutating func give(_ length: UInt8) -> [UInt8] {
        guard !waiting.isEmpty else { return [0x69, 0x85] }
        let wanted = length == 0 ? 256 : Int(length)
        guard wanted <= waiting.count else { return [0x6C, more] }
        let now = Array(waiting.prefix(wanted))
        waiting = Array(waiting.dropFirst(wanted))
        return now + (waiting.isEmpty ? [0x90, 0x00] : [0x61, more])
    }

    private var more: UInt8 { UInt8(truncatingIfNeeded: min(waiting.count, 256)) }

    private func status(_ word: UInt16) -> [UInt8] { [UInt8(word >> 8), UInt8(word & 0xFF)] }
}
