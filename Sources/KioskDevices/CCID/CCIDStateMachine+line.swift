import KioskCore

/// What goes over the line: questions, answers, notifications, silence.
extension CCIDStateMachine {
    /// Asks what is to be asked next, if nothing is on the line.
    mutating func proceed(_ now: KioskInstant) {
        guard isConnected, refusal == nil else { return }
        var starts = 0
        while question == nil {
            if let checkAt, checkAt <= now {
                ask(.slotStatus, for: .check, wait: CCIDStateMachine.statusDeadline, now)
            } else if let postponed {
                guard postponed.until <= now else { return }
                self.postponed = nil
                put(postponed.question, now)
            } else if let command = toAsk {
                toAsk = nil
                ask(command, for: .work, wait: wait(for: command), now)
            } else if owesPowerOff {
                owesPowerOff = false
                ask(.powerOff, for: .cleanUp, wait: CCIDStateMachine.statusDeadline, now)
            } else if work.until == nil, slot != .unknown, !queue.isEmpty, starts < CCIDStateMachine.longestQueue {
                starts += 1
                begin(queue.removeFirst(), now)
            } else {
                return
            }
        }
    }

    private func wait(for command: CCIDCommand) -> Duration {
        switch (work, command) {
        case (.activating(let activation, _), _): activation.wait
        case (.transmitting, .transfer(_, let multiplier, _)):
            stretched(session?.answerWait ?? CardSession.readerTime, by: multiplier)
        case (.transmitting, _), (.deactivating, _), (.idle, _): CardSession.readerTime
        }
    }

    private func stretched(_ wait: Duration, by multiplier: UInt8) -> Duration {
        min(wait * Int(max(multiplier, 1)), CardSession.longestWait)
    }

    private mutating func ask(_ command: CCIDCommand, for purpose: Purpose, wait: Duration, _ now: KioskInstant) {
        put(Question(command: command, purpose: purpose, sequence: 0, wait: wait, deadline: now), now)
    }

    private mutating func put(_ question: Question, _ now: KioskInstant) {
        var question = question
        sequence &+= 1
        question.sequence = sequence
        question.deadline = deadline(now.advanced(by: question.wait), question.purpose)
        // Nothing is owed by the reader now: what is left over belongs to no answer to come.
        if let rest = codec?.reset(), rest > 0 { notice("\(rest) bytes of an unfinished message were dropped", now) }
        if question.purpose == .check {
            checkAt = nil
            checkedAt = now
        }
        self.question = question
        outputs.append(.send(question.command.bytes(sequence: sequence)))
    }

    /// No question of a command outlives the command.
    private func deadline(_ time: KioskInstant, _ purpose: Purpose) -> KioskInstant {
        guard purpose == .work, let until = work.until else { return time }
        return min(time, until)
    }

    mutating func heard(_ bytes: [UInt8], _ now: KioskInstant) {
        for event in codec?.received(bytes) ?? [] {
            switch event {
            case .answer(let answer): take(answer, now)
            case .slotsChanged(let states): slotsChanged(states, now)
            case .hardwareError(let slot, let code):
                notice("the reader tells a hardware error, slot \(slot), code \(code)", now)
                checkSoon(now)
            case .garbled(let what):
                notice(what, now)
                checkSoon(now)
            }
        }
    }

    /// As soon as the line is free, and not more often than the fast pace whatever the device babbles.
    private mutating func checkSoon(_ now: KioskInstant) {
        let soon = now.advanced(by: CCIDStateMachine.fastCheck)
        checkAt = checkAt.map { min($0, soon) } ?? soon
    }

