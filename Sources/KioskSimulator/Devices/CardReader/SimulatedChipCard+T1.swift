/// The card's side of T=1.
///
/// Source: ISO/IEC 7816-3:2006, section 11; the scenarios of annex A are what the tests play.
extension SimulatedChipCard {
    struct BlockSide: Sendable {
        /// How much the card may put in a block (IFSD).
        var blockSize = 32
        var sendNumber: UInt8 = 0
        var expectedNumber: UInt8 = 0
        var command: [UInt8] = []
        var answer: ArraySlice<UInt8> = []
        /// The bytes of `answer` in the block that waits for its acknowledgement.
        var underWay = 0
        var isAnswering = false
        var extensionsLeft = 0
        var last: [UInt8] = []
        var hasAskedForSize = false
    }

    /// The card's block in answer to the reader's; nil when it says nothing.
    mutating func t1(_ bytes: [UInt8]) -> [UInt8]? {
        guard isPowered, currentProtocol == 1, mayAnswer() else { return nil }
        var bytes = bytes
        if misbehaviour.misheardBlocks > 0, !bytes.isEmpty {
            misbehaviour.misheardBlocks -= 1
            bytes[bytes.count - 1] ^= 0x55
        }
        guard var reply = react(to: bytes) else { return nil }
        blocks.last = reply
        if let wrong = misbehaviour.answersWith { return wrong }
        if misbehaviour.lostBlocks > 0 {
            misbehaviour.lostBlocks -= 1
            return nil
        }
        if misbehaviour.damagedBlocks > 0 {
            misbehaviour.damagedBlocks -= 1
            reply[reply.count - 1] ^= 0x01
        }
        return reply
    }

    private mutating func react(to bytes: [UInt8]) -> [UInt8]? {
        let tail = checksWithCRC ? 2 : 1
        guard bytes.count >= 3 + tail, bytes.count == 3 + Int(bytes[2]) + tail,
            Array(bytes.suffix(tail)) == check(Array(bytes.dropLast(tail)))
        else { return block(0x81 | blocks.expectedNumber << 4) }
        let information = Array(bytes[3..<(bytes.count - tail)])
        let control = bytes[1]
        switch control {
        case 0xC0:
            blocks = BlockSide()
            return block(0xE0)
        case 0xC1:
            blocks.blockSize = Int(information.first ?? 32)
            return block(0xE1, information)
        // The reader agrees to more time, or to other blocks.
        case 0xE1, 0xE3: return blocks.isAnswering ? say() : block(0x80 | blocks.expectedNumber << 4)
        case 0x00...0x7F: return hear(control, information)
        case 0x80...0x9F: return ready(number: control >> 4 & 1)
        default: return block(0x82 | blocks.expectedNumber << 4)
        }
    }

    private mutating func hear(_ control: UInt8, _ information: [UInt8]) -> [UInt8]? {
        guard control >> 6 & 1 == blocks.expectedNumber else { return block(0x82 | blocks.expectedNumber << 4) }
        if let size = misbehaviour.asksForBlockSize, !blocks.hasAskedForSize {
            // Before the block is taken: the reader sends it again, cut to the new size.
            blocks.hasAskedForSize = true
            return block(0xC1, [size])
        }
        // Any new block acknowledges the last one of the answer before it.
        if blocks.isAnswering {
            blocks.isAnswering = false
            blocks.sendNumber ^= 1
            blocks.answer = []
        }
        blocks.expectedNumber ^= 1
        if blocks.command.count <= SimulatedChipCard.mostBuffered { blocks.command += information }
        guard control & 0x20 == 0 else { return block(0x80 | blocks.expectedNumber << 4) }
        let command = blocks.command
        blocks.command = []
        blocks.answer = answer(command)[...]
        blocks.underWay = 0
        blocks.isAnswering = true
        blocks.extensionsLeft = misbehaviour.extensions
        return say()
    }

    private mutating func ready(number: UInt8) -> [UInt8]? {
        guard blocks.isAnswering else { return blocks.last.isEmpty ? block(0x80) : blocks.last }
        if number != blocks.sendNumber {
            blocks.answer = blocks.answer.dropFirst(misbehaviour.neverEnds ? 0 : blocks.underWay)
            blocks.sendNumber ^= 1
        }
        return say()
    }

    /// The next block of the answer, or the same again.
    private mutating func say() -> [UInt8] {
        if blocks.extensionsLeft > 0 {
            blocks.extensionsLeft -= 1
            return block(0xC3, [misbehaviour.extensionMultiplier])
        }
        let part = Array(blocks.answer.prefix(blocks.blockSize))
        blocks.underWay = part.count
        let goesOn = part.count < blocks.answer.count || misbehaviour.neverEnds
        return block(blocks.sendNumber << 6 | (goesOn ? 0x20 : 0), part)
    }

    private func block(_ control: UInt8, _ information: [UInt8] = []) -> [UInt8] {
        let body = [0, control, UInt8(information.count)] + information
        return body + check(body)
    }

    /// LRC: exclusive-or. CRC: the table-less form of x¹⁶ + x¹² + x⁵ + 1, low bit first, from FFFF, high byte first.
    private func check(_ body: [UInt8]) -> [UInt8] {
        guard checksWithCRC else { return [body.reduce(0, ^)] }
        var register: UInt16 = 0xFFFF
        for byte in body {
            for bit in 0..<8 {
                let isSet = (register ^ UInt16(byte >> bit)) & 1 == 1
                register >>= 1
                if isSet { register ^= 0x8408 }
            }
        }
        return [UInt8(register >> 8), UInt8(register & 0xFF)]
    }
}
