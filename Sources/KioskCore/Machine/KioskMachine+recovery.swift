/// After a start: what the journal left open meets what the devices and the hub say.
extension KioskMachine {
    mutating func restarted(version: String, at now: KioskInstant) {
        session.lastTouch = now
        record(.started(version: version), at: now)
        // Whether a slip came out is not known: a copy is offered, never printed by itself.
        for (job, payment) in ledger.index.printing.sorted(by: { $0.key.number < $1.key.number }) {
            record(.printFailed(payment, job), at: now)
        }
        for id in ledger.queuedIDs { if let submission = ledger[id]?.submission { queue.restore(submission) } }
        var interrupted: PaymentID?
        for payment in ledger.open {
            if payment.closing == nil { record(.paymentClosing(payment.id, .restarted), at: now) }
            if payment.taken.isPositive || !payment.isResolved { interrupted = payment.id }
            concludeIfResolved(payment.id, at: now)
        }
        if openCard != nil { nextCardEnquiry = now.advanced(by: settings.patience.cardEnquiry) }
        cancelWalletsAfterRestart(at: now)
        askForCreditNotesInBackground(at: now)
        if openReversal != nil { nextReversal = now.advanced(by: settings.patience.cardEnquiry) }
        if let interrupted = interrupted ?? lastWithoutSlip(at: now) { showAfterRestart(interrupted, at: now) }
    }

    private mutating func showAfterRestart(_ id: PaymentID, at now: KioskInstant) {
        if let payment = ledger[id], payment.settlesBills {
            show(.done(id), at: now)
        } else {
            fail(.interrupted, payment: id, next: [.keepSlip, .callHotline], at: now)
        }
    }

    /// A resident who paid just before the cut, and has no paper yet, may still stand there.
    private func lastWithoutSlip(at now: KioskInstant) -> PaymentID? {
        guard let last = ledger.lastBegun.flatMap({ ledger[$0] }), last.taken.isPositive, last.slip != .printed,
            let taken = last.lastTaken
        else { return nil }
        let age = now.wall.milliseconds - taken.wall.milliseconds
        return (0...KioskMachine.stillStandingThere.wholeMilliseconds).contains(age) ? last.id : nil
    }

    static let stillStandingThere: Duration = .seconds(600)
}