    private mutating func take(_ answer: CCIDAnswer, _ now: KioskInstant) {
        guard answer.slot == 0 else { return tellOtherSlots(now) }
        // An answer that is late, repeated or nobody's.
        guard var question, answer.sequence == question.sequence else { return }
        let isRefusal = if case .failed = answer.outcome { true } else { false }
        guard answer.kind == question.command.answeredBy || isRefusal else {
            return notice("the reader answered with a message of the wrong kind", now)
        }
        misses = 0
        setPresence(.ready)
        if case .needsTime(let multiplier) = answer.outcome {
            let more = now.advanced(by: stretched(question.wait, by: multiplier))
            question.deadline = deadline(more, question.purpose)
            self.question = question
            return
        }
        self.question = nil
        checkAt = now.advanced(by: hasNotified ? CCIDStateMachine.slowCheck : CCIDStateMachine.fastCheck)
        let mayWait = question.purpose != .check && postponed == nil
        if mayWait, isBusy(answer), question.busyAnswers < CCIDStateMachine.mostBusyAnswers {
            question.busyAnswers += 1
            postponed = (question, now.advanced(by: CCIDStateMachine.busyPause))
            return
        }
        learn(answer.card, from: question)
        if question.purpose == .work { answered(answer, now) }
    }

    private func isBusy(_ answer: CCIDAnswer) -> Bool {
        answer.outcome == .failed(.slotBusy) || answer.outcome == .failed(.busyByItself)
    }

    /// How the slot is, as every answer says.
    private mutating func learn(_ card: CCIDAnswer.Card, from question: Question) {
        switch card {
        case .absent:
            suspectsExchange = false
            owesPowerOff = false
            if work.isDeactivating {
                work = .idle
                outputs.append(.report(.deactivated))
            }
            fail(.cardRemoved)
            setSlot(.empty)
        case .active, .inactive:
            // Where the driver gives the power, a new card has none yet.
            let givesPower = descriptor?.features.contains(.activatesOnInsertion) ?? false
            let lostPower = card == .inactive && session != nil && question.purpose == .check
            let wasExchanged = lostPower || suspectsExchange && (givesPower || card == .inactive)
            if wasExchanged, slot == .occupied, session != nil || work.until != nil {
                fail(.cardRemoved)
                setSlot(.empty)
                owesPowerOff = card == .active
            }
            suspectsExchange = false
            setSlot(.occupied)
        }
    }

    private mutating func slotsChanged(_ states: [UInt8], _ now: KioskInstant) {
        hasNotified = true
        let first = states.first ?? 0
        if first & 0b1010_1000 != 0 || states.dropFirst().contains(where: { $0 & 0b1010_1010 != 0 }) {
            tellOtherSlots(now)
        }
        let isPresent = first & 0b01 != 0
        let isChanged = first & 0b10 != 0
        checkAt = max(now, checkedAt?.advanced(by: CCIDStateMachine.leastCheckPause) ?? now)
        if !isPresent {
            guard slot == .occupied, var question else { return }
            question.isHopeless = true
            question.deadline = min(question.deadline, now.advanced(by: CCIDStateMachine.removalGrace))
            self.question = question
        } else if isChanged, slot == .occupied, settledAt.map({ now >= $0 }) ?? true {
            suspectsExchange = true
        }
    }

    private mutating func tellOtherSlots(_ now: KioskInstant) {
        guard !hasToldOtherSlots else { return }
        hasToldOtherSlots = true
        outputs.append(.report(.noticed("the reader has more than one slot: only the first is used")))
    }

    mutating func expire(_ now: KioskInstant) {
        guard isConnected, let question, now >= question.deadline else { return }
        self.question = nil
        codec?.reset()
        checkAt = now
        let wasSession = session != nil || work.until != nil
        session = nil
        owesPowerOff = owesPowerOff || wasSession
        if question.isHopeless { return fail(.cardRemoved) }
        fail(.timedOut)
        misses += 1
        guard misses >= CCIDStateMachine.missesBeforeFaulty else { return }
        checkAt = now.advanced(by: CCIDStateMachine.silentCheck)
        owesPowerOff = false
        setPresence(.faulty("the card reader does not answer: unplug it and plug it in again"))
        failQueue(.readerUnavailable)
        setSlot(.unknown)
    }
}

extension CCIDStateMachine.Work {
    var isDeactivating: Bool { if case .deactivating = self { true } else { false } }
}
