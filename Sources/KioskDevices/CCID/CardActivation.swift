import KioskCore

/// From a card without power to a session: power at the right voltage, the answer to reset, a protocol, parameters.
///
/// A reader that negotiates by itself (`negotiatesParameters`) is left alone. Others are told the parameters, and
/// where they do not send the PPS either, the driver does (ISO/IEC 7816-3:2006, section 9). A card that refuses the
/// PPS gets power once more and is left at its first protocol and the standard speed.
struct CardActivation: Sendable {
    enum Step {
        case ask(CCIDCommand)
        case ready(CardSession)
        case failed(SmartCardFailure)
    }

    private enum Stage {
        case powering
        /// Before the next voltage is tried.
        case switchingOff
        case learningProtocol
        case negotiating(request: [UInt8])
        case settingParameters
        case agreeingOnBlockSize
    }

    private let descriptor: CCIDClassDescriptor
    private var voltages: ArraySlice<CCIDClassDescriptor.Voltage>
    private var stage = Stage.powering
    private var isWithoutPPS = false
    private var usedVoltage: CCIDClassDescriptor.Voltage?
    private var answer: ATR?
    private var transmission = SmartCardTransmission.t0
    private var speed = ATRSpeed.standard
    private var session: CardSession?

    init(_ descriptor: CCIDClassDescriptor) {
        self.descriptor = descriptor
        voltages = descriptor.features.contains(.choosesVoltage) ? [] : descriptor.voltages[...]
    }

    /// How long the step under way may take.
    var wait: Duration {
        switch stage {
        case .powering, .switchingOff, .learningProtocol, .negotiating, .settingParameters: CardSession.readerTime
        case .agreeingOnBlockSize: session?.answerWait ?? CardSession.readerTime
        }
    }

    mutating func begin() -> Step {
        stage = .powering
        usedVoltage = voltages.popFirst()
        return .ask(.powerOn(usedVoltage))
    }

    mutating func answered(_ answer: CCIDAnswer) -> Step {
        switch stage {
        case .powering: powered(answer)
        case .switchingOff: begin()
        case .learningProtocol: learnedProtocol(answer)
        case .negotiating(let request): negotiated(answer, request)
        case .settingParameters: parametersSet(answer)
        case .agreeingOnBlockSize: blockSizeAnswered(answer)
        }
    }

    private mutating func powered(_ reply: CCIDAnswer) -> Step {
        if let failure = CardSession.failure(reply) { return unpowered(failure) }
        let answer: ATR
        do {
            answer = try ATR.parse(reply.data)
        } catch {
            return unpowered(reply.data.isEmpty ? .mute : .malformedAnswerToReset(error))
        }
        self.answer = answer
        return choose(answer)
    }

    /// Mute or stammering at one voltage, the card may speak at the next; it is without power in between (section
    /// 6.2.4).
    private mutating func unpowered(_ failure: SmartCardFailure) -> Step {
        switch failure {
        case .mute, .malformedAnswerToReset:
            guard !voltages.isEmpty else { return .failed(failure) }
            stage = .switchingOff
            return .ask(.powerOff)
        case .noCard, .cardRemoved, .notActivated, .protocolNotSupported, .parametersRefused, .transmissionFailed,
            .protocolViolated, .powerLost, .malformedCommand, .commandTooLong, .answerTooLong,
            .paymentApplicationRefused, .timedOut, .readerBusy, .readerRefused, .readerUnavailable, .tooManyCommands:
            return .failed(failure)
        }
    }

