/// A chip card of the simulation: an answer to reset, a small file system, and how it misbehaves.
///
/// It knows SELECT by file identifier and by name, READ BINARY, UPDATE BINARY, GET RESPONSE and ENVELOPE (ISO/IEC
/// 7816-4:2013, section 11), and two commands of its own: `80 10` gives its data back, `80 12` gives as many bytes as
/// P1 and P2 say. What it says over T=0 and T=1 is in the extensions.
package struct SimulatedChipCard: Sendable {
    /// The protocols it speaks, the first one first.
    package var protocols: [UInt8]
    package var answerToReset: [UInt8]
    /// By two-byte identifier.
    package var files: [UInt16: [UInt8]]
    package var applicationName: [UInt8]
    package var misbehaviour = Misbehaviour()
    /// Two bytes instead of one behind each block of T=1.
    package var checksWithCRC = false
    /// 1 for 5 V, 2 for 3 V, 3 for 1.8 V.
    package var voltages: Set<UInt8> = [1, 2, 3]

    package struct Misbehaviour: Hashable, Sendable {
        /// Never a word, not even after reset: a card the wrong way round.
        package var isMute = false
        /// Falls silent after so many answers.
        package var answersBeforeSilence: Int?
        /// So many of the next blocks have a wrong check.
        package var damagedBlocks = 0
        /// So many of the next blocks get lost, in which the card takes itself to have answered.
        package var lostBlocks = 0
        /// So many of the next blocks from the reader reach it damaged.
        package var misheardBlocks = 0
        /// How often it asks for more time before each answer, and how much.
        package var extensions = 0
        package var extensionMultiplier: UInt8 = 2
        /// Every block announces another one; every status says that there is more.
        package var neverEnds = false
        /// Asks for blocks of this size before its first answer.
        package var asksForBlockSize: UInt8?
        package var refusesPPS = false
        /// At a voltage that is not its own it says something, and nothing right.
        package var stammersAtWrongVoltage = false
        /// Answers with these bytes, whatever it is asked.
        package var answersWith: [UInt8]?

        package init() {}
    }

    // What it forgets without power.
    package internal(set) var isPowered = false
    package internal(set) var currentProtocol: UInt8 = 0
    var selected: UInt16 = 0x3F00
    /// What GET RESPONSE gives.
    var waiting: [UInt8] = []
    var envelope: [UInt8] = []
    var blocks = BlockSide()
    var answersGiven = 0
    /// Commands that it carried out since it was made, by instruction: to see that none was done twice.
    package internal(set) var done: [UInt8] = []
    static let mostRemembered = 10_000
    /// Of a command that comes in parts; the longest APDU has 65,544 bytes.
    static let mostBuffered = 70_000

    package init(
        protocols: [UInt8], answerToReset: [UInt8], files: [UInt16: [UInt8]] = SimulatedChipCard.utilityFiles,
        applicationName: [UInt8] = SimulatedChipCard.utilityName
    ) {
        self.protocols = protocols
        self.answerToReset = answerToReset
        self.files = files
        self.applicationName = applicationName
    }

    /// F0 begins names that nobody registered (ISO/IEC 7816-4:2013, section 12.2.2).
    package static let utilityName: [UInt8] = [0xF0] + Array("PAYCIRCLE".utf8)
    package static let customerFile: UInt16 = 0x2F01
    package static let longFile: UInt16 = 0x2F02
    package static let utilityFiles: [UInt16: [UInt8]] = [
        0x3F00: [], customerFile: Array("CUSTOMER 3301002244".utf8),
        longFile: (0..<600).map { UInt8(truncatingIfNeeded: $0 &* 7) },
    ]

    /// A card that offers T=0 alone, with standard parameters.
    package static let t0 = SimulatedChipCard(protocols: [0], answerToReset: [0x3B, 0x05] + Array("PAYT0".utf8))
    /// A card that offers T=1 alone, with blocks of 254 bytes.
    package static let t1 = SimulatedChipCard(
        protocols: [1], answerToReset: checked([0x85, 0x81, 0x31, 0xFE, 0x45] + Array("PAYT1".utf8)))
    /// The same with blocks of 32 bytes, so that most of what is said is chained.
    package static let t1WithSmallBlocks = SimulatedChipCard(
        protocols: [1], answerToReset: checked([0x85, 0x81, 0x31, 0x20, 0x45] + Array("PAYT1".utf8)))
    package static let t1WithCRC: SimulatedChipCard = {
        var card = SimulatedChipCard(
            protocols: [1], answerToReset: checked([0x85, 0x81, 0x71, 0xFE, 0x45, 0x01] + Array("PAYT1".utf8)))
        card.checksWithCRC = true
        return card
    }()
    /// Offers T=0 first, then T=1, and a faster speed (Fi = 372, Di = 4).
    package static let both = SimulatedChipCard(
        protocols: [0, 1], answerToReset: checked([0x95, 0x13, 0x80, 0x31, 0xFE, 0x45] + Array("PAY01".utf8)))

    /// TS in front and TCK behind.
    private static func checked(_ bytes: [UInt8]) -> [UInt8] { [0x3B] + bytes + [bytes.reduce(0, ^)] }

    // MARK: Power

    /// Reset: the answer, or nil when the card says nothing.
    mutating func reset(voltage: UInt8) -> [UInt8]? {
        powerOff()
        guard !misbehaviour.isMute, mayAnswer() else { return nil }
        guard voltage == 0 || voltages.contains(voltage) else {
            isPowered = misbehaviour.stammersAtWrongVoltage
            return isPowered ? Array(answerToReset.dropLast(3)) : nil
        }
        isPowered = true
        currentProtocol = protocols.first ?? 0
        blocks.blockSize = 32
        return answerToReset
    }

    mutating func powerOff() {
        isPowered = false
        selected = 0x3F00
        waiting = []
        envelope = []
        blocks = BlockSide()
    }

    mutating func mayAnswer() -> Bool {
        answersGiven += 1
        return misbehaviour.answersBeforeSilence.map { answersGiven <= $0 } ?? true
    }

    /// PPS0 names the protocol; the card says the same when it agrees (ISO/IEC 7816-3:2006, section 9).
    mutating func negotiated(_ request: [UInt8]) -> [UInt8]? {
        guard !misbehaviour.refusesPPS, request.count >= 3, request.reduce(0, ^) == 0 else { return nil }
        guard protocols.contains(request[1] & 0x0F) else { return nil }
        currentProtocol = request[1] & 0x0F
        return request
    }

    // MARK: Commands

    /// A whole command: header, data, and how many bytes are wanted (nil: none). Data and status word come back.
    mutating func carryOut(_ header: [UInt8], _ data: [UInt8], wanted: Int?) -> (data: [UInt8], status: UInt16) {
        if done.count < SimulatedChipCard.mostRemembered { done.append(header[1]) }
        let parameter = Int(header[2]) << 8 | Int(header[3])
        switch (header[0] & 0x80, header[1]) {
        case (0x00, 0xA4): return select(by: header[2], data)
        case (0x00, 0xB0):
            let file = files[selected] ?? []
            guard !file.isEmpty else { return ([], 0x6986) }
            guard parameter < file.count else { return ([], 0x6B00) }
            return (Array(file.dropFirst(parameter).prefix(wanted ?? 0)), 0x9000)
        case (0x00, 0xD6):
            guard var file = files[selected], parameter + data.count <= file.count else { return ([], 0x6A84) }
            file.replaceSubrange(parameter..<(parameter + data.count), with: data)
            files[selected] = file
            return ([], 0x9000)
        case (0x80, 0x10): return (data, 0x9000)
        case (0x80, 0x12): return ((0..<parameter).map { UInt8(truncatingIfNeeded: $0) }, 0x9000)
        case (0x00, _): return ([], 0x6D00)
        default: return ([], 0x6E00)
        }
    }

    private mutating func select(by kind: UInt8, _ data: [UInt8]) -> (data: [UInt8], status: UInt16) {
        switch kind {
        case 0x00:
            let identifier = data.count == 2 ? UInt16(data[0]) << 8 | UInt16(data[1]) : 0x3F00
            guard files[identifier] != nil else { return ([], 0x6A82) }
            selected = identifier
            return ([0x6F, 0x04, 0x83, 0x02, UInt8(identifier >> 8), UInt8(identifier & 0xFF)], 0x9000)
        case 0x04:
            guard !data.isEmpty, applicationName.starts(with: data) else { return ([], 0x6A82) }
            selected = 0x3F00
            let name = [0x84, UInt8(applicationName.count)] + applicationName
            return ([0x6F, UInt8(name.count)] + name, 0x9000)
        default: return ([], 0x6A86)
        }
    }

    /// A command APDU as a whole, as a reader of APDU level or a block of T=1 brings it.
    mutating func answer(_ apdu: [UInt8]) -> [UInt8] {
        if let bytes = misbehaviour.answersWith { return bytes }
        guard let command = SimulatedChipCard.split(apdu) else { return [0x67, 0x00] }
        if misbehaviour.neverEnds { return [UInt8](repeating: 0x55, count: 128) + [0x61, 0x80] }
        var result: (data: [UInt8], status: UInt16)
        if command.header[1] == 0xC0 {
            result = (waiting, waiting.isEmpty ? 0x6985 : 0x9000)
            waiting = []
        } else if command.header[1] == 0xC2 {
            guard let inner = enveloped(command.data) else { return [0x90, 0x00] }
            result = carryOut(inner.header, inner.data, wanted: inner.wanted)
        } else {
            result = carryOut(command.header, command.data, wanted: command.wanted)
        }
        let now = Array(result.data.prefix(command.wanted ?? 0))
        waiting = Array(result.data.dropFirst(now.count))
        let more = UInt8(truncatingIfNeeded: min(waiting.count, 256))
        let status = waiting.isEmpty ? [UInt8(result.status >> 8), UInt8(result.status & 0xFF)] : [0x61, more]
        return now + status
    }

    /// Collects what ENVELOPEs bring; the command when it is whole.
    mutating func enveloped(_ part: [UInt8]) -> (header: [UInt8], data: [UInt8], wanted: Int?)? {
        if envelope.count <= SimulatedChipCard.mostBuffered { envelope += part }
        guard envelope.count >= 7, envelope[4] == 0 else { return nil }
        let length = Int(envelope[5]) << 8 | Int(envelope[6])
        guard envelope.count >= 7 + length else { return nil }
        defer { envelope = [] }
        return SimulatedChipCard.split(envelope)
    }

    /// Header, data and Ne of a command (ISO/IEC 7816-3:2006, section 12.1.3).
    static func split(_ apdu: [UInt8]) -> (header: [UInt8], data: [UInt8], wanted: Int?)? {
        guard apdu.count >= 4 else { return nil }
        let header = Array(apdu[0..<4])
        switch apdu.count {
        case 4: return (header, [], nil)
        case 5: return (header, [], apdu[4] == 0 ? 256 : Int(apdu[4]))
        default:
            if apdu[4] != 0 {
                let end = 5 + Int(apdu[4])
                guard apdu.count == end || apdu.count == end + 1 else { return nil }
                let wanted = apdu.count == end ? nil : apdu[end] == 0 ? 256 : Int(apdu[end])
                return (header, Array(apdu[5..<end]), wanted)
            }
            guard apdu.count >= 7 else { return nil }
            let number = Int(apdu[5]) << 8 | Int(apdu[6])
            if apdu.count == 7 { return (header, [], number == 0 ? 65_536 : number) }
            let end = 7 + number
            guard apdu.count == end || apdu.count == end + 2 else { return nil }
            guard apdu.count == end + 2 else { return (header, Array(apdu[7..<end]), nil) }
            let last = Int(apdu[end]) << 8 | Int(apdu[end + 1])
            return (header, Array(apdu[7..<end]), last == 0 ? 65_536 : last)
        }
    }
}
