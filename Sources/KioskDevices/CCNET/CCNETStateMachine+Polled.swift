import KioskCore

/// What the device said to a poll, and what the kiosk is told of it.
extension CCNETStateMachine {
    mutating func polled(_ new: CCNETStatus, _ now: KioskInstant) {
        let previous = status
        status = new
        if acknowledged != new { acknowledged = nil }
        if outcome?.status != new { outcome = nil }
        if new.powerUp == nil { powerUp = nil }
        if !allowsReset { resetIsWanted = false }
        // Before the events, so that the kiosk hears of a ready device before it hears of its notes.
        reportCondition(new)
        if !new.isOutcome { sendAcknowledge() }

        switch new {
        case .powerUp, .powerUpWithBillInValidator, .powerUpWithBillInStacker: poweredUp(new, now)
        case .initialising:
            if note?.wasPulled == false { note = nil }
            applied = nil
        case .idling, .accepting:
            noteEnded(now)
            worksEnabled(now)
        case .disabled:
            noteEnded(now)
            restsDisabled(now)
        case .rejecting(let reason):
            note?.wasPulled = true
            if previous != new { tell([.rejected(CCNETRejectReason.rejection(reason))]) }
        case .cheated:
            note?.wasPulled = true
            if previous != new { tell([.cheated]) }
        case .holding:
            // Which note this is, the device tells again only when it is back. Nobody can credit it until then.
            if note == nil { note = unknownNote(now) }
            note?.decision.giveBack(ifOpenFor: profile.longestHold, now)
        case .escrow(let type): escrowed(type, now)
        case .stacked(let type), .returned(let type): ended(new, type, now)
        case .stacking, .returning, .busy, .paused, .other: break
        case .validatorJammed, .cassetteJammed, .failed:
            // A note that is stuck did not come back, whatever was said before.
            note?.wasPulled = false
        case .cassetteFull, .cassetteRemoved: break
        }
    }

    /// Presence, cash box and jams: reported when they change.
    private mutating func reportCondition(_ new: CCNETStatus) {
        if new == .cassetteRemoved {
            tell(condition.cashBoxBecame(.removed))
        } else if new == .cassetteFull {
            tell(condition.cashBoxBecame(.full))
        } else if new == .validatorJammed {
            tell(condition.becameJammed("A note is jammed in the validator."))
        } else if new == .cassetteJammed {
            tell(condition.becameJammed("A note is jammed in the cash box."))
        } else if case .failed(let part) = new {
            let name = CCNETRejectReason.failure(part)
            tell(condition.presenceBecame(.faulty("The note acceptor reports a failure: \(name).")))
        } else if new.isWorking {
            tell(condition.cashBoxBecame(.inPlace))
            if isReady(new) { tell(condition.presenceBecame(.ready)) }
        }
    }

    private func isReady(_ new: CCNETStatus) -> Bool {
        guard let table = setup.bills.table, !table.isEmpty else { return false }
        // A stacked note of unknown worth keeps the device out of service.
        if new.isOutcome, let type = new.type, table.money(ofType: type) == nil { return false }
        guard setup.isIdentified else { return false }
        return !new.isAtRest || setup.isSecured && setup.bills.isSettled
    }

    private mutating func poweredUp(_ new: CCNETStatus, _ now: KioskInstant) {
        guard let finding = new.powerUp, powerUp?.finding != finding else { return }
        powerUp = PendingReset(finding, longestWait: profile.resetWait, now)
        note = nil
        applied = nil
        setup = Setup(bills: LearnedTable(setup.bills.table))
        wish.deviceMayHaveForgotten()
        tell([.poweredUp(note: finding.note)])
    }