    private mutating func choose(_ answer: ATR) -> Step {
        func isSpoken(_ one: SmartCardTransmission) -> Bool {
            descriptor.transmissions.isEmpty || descriptor.transmissions.contains(one)
        }
        if case .specific(let only, let speedIsImplicit) = answer.mode {
            guard isSpoken(only) else { return .failed(.protocolNotSupported) }
            transmission = only
            speed = speedIsImplicit ? .standard : ATRSpeed(rawValue: answer.speed)
            return configure(answer)
        }
        let common = answer.transmissions.filter(isSpoken)
        guard let first = common.first else { return .failed(.protocolNotSupported) }
        transmission = first
        if descriptor.features.contains(.negotiatesParameters) {
            guard common.count > 1 else { return configure(answer) }
            stage = .learningProtocol
            return .ask(.getParameters)
        }
        // A PPS of the driver's own needs a level at which bytes reach the card as they are.
        let isOurs = !descriptor.features.contains(.sendsPPS)
        guard !isOurs || descriptor.exchangeLevel == .tpdu else { return configure(answer) }
        let offered = ATRSpeed(rawValue: answer.speed)
        if !isWithoutPPS, let rate = offered.dataRate(clock: descriptor.defaultClock),
            rate <= descriptor.maximumDataRate
        {
            speed = offered
        }
        let isChanged = transmission != answer.transmissions.first || speed != .standard
        guard isChanged, isOurs else { return configure(answer) }
        if isWithoutPPS { return .failed(.parametersRefused) }
        let request = CardActivation.pps(transmission, speed)
        stage = .negotiating(request: request)
        return .ask(.transfer(request))
    }

    /// PPSS, PPS0, PPS1 when the speed is another, and PCK, which makes the exclusive-or zero.
    private static func pps(_ transmission: SmartCardTransmission, _ speed: ATRSpeed) -> [UInt8] {
        let body =
            speed == .standard
            ? [0xFF, transmission.rawValue] : [0xFF, 0x10 | transmission.rawValue, speed.rawValue]
        return body + [body.reduce(0, ^)]
    }

    private mutating func negotiated(_ reply: CCIDAnswer, _ request: [UInt8]) -> Step {
        guard let answer else { return .failed(.parametersRefused) }
        if CardSession.failure(reply) == nil {
            if reply.data == request { return configure(answer) }
            // The card agrees to the protocol and not to the speed (section 9.3).
            if reply.data == CardActivation.pps(transmission, .standard) {
                speed = .standard
                return configure(answer)
            }
        }
        guard !isWithoutPPS else { return .failed(.parametersRefused) }
        isWithoutPPS = true
        speed = .standard
        stage = .powering
        return .ask(.powerOn(usedVoltage))
    }

    /// Byte 9 of the answer is the protocol that the reader chose; one that does not say keeps to the card's first.
    private mutating func learnedProtocol(_ reply: CCIDAnswer) -> Step {
        guard let answer else { return .failed(.parametersRefused) }
        if CardSession.failure(reply) == nil, let chosen = SmartCardTransmission(rawValue: reply.specific),
            answer.transmissions.contains(chosen)
        {
            transmission = chosen
        }
        return configure(answer)
    }

    private mutating func configure(_ answer: ATR) -> Step {
        guard !descriptor.features.contains(.negotiatesParameters) else { return finish(answer) }
        stage = .settingParameters
        return .ask(.setParameters(CCIDParameters(answer, transmission, speed: speed.rawValue)))
    }

    private mutating func parametersSet(_ reply: CCIDAnswer) -> Step {
        guard let answer else { return .failed(.parametersRefused) }
        switch reply.outcome {
        case .done, .needsTime: return finish(answer)
        // A reader without the command works with what the card said, and one that forms blocks itself has to.
        case .failed(.commandNotSupported): return finish(answer)
        case .failed(let error):
            guard descriptor.exchangeLevel == .tpdu else { return finish(answer) }
            if case .badField = error { return .failed(.parametersRefused) }
            return .failed(CardSession.failure(reply) ?? .parametersRefused)
        }
    }

    private mutating func finish(_ answer: ATR) -> Step {
        var session = CardSession(answer, transmission, speed: speed, descriptor: descriptor)
        let isLeftToDriver =
            descriptor.exchangeLevel == .tpdu && transmission == .t1
            && !descriptor.features.contains(.agreesOnBlockSize)
        guard isLeftToDriver else { return .ready(session) }
        stage = .agreeingOnBlockSize
        let first = session.agreeOnBlockSize(descriptor.maximumIFSD)
        self.session = session
        return step(first, session)
    }

    private mutating func blockSizeAnswered(_ reply: CCIDAnswer) -> Step {
        guard var session else { return .failed(.parametersRefused) }
        let next = session.answered(reply)
        self.session = session
        return step(next, session)
    }

    private func step(_ next: CardSession.Step, _ session: CardSession) -> Step {
        switch next {
        case .ask(let command): .ask(command)
        case .answered: .ready(session)
        case .failed(let failure, _): .failed(failure)
        }
    }
}
