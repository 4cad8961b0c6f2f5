import KioskCore

/// Where a note ended, and that the kiosk knows it.
extension ID003StateMachine {
    /// The note cannot be pulled back. Not acknowledged before the kiosk has written it down, so that the device says
    /// it again to whoever comes after a power cut.
    mutating func vendIsValid(_ now: KioskInstant) {
        if placed == .inStacker || isVendAcknowledged || outcome?.mayAcknowledge == true { return acknowledgeVend(now) }
        if let open = outcome, open.isVend { return }
        guard let type = note?.type else { return reach(.poweredUp(note: .inStacker), isVend: true, now) }
        if let money = setup.notes.table?.money(ofType: type) {
            reach(.stacked(money), isVend: true, now)
        } else if setup.notes.hasItsWord {
            let text = "A note of denomination \(type + 1) was stacked, whose worth is not known: open the cash box."
            tell(condition.presenceBecame(.faulty(text)))
        }
    }

    private mutating func acknowledgeVend(_ now: KioskInstant) {
        sendAcknowledge()
        isVendAcknowledged = true
        outcome = nil
        note = nil
    }

    /// The device has gone on from VEND VALID. When it did so without our acknowledgement, the driver alone knows.
    mutating func vendIsOver() {
        isVendAcknowledged = false
        guard let open = outcome, open.isVend else { return }
        note = nil
        if open.mayAcknowledge {
            outcome = nil
        } else {
            outcome?.isVend = false
        }
    }

    /// STACKED follows VEND VALID. A firmware that leaves VEND VALID out still has the note in its cash box.
    mutating func stackedUnasked(_ now: KioskInstant) {
        guard let held = note, held.decision.isReported, held.mayBeStacked, let type = held.type,
            let money = setup.notes.table?.money(ofType: type)
        else { return }
        note = nil
        reach(.stacked(money), isVend: false, now)
    }

    /// The device holds no note any more, and no VEND VALID was told. One that it gave back, or was never told to
    /// stack, came back. Of one that may be stacked nobody knows, and nothing is said.
    mutating func noteEnded(_ now: KioskInstant) {
        placed = nil
        guard let ended = note else { return }
        note = nil
        guard ended.cameBack || !ended.mayBeStacked else { return }
        guard let type = ended.type else { return reach(.poweredUp(note: .inAcceptor), isVend: false, now) }
        if let money = setup.notes.table?.money(ofType: type) {
            reach(.returned(money), isVend: false, now)
        } else {
            tell([.rejected(.denominationNotTaken)])
        }
    }

    private mutating func reach(_ report: NoteAcceptorReport, isVend: Bool, _ now: KioskInstant) {
        outcome = Outcome(telling: UntilAcknowledged(report, toldAt: now), isVend: isVend)
        tell([report])
    }

    mutating func repeatOutcome(_ now: KioskInstant) {
        guard var open = outcome, !open.mayAcknowledge, open.telling.isDue(now, every: profile.outcomeRepeat)
        else { return }
        tell([open.telling.tell(now)])
        outcome = open
    }

    /// The kiosk has the last report in its journal.
    mutating func acknowledged(_ now: KioskInstant) {
        if let open = outcome {
            // ACK counts only right after VEND VALID was told, so it waits for the next status.
            if open.isVend { outcome?.mayAcknowledge = true } else { outcome = nil }
            nextPollAt = now
        } else {
            powerUp?.writtenDown(now)
        }
    }
}
