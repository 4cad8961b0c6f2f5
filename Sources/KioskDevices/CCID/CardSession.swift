import KioskCore

/// A card with power, a protocol agreed on, and one command at a time on its way to it.
struct CardSession: Sendable {
    enum Step {
        case ask(CCIDCommand)
        case answered([UInt8])
        /// A session that ended needs a new activation.
        case failed(SmartCardFailure, endsSession: Bool)
    }

    /// What carries a command of the conversation to the card.
    private enum Carrier {
        case none
        /// One message there and one back.
        case whole
        case chained(ChainedTransfer)
        case blocks
    }

    /// The longest that any single answer is waited for, whatever the card asks for.
    static let longestWait = Duration.seconds(60)
    /// What USB, the reader's firmware and the bytes themselves take beside the card's own time.
    static let readerTime = Duration.seconds(5)

    let card: SmartCard
    /// How long the card may take for one answer, and the reader to hand it over.
    let answerWait: Duration
    private let level: CCIDClassDescriptor.ExchangeLevel
    private let room: Int
    private var link: T1Link
    private var conversation: APDUConversation?
    private var carrier = Carrier.none

    init(_ answer: ATR, _ transmission: SmartCardTransmission, speed: ATRSpeed, descriptor: CCIDClassDescriptor) {
        card = SmartCard(
            answerToReset: answer.bytes, historicalBytes: answer.historicalBytes, transmission: transmission)
        answerWait = CardSession.wait(answer, transmission, speed: speed, clock: descriptor.defaultClock)
        level = descriptor.exchangeLevel ?? .character
        room = descriptor.maximumMessage - CCIDCodec.headerLength
        link = T1Link(answer)
    }

    /// T=0: WT = WI × 960 × Fi / f (ISO/IEC 7816-3:2006, section 10.2). T=1: BWT = 11 etu + 2^BWI × 960 × 372 / f
    /// (section 11.4.3).
    static func wait(
        _ answer: ATR, _ transmission: SmartCardTransmission, speed: ATRSpeed, clock: Int
    ) -> Duration {
        let clocks =
            switch transmission {
            case .t0: Int(answer.waitingInteger) * 960 * (speed.clockRateConversion ?? 372)
            case .t1: 11 * 372 + (1 << Int(min(answer.blockWaitingInteger, 9))) * 960 * 372
            }
        return min(readerTime + .microseconds(clocks * 1_000 / max(clock, 1)), longestWait)
    }

    /// The question for the size of blocks comes before the first command, where the reader leaves it to the driver.
    mutating func agreeOnBlockSize(_ size: Int) -> Step { step(link.agreeOnSize(size)) }

    mutating func begin(_ command: CommandAPDU, given: [UInt8]) -> Step {
        let isT0 = card.transmission == .t0
        let form: APDUConversation.Form =
            switch level {
            case .tpdu, .character: isT0 ? .t0 : .any
            case .shortAPDU: .short(isT0: isT0)
            case .extendedAPDU: .any
            }
        var conversation = APDUConversation(command, given: given, form: form)
        let first = conversation.begin()
        self.conversation = conversation
        return step(first)
    }

    mutating func answered(_ answer: CCIDAnswer) -> Step {
        switch carrier {
        case .none: return .failed(.protocolViolated("an answer to nothing"), endsSession: true)
        case .whole:
            if let failure = CardSession.failure(answer) { return .failed(failure, endsSession: true) }
            return step(taken: answer.data)
        case .chained(var transfer):
            if let failure = CardSession.failure(answer) { return .failed(failure, endsSession: true) }
            let next = transfer.answered(answer.specific, answer.data)
            carrier = .chained(transfer)
            switch next {
            case .ask(let command): return .ask(command)
            case .answered(let bytes): return step(taken: bytes)
            case .failed(let failure): return .failed(failure, endsSession: true)
            }
        case .blocks: return step(link.received(CardSession.reply(answer)))
        }
    }

    private mutating func step(taken bytes: [UInt8]) -> Step {
        carrier = .none
        // Readers that lost the card meanwhile hand over nothing and call it done.
        guard let next = conversation?.answered(bytes) else { return .answered(bytes) }
        return step(next)
    }

    private mutating func step(_ next: APDUConversation.Step) -> Step {
        switch next {
        case .send(let bytes): return carry(bytes)
        case .answered(let bytes):
            conversation = nil
            return .answered(bytes)
        case .failed(let failure):
            let hasBegun = failure != .commandTooLong
            conversation = nil
            return .failed(failure, endsSession: hasBegun)
        }
    }

    private mutating func carry(_ bytes: [UInt8]) -> Step {
        switch (level, card.transmission) {
        case (.tpdu, .t1), (.character, .t1): return step(link.send(bytes))
        case (.tpdu, .t0), (.character, .t0), (.shortAPDU, _):
            carrier = .whole
            return .ask(.transfer(bytes))
        case (.extendedAPDU, _):
            var transfer = ChainedTransfer(bytes, room: room)
            let first = transfer.begin()
            carrier = .chained(transfer)
            guard case .ask(let command) = first else { return .failed(.commandTooLong, endsSession: false) }
            return .ask(command)
        }
    }

    private mutating func step(_ next: T1Link.Step) -> Step {
        switch next {
        case .send(let bytes, let waitMultiplier):
            carrier = .blocks
            return .ask(.transfer(bytes, waitMultiplier: waitMultiplier))
        case .sizeAgreed:
            carrier = .none
            return .answered([])
        case .answered(let bytes): return step(taken: bytes)
        case .failed(let failure, let isUsable):
            conversation = nil
            carrier = .none
            return .failed(failure, endsSession: !isUsable)
        }
    }

    private static func reply(_ answer: CCIDAnswer) -> T1Link.Reply {
        switch answer.outcome {
        case .done, .needsTime: answer.data.isEmpty ? .nothing : .block(answer.data)
        case .failed(.parity), .failed(.overrun): .parityError
        case .failed: .nothing
        }
    }

    /// Why a command to the card failed, as far as the reader says; nil when it did not.
    static func failure(_ answer: CCIDAnswer) -> SmartCardFailure? {
        guard case .failed(let error) = answer.outcome else { return nil }
        return switch error {
        case .cardMute: .mute
        case .parity, .overrun: .transmissionFailed
        case .badInitialCharacter: .malformedAnswerToReset(.unknownInitialCharacter)
        case .badCheckCharacter: .malformedAnswerToReset(.checkCharacterWrong)
        case .protocolNotSupported: .protocolNotSupported
        case .voltageNotSupported: .mute
        case .procedureByteConflict: .protocolViolated("a wrong procedure byte")
        case .protocolDeactivated: .powerLost
        case .busyByItself, .slotBusy: .readerBusy
        case .aborted, .hardware, .commandNotSupported, .badField, .other: .readerRefused(code: error.code)
        }
    }
}
