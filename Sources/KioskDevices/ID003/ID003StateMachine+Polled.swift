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
            if previous != new { outputs.append(.report(.rejected(ID003Reason.rejection(reason)))) }
        case .cheated:
            note?.cameBack = true
            if previous != new { outputs.append(.report(.cheated)) }
        case .returning:
            if note == nil, placed == nil { note = newNote(ofType: nil, decision: .giveBack, now) }
            note?.cameBack = true
        case .holding:
            // Which note this is, the device does not say any more. Nobody can credit it, so it goes back.
            if note == nil { note = newNote(ofType: nil, decision: .giveBack, now) }
            boundHold(now)
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
            if cashBox != .removed { outputs.append(.report(.cashBoxRemoved)) }
            cashBox = .removed
        } else if new == .stackerFull {
            if cashBox != .full { outputs.append(.report(.cashBoxFull)) }
            cashBox = .full
        } else if new == .jamInAcceptor || new == .jamInStacker {
            let text = "A note is jammed in the " + (new == .jamInAcceptor ? "acceptor." : "stacker.")
            if presence != .faulty(text) { outputs.append(.report(.jammed)) }
            setPresence(.faulty(text))
        } else if case .failure(let part) = new {
            setPresence(.faulty("The note acceptor reports a failure: \(ID003Reason.failure(part))."))
        } else if new.isWorking {
            if cashBox != .inPlace { outputs.append(.report(.cashBoxBack)) }
            cashBox = .inPlace
            if isReady(new) { setPresence(.ready) }
        }
    }

    private func isReady(_ new: ID003Status) -> Bool {
        guard let table = setup.table, !table.isEmpty else { return false }
        // A stacked note of unknown worth keeps the device out of service.
        if new == .vendValid, let type = note?.type, table.money(ofType: type) == nil { return false }
        return !new.isAtRest || isSetUp
    }

    private mutating func poweredUp(_ new: ID003Status, _ now: KioskInstant) {
        guard let finding = new.powerUpFinding, powerUp?.finding != finding else { return }
        let wait = finding.note == nil ? .zero : profile.resetWait
        powerUp = PowerUp(finding: finding, resetAt: now.advanced(by: wait))
        placed = finding.note
        note = nil
        // A vend that was told and not acknowledged is the note the device found in its stacker.
        if outcome?.isVend == true { outcome = nil }
        setup = Setup(table: setup.table)
        forgetSettings()
        enabledIsDue = enabledIsDue || !wanted.isEmpty
        outputs.append(.report(.poweredUp(note: finding.note)))
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
            if settingsAgainAt.map({ now >= $0 }) ?? true { appliedInhibit = nil }
            return
        }
        // `disabled` says that no note is open, so it waits for the acknowledgement of the last one.
        guard outcome == nil else { return }
        // Nothing that was wanted is in the table: the device will take no note, and the kiosk must know.
        if disabledIsDue || (enabledIsDue && setup.tableIsFresh && !wanted.isEmpty && target.isEmpty) {
            disabledIsDue = false
            enabledIsDue = false
            outputs.append(.report(.disabled))
        }
    }

    private mutating func worksEnabled(_ now: KioskInstant) {
        guard appliedInhibit == false else {
            if settingsAgainAt.map({ now >= $0 }) ?? true { appliedInhibit = nil }
            return
        }
        if enabledIsDue, appliedTypes == target {
            enabledIsDue = false
            outputs.append(.report(.enabled))
        }
    }

    private mutating func escrowed(_ type: Int, _ now: KioskInstant) {
        placed = nil
        // One that was on its way back, and is in escrow now, was put in again.
        if note?.type != type || note?.cameBack == true { note = newNote(ofType: type, decision: nil, now) }
        boundHold(now)
        guard note?.isReported == false, note?.decision == nil else { return }
        if let money = setup.table?.money(ofType: type) {
            note?.isReported = true
            outputs.append(.report(.escrowed(money)))
        } else if setup.tableIsFresh || setup.tableRefusedWhileBusy {
            // A note nobody can value is given back, whatever the kiosk would say.
            note?.decision = .giveBack
        }
    }

    private func newNote(ofType type: Int?, decision: Decision?, _ now: KioskInstant) -> EscrowedNote {
        EscrowedNote(type: type, since: now, holdAt: now.advanced(by: profile.holdInterval), decision: decision)
    }

    private mutating func boundHold(_ now: KioskInstant) {
        guard let held = note, held.decision == nil else { return }
        if now >= held.since.advanced(by: profile.longestHold) { note?.decision = .giveBack }
    }
}
