import KioskCore

/// What a poll brought, and what the kiosk is told of it.
extension SSPStateMachine {
    /// `askedAt` is when the poll was first sent: what it brought is no newer than its last repetition, and may be as
    /// old as that.
    mutating func polled(_ data: [UInt8], withAck: Bool, askedAt: KioskInstant, _ now: KioskInstant) {
        let list = SSPEventList(data)
        session.hasPolled = true
        if withAck, repeatedAnswer == data {
            // "The response will not change until the EVENT ACK command is sent" (GA138, POLL WITH ACK).
            awaitsEventAck = true
        } else {
            awaitsEventAck = withAck && list.events.contains { $0.wantsAcknowledgement }
            repeatedAnswer = awaitsEventAck ? data : nil
            var wasReset = false
            for event in list.events {
                if event == .slaveReset, powerUp == nil { wasReset = true }
                happened(event, askedAt, now)
            }
            if wasReset { beginSession() }
        }
        settle(list, now)
    }

    private mutating func happened(_ event: SSPEvent, _ seenAt: KioskInstant, _ now: KioskInstant) {
        switch event {
        case .slaveReset: poweredUp(now)
        case .read(let channel): read(channel, seenAt, now)
        case .reading: takesNoteIn()
        case .credit(let channel): credited(channel)
        case .stacked:
            // The credit went to a kiosk that is no more, or got lost. There is no other note it could be.
            guard note?.decision.choice == .stack || !hasSeenNote else { break }
            note = nil
            hasSeenNote = true
            queue(.poweredUp(note: .inStacker))
        case .rejecting, .stacking:
            if note?.isHeld == true { note?.leftAt = now }
        case .rejected: rejected()
        case .fraudAttempt:
            note = nil
            tell([.cheated])
        case .clearedFromFront: foundAtPowerUp(.inAcceptor)
        case .clearedIntoCashBox: foundAtPowerUp(.inStacker)
        case .disabled, .channelDisable:
            // It was enabled and is not: it has lost its settings.
            if isEnabled == true, enabledAt.map({ now >= $0.advanced(by: profile.settingsPatience) }) ?? true {
                isEnabled = nil
                applied = nil
                wish.deviceMayHaveForgotten()
            }
        case .cashBoxRemoved: tell(condition.cashBoxBecame(.removed))
        case .stackerFull: tell(condition.cashBoxBecame(.full))
        case .cashBoxReplaced: tell(condition.cashBoxBecame(.inPlace))
        case .safeJam, .unsafeJam, .notePathOpen, .initialising, .other: break
        }
    }

    private mutating func poweredUp(_ now: KioskInstant) {
        guard powerUp == nil else { return }
        powerUp = PowerUp(since: now, until: now.advanced(by: profile.powerUpPatience))
        note = nil
        found = nil
        activity.cashBoxIsDoubted = true
    }

    private mutating func foundAtPowerUp(_ place: NoteAtPowerUp) {
        powerUp = nil
        note = nil
        found = nil
        hasSeenNote = true
        queue(.poweredUp(note: place))
    }

    /// A device that takes a note in has a place for it.
    private mutating func takesNoteIn() { tell(condition.cashBoxBecame(.inPlace)) }

    private mutating func read(_ channel: Int, _ seenAt: KioskInstant, _ now: KioskInstant) {
        takesNoteIn()
        hasSeenNote = true
        lastCredit = nil
        if found != nil {
            // REJECT was not obeyed yet: polling on would accept the note.
            found = FoundNote(
                rejectAt: now.advanced(by: profile.decisionPatience), holdAt: now.advanced(by: profile.holdInterval))
        } else if let known = note, known.channel == channel {
            note?.lastSeenAt = seenAt
            // An accepted note may be told once more before it moves.
            guard known.decision.choice != .stack else { return }
            note?.leftAt = nil
            if known.decision.choice == .giveBack {
                note?.decision.choiceHeard(again: now.advanced(by: profile.decisionPatience))
            }
        } else {
            note = newNote(channel, seenAt: seenAt, now)
        }
    }

    private mutating func credited(_ channel: Int) {
        let isRepeated = note == nil && lastCredit == channel
        note = nil
        found = nil
        hasSeenNote = true
        lastCredit = channel
        guard !isRepeated else { return }
        if let money = table?.money(ofChannel: channel) { queue(.stacked(money)) } else { unvaluedChannel = channel }
    }

    private mutating func rejected() {
        if powerUp != nil {
            // A device that is starting takes no notes: it is the one it found in itself.
            foundAtPowerUp(.inAcceptor)
        } else if let ended = note {
            note = nil
            if ended.decision.isReported, let money = table?.money(ofChannel: ended.channel) {
                queue(.returned(money))
            } else {
                tell([.rejected(.denominationNotTaken)])
            }
        } else if found?.leftAt != nil {
            found = nil
        } else {
            rejectCodeIsDue = true
        }
    }

    mutating func answeredRejectCode(_ answer: SSPAnswer) {
        rejectCodeIsDue = false
        guard case .ok(let data) = answer, let code = data.first else {
            tell([.rejected(.notRecognised)])
            return
        }
        if SSPRejectCode.wasInEscrow(code) {
            // It lay in escrow before this machine came. Should a decision about it be open, it is settled now.
            queue(.poweredUp(note: .inAcceptor))
        } else {
            tell([.rejected(SSPRejectCode.rejection(code))])
        }
    }

    // MARK: What waits for the kiosk

    /// A device that fills the queue says what cannot be: it is out of service until the queue is written down.
    mutating func queue(_ report: NoteAcceptorReport) {
        if told.count < Self.longestQueue { told.append(UntilAcknowledged(report)) }
    }

    /// The kiosk has written down what it was told.
    mutating func acknowledged(_ now: KioskInstant) {
        if told.first?.toldAt != nil { told.removeFirst() }
        if told.isEmpty, found?.leftAt == nil { found?.rejectAt = now }
        if note?.isHeld != true { nextPollAt = now }
    }

    /// Tells the first, and tells it again until it is acknowledged. A power-up is told once, and waits no longer than
    /// `resetWait`.
    mutating func tellNext(_ now: KioskInstant) {
        while let first = told.first {
            if case .poweredUp = first.report, first.toldAt != nil {
                guard first.isDue(now, every: profile.resetWait) else { return }
                told.removeFirst()
            } else {
                if first.isDue(now, every: profile.outcomeRepeat) { tell([told[0].tell(now)]) }
                return
            }
        }
    }
}
