import KioskCore

/// Terminals that cannot repeat their last receipt: a charge is told by what it added to the day's totals.
///
/// The totals are asked for before each charge, and again when its answer was lost. That is sound as long as payments
/// are begun by the kiosk alone, which the registration demands.
extension ZVTStateMachine {
    /// The totals before a charge have come.
    mutating func counted(_ status: ZVTStatusInformation?, _ now: KioskInstant) {
        guard let new = totals(in: status) else { return refuseWaitingCharge() }
        totals = new
        isCounted = true
    }

    /// They have not: without them nobody could say afterwards what became of the charge.
    mutating func notCounted(_ now: KioskInstant) {
        operation = nil
        nextAttemptAt = now.advanced(by: isRegistered ? profile.heartbeat : profile.registerAgain)
        refuseWaitingCharge()
    }

    private mutating func refuseWaitingCharge() {
        for waiting in queue where waiting.errand.isAuthorisation { giveUp(waiting.errand) }
        queue.removeAll(where: \.errand.isAuthorisation)
    }

    /// The answer to a question for the last transaction, in totals.
    mutating func told(_ status: ZVTStatusInformation?, of errand: Errand) {
        guard let new = totals(in: status) else { return report(.silent) }
        if errand == .baseline {
            totals = new
            return report(.baseline(lastReceiptNumber: new.count == 0 ? nil : new.lastReceipt))
        }
        guard let before = totals else {
            // The driver was not there before the charge. The only one of the day is it.
            guard new.count == 1, new.sum.isPositive else { return report(.silent) }
            totals = new
            return report(.last(CardCapture(amount: new.sum, terminalReceiptNumber: new.lastReceipt)))
        }
        switch before.change(to: new) {
        case .none: report(.last(nil))
        case .charged(let capture): report(.last(capture))
        case .unclear: report(.silent)
        }
    }

    private func totals(in status: ZVTStatusInformation?) -> ZVTTotals? {
        guard let status, status.resultCode ?? ZVTResultCode.done == ZVTResultCode.done else { return nil }
        if let totals = status.totals { return totals }
        // Without charges some terminals leave the field out.
        return status.amount?.minorUnits ?? 0 == 0 ? ZVTTotals.none(profile.currency) : nil
    }
}
