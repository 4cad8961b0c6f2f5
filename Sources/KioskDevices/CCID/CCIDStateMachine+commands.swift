import KioskCore

/// What becomes of the kiosk's commands.
extension CCIDStateMachine {
    mutating func begin(_ command: SmartCardReaderCommand, _ now: KioskInstant) {
        let until = now.advanced(by: CCIDStateMachine.longestCommand)
        switch command {
        case .activate:
            guard slot == .occupied, let descriptor else { return refuse(.noCard) }
            session = nil
            owesPowerOff = false
            var activation = CardActivation(descriptor)
            let first = activation.begin()
            work = .activating(activation, until: until)
            activated(first, now)
        case .transmit(let bytes):
            guard slot == .occupied else { return refuse(.noCard) }
            guard session != nil else { return refuse(.notActivated) }
            guard let apdu = CommandAPDU(parsing: bytes) else { return refuse(.malformedCommand) }
            guard !PaymentApplications.areSelected(by: apdu) else { return refuse(.paymentApplicationRefused) }
            work = .transmitting(until: until)
            if let step = session?.begin(apdu, given: bytes) { transmitted(step, now) }
        case .deactivate:
            guard slot == .occupied else {
                outputs.append(.report(.deactivated))
                return
            }
            session = nil
            owesPowerOff = false
            work = .deactivating(until: until)
            toAsk = .powerOff
        }
    }

    private mutating func refuse(_ failure: SmartCardFailure) {
        outputs.append(.report(.failed(failure)))
    }

    /// The reader's answer to a question of the command in hand.
    mutating func answered(_ answer: CCIDAnswer, _ now: KioskInstant) {
        switch work {
        case .idle: break
        case .activating(var activation, let until):
            let step = activation.answered(answer)
            work = .activating(activation, until: until)
            activated(step, now)
        case .transmitting:
            guard let step = session?.answered(answer) else { return fail(.powerLost) }
            transmitted(answer.card == .inactive ? lostPower(step) : step, now)
        case .deactivating:
            if let failure = CardSession.failure(answer) { return fail(failure) }
            work = .idle
            outputs.append(.report(.deactivated))
        }
    }

    /// A reader that took the card's power away says so in its status; the reason it gave beside stands.
    private func lostPower(_ step: CardSession.Step) -> CardSession.Step {
        switch step {
        case .ask, .answered: .failed(.powerLost, endsSession: true)
        case .failed(let failure, _): .failed(failure, endsSession: true)
        }
    }

    private mutating func activated(_ step: CardActivation.Step, _ now: KioskInstant) {
        switch step {
        case .ask(let command): goOn(command, now)
        case .ready(let session):
            self.session = session
            work = .idle
            outputs.append(.report(.activated(session.card)))
        case .failed(let failure):
            session = nil
            owesPowerOff = true
            fail(failure)
        }
    }

    private mutating func transmitted(_ step: CardSession.Step, _ now: KioskInstant) {
        switch step {
        case .ask(let command): goOn(command, now)
        case .answered(let bytes):
            work = .idle
            outputs.append(.report(.answered(bytes)))
        case .failed(let failure, let endsSession):
            if endsSession {
                session = nil
                owesPowerOff = true
            }
            fail(failure)
        }
    }

    /// A command that has taken too long asks nothing more.
    private mutating func goOn(_ command: CCIDCommand, _ now: KioskInstant) {
        guard let until = work.until, now < until else {
            session = nil
            owesPowerOff = true
            return fail(.timedOut)
        }
        toAsk = command
    }
}
