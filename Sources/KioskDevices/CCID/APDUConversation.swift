package import KioskCore

/// One command to a card and the commands that belong to it: the rest of a long answer is fetched with GET RESPONSE,
/// a wrong length is mended, a long command goes to a T=0 card in ENVELOPEs.
///
/// - SW1 = 61: there is more; GET RESPONSE fetches it, at most `mostPortions` times.
/// - SW1 = 6C: the same command again with the length the card wants, once.
/// - SW1 = 60 is a procedure byte of T=0 (NULL), which the reader deals with; as a status it breaks the protocol.
///
/// Source: ISO/IEC 7816-3:2006, section 12.2 (T=0); ISO/IEC 7816-4:2013, sections 5.3.4 and 5.6.
package struct APDUConversation: Sendable {
    /// Of 256 bytes at most each.
    package static let mostPortions = 256
    /// 65,536 bytes of data and the status word.
    package static let longestAnswer = 65_538

    /// In what form the carrier below takes commands.
    package enum Form: Hashable, Sendable {
        /// TPDUs of T=0.
        case t0
        /// Short APDUs, for a card that speaks T=0 behind its reader, or one that does not.
        case short(isT0: Bool)
        /// APDUs of any length.
        case any
    }

    package enum Step: Hashable, Sendable {
        case send([UInt8])
        case answered([UInt8])
        case failed(SmartCardFailure)
    }

    private let command: CommandAPDU
    /// As it was given, since a card may tell the extended form from the short one.
    private let given: [UInt8]
    private let form: Form
    private var current: CommandAPDU
    private var isMended = false
    private var portions = 0
    private var collected: [UInt8] = []
    /// What is still to go out in ENVELOPEs.
    private var envelope: ArraySlice<UInt8> = []
    private var isEnveloping = false
    /// The answer that stands when the card has nothing to fetch after all.
    private var standing: [UInt8]?

    package init(_ command: CommandAPDU, given: [UInt8], form: Form) {
        self.command = command
        self.given = given
        self.form = form
        current = command
    }

    package mutating func begin() -> Step {
        switch form {
        case .any: return .send(given)
        case .t0, .short(isT0: true):
            guard command.data.count > CommandAPDU.mostShortData else { break }
            isEnveloping = true
            envelope = command.bytes[...]
            return nextEnvelope()
        case .short(isT0: false):
            guard command.data.count <= CommandAPDU.mostShortData else { return .failed(.commandTooLong) }
        }
        current.expected = command.expected.map { min($0, CommandAPDU.mostShortExpected) }
        return .send(encoded(current))
    }

    /// What the card said to the last command sent.
    package mutating func answered(_ answer: [UInt8]) -> Step {
        guard answer.count >= 2 else { return .failed(.protocolViolated("an answer without a status word")) }
        let status = (answer[answer.count - 2], answer[answer.count - 1])
        let data = answer.dropLast(2)
        guard 0x61...0x6F ~= status.0 || 0x90...0x9F ~= status.0 else {
            return .failed(.protocolViolated("an answer with an impossible status word"))
        }
        guard collected.count + answer.count <= APDUConversation.longestAnswer else { return .failed(.answerTooLong) }
        if isEnveloping, !envelope.isEmpty {
            guard status == (0x90, 0x00) else { return .failed(.commandTooLong) }
            return nextEnvelope()
        }
        if status.0 == 0x6C, !isMended, data.isEmpty, mayMendLength {
            isMended = true
            current.expected = length(status.1)
            return .send(encoded(current))
        }
        if status.0 == 0x61 {
            collected += data
            return fetch(length(status.1))
        }
        if let standing {
            self.standing = nil
            if data.isEmpty, status != (0x90, 0x00) { return .answered(standing) }
        } else if form == .t0, !isEnveloping, portions == 0, status == (0x90, 0x00), !current.data.isEmpty,
            let expected = command.expected
        {
            // Case 4 over T=0: the card may hold data without saying so (ISO/IEC 7816-3:2006, section 12.2.5).
            standing = answer
            return fetch(min(expected, CommandAPDU.mostShortExpected))
        }
        return .answered(collected + answer)
    }

    /// A T=0 command with data has no length of its answer in it: the same again would only do it twice.
    private var mayMendLength: Bool {
        current.data.isEmpty || form != .t0 && current.expected != nil
    }

    private func length(_ byte: UInt8) -> Int { byte == 0 ? CommandAPDU.mostShortExpected : Int(byte) }

    private mutating func fetch(_ count: Int) -> Step {
        guard portions < APDUConversation.mostPortions else { return .failed(.answerTooLong) }
        portions += 1
        isMended = false
        current = CommandAPDU(cla: command.transportClass, ins: 0xC0, expected: count)
        return .send(encoded(current))
    }

    /// The whole command, cut into portions, is the data of ENVELOPEs (ISO/IEC 7816-3:2006, section 12.2.4).
    private mutating func nextEnvelope() -> Step {
        let portion = Array(envelope.prefix(CommandAPDU.mostShortData))
        envelope = envelope.dropFirst(CommandAPDU.mostShortData)
        current = CommandAPDU(cla: command.transportClass, ins: 0xC2, data: portion)
        return .send(encoded(current))
    }

    private func encoded(_ command: CommandAPDU) -> [UInt8] {
        switch form {
        case .t0: command.t0TPDU
        case .short, .any: command.bytes
        }
    }
}
