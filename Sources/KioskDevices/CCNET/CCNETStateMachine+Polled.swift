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
            if previous != new { outputs.append(.report(.rejected(CCNETRejectReason.rejection(reason)))) }
        case .cheated:
            note?.wasPulled = true
            if previous != new { outputs.append(.report(.cheated)) }
        case .holding:
            // Which note this is, the device tells again only when it is back. Nobody can credit it until then.
            if note == nil { note = newNote(ofType: nil, decision: .giveBack, now) }
            boundHold(now)
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
            if cashBox != .removed { outputs.append(.report(.cashBoxRemoved)) }
            cashBox = .removed
        } else if new == .cassetteFull {
            if cashBox != .full { outputs.append(.report(.cashBoxFull)) }
            cashBox = .full
        } else if new == .validatorJammed || new == .cassetteJammed {
            let text = "A note is jammed in the " + (new == .validatorJammed ? "validator." : "cash box.")
            if presence != .faulty(text) { outputs.append(.report(.jammed)) }
            setPresence(.faulty(text))
        } else if case .failed(let part) = new {
            setPresence(.faulty("The note acceptor reports a failure: \(CCNETRejectReason.failure(part))."))
        } else if new.isWorking {
            if cashBox != .inPlace { outputs.append(.report(.cashBoxBack)) }
            cashBox = .inPlace
            if isReady(new) { setPresence(.ready) }
        }
    }

    private func isReady(_ new: CCNETStatus) -> Bool {
        guard let table = setup.table, !table.isEmpty else { return false }
        // A stacked note of unknown worth keeps the device out of service.
        if new.isOutcome, let type = new.type, table.money(ofType: type) == nil { return false }
        guard setup.isIdentified else { return false }
        let isAtRest = new == .disabled || new == .idling
        return !isAtRest || setup.isSecured && (setup.tableIsFresh || setup.tableRefusedWhileIdle)
    }

    private mutating func poweredUp(_ new: CCNETStatus, _ now: KioskInstant) {
        guard let finding = new.powerUp, powerUp?.finding != finding else { return }
        let wait = finding.note == nil ? .zero : profile.resetWait
        powerUp = PowerUp(finding: finding, resetAt: now.advanced(by: wait))
        note = nil
        applied = nil
        setup = Setup(table: setup.table)
        enabledIsDue = enabledIsDue || !wanted.isEmpty
        outputs.append(.report(.poweredUp(note: finding.note)))
    }

    /// The device holds no note any more. One that was neither stacked nor returned and was pulled at came back:
    /// the device would have called it stacked otherwise. Of any other nobody knows, and nothing is said.
    private mutating func noteEnded(_ now: KioskInstant) {
        if let ended = note, ended.wasPulled, ended.isReported, let type = ended.type,
            let money = setup.table?.money(ofType: type)
        {
            broughtBack = BroughtBack(money: money, reportedAt: now)
            outputs.append(.report(.returned(money)))
        } else if let back = broughtBack, now >= back.reportedAt.advanced(by: profile.outcomeRepeat) {
            broughtBack?.reportedAt = now
            outputs.append(.report(.returned(back.money)))
        }
        note = nil
    }

    private mutating func restsDisabled(_ now: KioskInstant) {
        if let types = applied, types.isEmpty {
            // `disabled` says that no note is open, so it waits for the acknowledgement of the last one.
            if broughtBack != nil { return }
            // Nothing that was wanted is in the bill table: the device will take no note, and the kiosk must know.
            if disabledIsDue || (enabledIsDue && setup.tableIsFresh && !wanted.isEmpty && target.isEmpty) {
                disabledIsDue = false
                enabledIsDue = false
                outputs.append(.report(.disabled))
            }
        } else if settingsAgainAt.map({ now >= $0 }) ?? true {
            // It was enabled and is not: it has lost its settings.
            applied = nil
        }
    }

    private mutating func worksEnabled(_ now: KioskInstant) {
        if let types = applied, types.isEmpty {
            if settingsAgainAt.map({ now >= $0 }) ?? true { applied = nil }
        } else if enabledIsDue, applied == target {
            enabledIsDue = false
            outputs.append(.report(.enabled))
        }
    }

    private mutating func escrowed(_ type: Int, _ now: KioskInstant) {
        // One that was pulled at, and is in escrow now, is asked about anew.
        if note?.type != type || note?.wasPulled == true { note = newNote(ofType: type, decision: nil, now) }
        boundHold(now)
        guard note?.isReported == false, note?.decision == nil else { return }
        guard setup.isIdentified else {
            // A note in the hands of nobody knows whom is given back.
            if setup.identificationRefusedWhileBusy { note?.decision = .giveBack }
            return
        }
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

    /// A note came to its end, in the cash box or in the mouth. Not acknowledged before the kiosk has written it
    /// down, so that the device says it again to whoever comes after a power cut.
    private mutating func ended(_ new: CCNETStatus, _ type: Int, _ now: KioskInstant) {
        note = nil
        if acknowledged == new || outcome?.mayAcknowledge == true { return acknowledge(new) }
        // One that does not say who it is until this is acknowledged would wait for ever.
        guard setup.isIdentified || setup.identificationRefusedWhileBusy else { return }
        guard let money = setup.table?.money(ofType: type) else { return endedUnknown(new, type) }
        if let outcome, now < outcome.reportedAt.advanced(by: profile.outcomeRepeat) { return }
        outcome = Outcome(status: new, reportedAt: now)
        if case .stacked = new {
            outputs.append(.report(.stacked(money)))
        } else {
            outputs.append(.report(.returned(money)))
        }
    }

    private mutating func endedUnknown(_ new: CCNETStatus, _ type: Int) {
        guard setup.tableIsFresh || setup.tableRefusedWhileBusy else { return }
        if case .returned = new {
            outputs.append(.report(.rejected(.denominationNotTaken)))
            return acknowledge(new)
        }
        setPresence(
            .faulty("A note of bill type \(type) was stacked, whose worth is not known: open the cash box and look."))
    }

    private mutating func acknowledge(_ event: CCNETStatus) {
        sendAcknowledge()
        acknowledged = event
        outcome = nil
    }
}
