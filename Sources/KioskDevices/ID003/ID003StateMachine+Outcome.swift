import KioskCore

/// Where a note ended, and that the kiosk knows it.
extension ID003StateMachine {
    /// The note cannot be pulled back. Not acknowledged before the kiosk has written it down, so that the device says
    /// it again to whoever comes after a power cut.
    mutating func vendIsValid(_ now: KioskInstant) {
        if placed == .inStacker || isVendAcknowledged || outcome?.mayAcknowledge == true { return acknowledgeVend(now) }
        if let open = outcome, open.isVend { return }
        guard let type = note?.type else { return reach(.poweredUp(note: .inStacker), isVend: true, now) }
        if let money = setup.table?.money(ofType: type) {
            reach(.stacked(money), isVend: true, now)
        } else if setup.tableIsFresh || setup.tableRefusedWhileBusy {
            setPresence(
                .faulty("A note of denomination \(type + 1) was stacked, whose worth is not known: open the cash box."))
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
        guard let held = note, held.isReported, held.mayBeStacked, let type = held.type,
            let money = setup.table?.money(ofType: type)
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
        if let money = setup.table?.money(ofType: type) {
            reach(.returned(money), isVend: false, now)
        } else {
            outputs.append(.report(.rejected(.denominationNotTaken)))
        }
    }

    private mutating func reach(_ report: NoteAcceptorReport, isVend: Bool, _ now: KioskInstant) {
        outcome = Outcome(report: report, isVend: isVend, reportedAt: now)
        outputs.append(.report(report))
    }

    mutating func repeatOutcome(_ now: KioskInstant) {
        guard let open = outcome, !open.mayAcknowledge,
            now >= open.reportedAt.advanced(by: profile.outcomeRepeat)
        else { return }
        outcome?.reportedAt = now
        outputs.append(.report(open.report))
    }

    /// The kiosk has the last report in its journal.
    mutating func acknowledged(_ now: KioskInstant) {
        if let open = outcome {
            // ACK counts only right after VEND VALID was told, so it waits for the next status.
            if open.isVend { outcome?.mayAcknowledge = true } else { outcome = nil }
            nextPollAt = now
        } else if let found = powerUp, !found.wasReset {
            powerUp?.resetAt = now
        }
    }
}