    /// The device holds no note any more. One that was neither stacked nor returned and was pulled at came back:
    /// the device would have called it stacked otherwise. Of any other nobody knows, and nothing is said.
    private mutating func noteEnded(_ now: KioskInstant) {
        if let ended = note, ended.wasPulled, ended.decision.isReported, let type = ended.type,
            let money = setup.bills.table?.money(ofType: type)
        {
            broughtBack = UntilAcknowledged(.returned(money))
        }
        if var back = broughtBack, back.isDue(now, every: profile.outcomeRepeat) {
            tell([back.tell(now)])
            broughtBack = back
        }
        note = nil
    }

    private mutating func restsDisabled(_ now: KioskInstant) {
        if let types = applied, types.isEmpty {
            // `disabled` says that no note is open, so it waits for the acknowledgement of the last one.
            if broughtBack != nil { return }
            if wish.settleAsDisabled(knowsNoneWanted: setup.bills.isFresh && target.isEmpty) { tell([.disabled]) }
        } else if wish.mayInsist(now) {
            // It was enabled and is not: it has lost its settings.
            applied = nil
        }
    }

    private mutating func worksEnabled(_ now: KioskInstant) {
        if let types = applied, types.isEmpty {
            if wish.mayInsist(now) { applied = nil }
        } else if applied == target, wish.settleAsEnabled() {
            tell([.enabled])
        }
    }

    private mutating func escrowed(_ type: Int, _ now: KioskInstant) {
        // One that was pulled at, and is in escrow now, is asked about anew.
        if note?.type != type || note?.wasPulled == true { note = newNote(ofType: type, now) }
        note?.decision.giveBack(ifOpenFor: profile.longestHold, now)
        guard note?.decision.waitsForReport == true else { return }
        guard setup.isIdentified else {
            // A note in the hands of nobody knows whom is given back.
            if setup.identificationRefusedWhileBusy { note?.decision.giveBack() }
            return
        }
        if let money = setup.bills.table?.money(ofType: type) {
            note?.decision.report()
            tell([.escrowed(money)])
        } else if setup.bills.hasItsWord {
            // A note nobody can value is given back, whatever the kiosk would say.
            note?.decision.giveBack()
        }
    }

    private func newNote(ofType type: Int?, _ now: KioskInstant) -> EscrowedNote {
        EscrowedNote(type: type, decision: EscrowDecision(since: now, holdInterval: profile.holdInterval))
    }

    private func unknownNote(_ now: KioskInstant) -> EscrowedNote {
        var note = newNote(ofType: nil, now)
        note.decision.giveBack()
        return note
    }

    /// A note came to its end, in the cash box or in the mouth. Not acknowledged before the kiosk has written it
    /// down, so that the device says it again to whoever comes after a power cut.
    private mutating func ended(_ new: CCNETStatus, _ type: Int, _ now: KioskInstant) {
        note = nil
        if acknowledged == new || outcome?.mayAcknowledge == true { return acknowledge(new) }
        // One that does not say who it is until this is acknowledged would wait for ever.
        guard setup.isIdentified || setup.identificationRefusedWhileBusy else { return }
        guard let money = setup.bills.table?.money(ofType: type) else { return endedUnknown(new, type) }
        if let outcome, !outcome.telling.isDue(now, every: profile.outcomeRepeat) { return }
        let report: NoteAcceptorReport = if case .stacked = new { .stacked(money) } else { .returned(money) }
        outcome = Outcome(status: new, telling: UntilAcknowledged(report, toldAt: now))
        tell([report])
    }

    private mutating func endedUnknown(_ new: CCNETStatus, _ type: Int) {
        guard setup.bills.hasItsWord else { return }
        if case .returned = new {
            tell([.rejected(.denominationNotTaken)])
            return acknowledge(new)
        }
        let text = "A note of bill type \(type) was stacked, whose worth is not known: open the cash box and look."
        tell(condition.presenceBecame(.faulty(text)))
    }

    private mutating func acknowledge(_ event: CCNETStatus) {
        sendAcknowledge()
        acknowledged = event
        outcome = nil
    }
}
