import KioskCore

/// What the device said to a status request, and what the kiosk is told of it.
extension ID003StateMachine {
    mutating func polled(_ new: ID003Status, _ now: KioskInstant) {
        let previous = status
        status = new
        if new != .vendValid { vendIsOver() }
        if new.powerUpFinding == nil { powerUp = nil }
        if !allowsReset { resetIsWanted = false }
        // Some firmware forgets what it was told while it initialised.
        if previous == .initialising, new != .initialising { forgetSettings() }
        // Before the events, so that the kiosk hears of a ready device before it hears of its notes.
        reportCondition(new)

        switch new {
        case .powerUp, .powerUpWithNoteInAcceptor, .powerUpWithNoteInStacker: poweredUp(new, now)
        case .initialising: restarted(previous)
        case .idling, .accepting:
            noteEnded(now)
            worksEnabled(now)
        case .inhibited:
            noteEnded(now)
            restsDisabled(now)
        case .rejecting(let reason):
            note?.cameBack = true
            if previous != new { tell([.rejected(ID003Reason.rejection(reason))]) }
        case .cheated:
            note?.cameBack = true
            if previous != new { tell([.cheated]) }
        case .returning:
            if note == nil, placed == nil { note = unknownNote(now) }
            note?.cameBack = true
        case .holding:
            // Which note this is, the device does not say any more. Nobody can credit it, so it goes back.
            if note == nil { note = unknownNote(now) }
            note?.decision.giveBack(ifOpenFor: profile.longestHold, now)
        case .escrow(let type): escrowed(type, now)
        case .vendValid: vendIsValid(now)
        case .stacked: stackedUnasked(now)
        case .stacking, .paused, .stackerFull, .stackerOpen: break
        case .jamInAcceptor, .jamInStacker, .failure:
            // Where a note is that is stuck, nobody knows before somebody looks.
            note = nil
        }
        repeatOutcome(now)
    }

    /// Presence, cash box and jams: reported when they change.
    private mutating func reportCondition(_ new: ID003Status) {
        if new == .stackerOpen {
            tell(condition.cashBoxBecame(.removed))
        } else if new == .stackerFull {
            tell(condition.cashBoxBecame(.full))
        } else if new == .jamInAcceptor {
            tell(condition.becameJammed("A note is jammed in the acceptor."))
        } else if new == .jamInStacker {
            tell(condition.becameJammed("A note is jammed in the stacker."))
        } else if case .failure(let part) = new {
            let name = ID003Reason.failure(part)
            tell(condition.presenceBecame(.faulty("The note acceptor reports a failure: \(name).")))
        } else if new.isWorking {
            tell(condition.cashBoxBecame(.inPlace))
            if isReady(new) { tell(condition.presenceBecame(.ready)) }
        }
    }

    private func isReady(_ new: ID003Status) -> Bool {
        guard let table = setup.notes.table, !table.isEmpty else { return false }
        // A stacked note of unknown worth keeps the device out of service.
        if new == .vendValid, let type = note?.type, table.money(ofType: type) == nil { return false }
        return !new.isAtRest || isSetUp
    }

    private mutating func poweredUp(_ new: ID003Status, _ now: KioskInstant) {
        guard let finding = new.powerUpFinding, powerUp?.finding != finding else { return }
        powerUp = PendingReset(finding, longestWait: profile.resetWait, now)
        placed = finding.note
        note = nil
        // A vend that was told and not acknowledged is the note the device found in its stacker.
        if outcome?.isVend == true { outcome = nil }
        setup = Setup(notes: LearnedTable(setup.notes.table))
        forgetSettings()
        wish.deviceMayHaveForgotten()
        tell([.poweredUp(note: finding.note)])
    }

    /// The device starts itself anew and has lost its settings. What was in escrow, and is told to be no more, came
    /// back or is told of later.
    private mutating func restarted(_ previous: ID003Status?) {
        if let held = note, !held.cameBack { note = nil }
        if previous != .initialising {
            setup.waitsForRest = false
            forgetSettings()
        }
    }

    private mutating func restsDisabled(_ now: KioskInstant) {
        guard appliedInhibit == true else {
            // It was opened and is closed: it has lost its settings.
            if wish.mayInsist(now) { appliedInhibit = nil }
            return
        }
        // `disabled` says that no note is open, so it waits for the acknowledgement of the last one.
        guard outcome == nil else { return }
        if wish.settleAsDisabled(knowsNoneWanted: setup.notes.isFresh && target.isEmpty) { tell([.disabled]) }
    }

    private mutating func worksEnabled(_ now: KioskInstant) {
        guard appliedInhibit == false else {
            if wish.mayInsist(now) { appliedInhibit = nil }
            return
        }
        if appliedTypes == target, wish.settleAsEnabled() { tell([.enabled]) }
    }

    private mutating func escrowed(_ type: Int, _ now: KioskInstant) {
        placed = nil
        // One that was on its way back, and is in escrow now, was put in again.
        if note?.type != type || note?.cameBack == true { note = newNote(ofType: type, now) }
        note?.decision.giveBack(ifOpenFor: profile.longestHold, now)
        guard note?.decision.waitsForReport == true else { return }
        if let money = setup.notes.table?.money(ofType: type) {
            note?.decision.report()
            tell([.escrowed(money)])
        } else if setup.notes.hasItsWord {
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
}
