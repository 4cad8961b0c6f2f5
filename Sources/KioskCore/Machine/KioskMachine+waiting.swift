/// Every wait has an end: when the next one is, and what happens then.
extension KioskMachine {
    /// When the machine wants `deadlineReached`; nil while it waits for nothing.
    package var nextDeadline: KioskInstant? {
        guard !isBroken, !hasStopped else { return nil }
        let waits = [
            phaseDeadline, attentionDeadline, queue.nextDeadline, nextCardEnquiry, nextWalletEnquiry,
            nextCreditNoteEnquiry, nextReversal, desk.nextDeadline,
            printing.values.min(), stopTakingAt,
        ]
        return waits.compactMap { $0 }.min()
    }

    mutating func deadlineReached(at now: KioskInstant) {
        if let phaseDeadline, phaseDeadline <= now { phaseTimedOut(at: now) }
        if let attentionDeadline, attentionDeadline <= now { attentionTimedOut(at: now) }
        for overdue in queue.overdue(at: now) {
            hubReachable(false, at: now)
            queue.postpone(overdue, .silence, at: now)
            settlesLater(overdue, at: now)
        }
        if let nextCardEnquiry, nextCardEnquiry <= now { enquireCardInBackground(at: now) }
        if let nextReversal, nextReversal <= now { reverseAgain(at: now) }
        if let until = desk.until, until <= now { desk.failed(hint: nil, at: now) }
        if let nextWalletEnquiry, nextWalletEnquiry <= now { enquireWalletsInBackground(at: now) }
        if let nextCreditNoteEnquiry, nextCreditNoteEnquiry <= now { askForCreditNotesInBackground(at: now) }
        if let stopTakingAt, stopTakingAt <= now {
            self.stopTakingAt = nil
            stopTaking(.finish, at: now)
        }
        let overdueJobs = printing.filter { $0.value <= now }.keys.sorted { $0.number < $1.number }
        for job in overdueJobs { printFailed(job, at: now) }
    }

    /// The wait that belongs to what the kiosk does right now.
    private var phaseDeadline: KioskInstant? {
        switch session.phase {
        case .inquiring(let pending): pending.until
        case .preparing(_, let until): until
        case .takingCash(let taking): taking.question?.until ?? taking.restUntil ?? taking.noteUntil
        case .takingCard(let taking): taking.until
        case .takingWallet(let taking): taking.until
        case .settling(_, let until): until
        case .idle, .choosingBiller, .enteringAccount, .choosingBills, .explaining, .choosingMethod,
            .consentingToCash, .done, .failed, .thanks:
            nil
        }
    }

    private mutating func phaseTimedOut(at now: KioskInstant) {
        switch session.phase {
        case .inquiring(let pending):
            session.lastTouch = now
            inquiryUnavailable(pending, at: now)
        case .preparing(let payment, _): takeOffline(payment, at: now)
        case .takingCash(let taking) where taking.question != nil: creditNoteTimedOut(at: now)
        case .takingCash(let taking) where taking.restUntil == nil: closeCash(.deviceFailed, .finish, at: now)
        case .takingCash(let taking): cashClosed(taking, at: now)
        case .takingCard: askForOutcome(at: now)
        case .takingWallet: walletTimedOut(at: now)
        case .settling(let payment, _): settlesLater(payment, at: now)
        case .idle, .choosingBiller, .enteringAccount, .choosingBills, .explaining, .choosingMethod,
            .consentingToCash, .done, .failed, .thanks:
            break
        }
    }

    /// How long the resident may do nothing on this screen before the countdown; nil where no time-out applies,
    /// above all while money is inside.
    private var attention: Duration? {
        let patience = settings.patience
        return switch session.phase {
        // A language or a size of type that somebody chose and left.
        case .idle(nil): isAsConfigured ? nil : patience.untilWarning
        case .inquiring, .preparing, .takingCard, .settling: nil
        case .idle: patience.readingProblem
        case .thanks: patience.thanks
        case .choosingBiller, .enteringAccount, .choosingBills, .explaining, .choosingMethod, .consentingToCash, .done:
            patience.untilWarning
        case .failed(let notice): notice.payment == nil ? patience.untilWarning : patience.untilWarningWithCode
        case .takingCash(let taking): attention(to: taking)
        case .takingWallet(let taking): taking.until == nil ? patience.untilWarning : nil
        }
    }

    private var isAsConfigured: Bool { session.language == settings.language && !session.isLargeType }

    /// A note on its way ends no visit. Somebody with notes inside may go home for another one; who never comes back
    /// is owed what is there, under the code on the slip, and the kiosk is free for the next.
    private func attention(to taking: CashTaking) -> Duration? {
        guard taking.restUntil == nil, let payment = ledger[taking.payment], payment.isResolved else { return nil }
        return payment.taken.isPositive ? settings.patience.untilWarningWithMoney : settings.patience.untilWarning
    }

    /// The visit may be warned about and ended on this screen, or the screen just passes by itself.
    private var passesWithoutWarning: Bool {
        switch session.phase {
        case .idle, .thanks: true
        case .choosingBiller, .enteringAccount, .inquiring, .choosingBills, .explaining, .choosingMethod,
            .consentingToCash, .preparing, .takingCash, .takingCard, .takingWallet, .settling, .done, .failed:
            false
        }
    }

    private var attentionDeadline: KioskInstant? {
        guard let attention else { return nil }
        let factor = session.isLargeType && !passesWithoutWarning ? 3 : 1
        let warning = session.lastTouch.advanced(by: attention * factor)
        return session.isWarned ? warning.advanced(by: settings.patience.afterWarning * factor) : warning
    }

    private mutating func attentionTimedOut(at now: KioskInstant) {
        if passesWithoutWarning {
            startOver(at: now)
        } else if !session.isWarned {
            session.isWarned = true
        } else if case .takingCash = session.phase {
            stopTaking(.end, at: now)
        } else if case .takingWallet = session.phase {
            stopTaking(.end, at: now)
        } else {
            startOver(at: now)
        }
    }

    /// Seconds on the countdown, rounded up; nil while there is none.
    func secondsUntilEnd(at now: KioskInstant) -> Int? {
        guard session.isWarned, let end = attentionDeadline else { return nil }
        let left = (end.sinceBoot - now.sinceBoot).wholeMilliseconds
        return max(0, Int((left + 999) / 1_000))
    }
}
