/// A payment closes: no more money is taken, what was begun with a device is waited for, and what was taken
/// goes to the queue as one submission.
extension KioskMachine {
    /// The resident stops. What lies in the cash box is owed; what has not been taken is not.
    mutating func stopTaking(_ exit: CashTaking.Exit, at now: KioskInstant) {
        switch session.phase {
        case .takingCash(let taking):
            if taking.restUntil == nil { closeCash(.cancelledByResident, exit, at: now) }
        case .takingCard(var taking):
            guard !taking.isAborting, taking.enquiries == 0 else { return }
            taking.isAborting = true
            session.phase = .takingCard(taking)
            perform(.terminal(.abort))
        case .takingWallet: stopWallet(exit, at: now)
        case .idle, .choosingBiller, .enteringAccount, .inquiring, .choosingBills, .explaining, .choosingMethod,
            .consentingToCash, .preparing, .settling, .done, .failed, .thanks:
            break
        }
    }

    mutating func closeCash(_ reason: ClosingReason, _ exit: CashTaking.Exit, at now: KioskInstant) {
        guard case .takingCash(var taking) = session.phase else { return }
        record(.paymentClosing(taking.payment, reason), at: now)
        taking.activity = .closing
        taking.exit = exit
        taking.restUntil = now.advanced(by: settings.patience.acceptorRest)
        session.phase = .takingCash(taking)
        perform(.noteAcceptor(.disable))
    }

    /// The acceptor rests, or has had its time to. What the hub still has to say of a credit note is waited for.
    mutating func cashClosed(_ taking: CashTaking, at now: KioskInstant) {
        guard let payment = ledger[taking.payment] else { return }
        guard payment.isResolved else {
            if taking.question != nil { return changeCash { $0.restUntil = now } }
            fail(.noteAcceptorTrouble, payment: payment.id, next: [.keepSlip, .callHotline], at: now)
            printSlip(of: payment.id, at: now)
            return
        }
        conclude(payment.id, at: now)
        guard !payment.taken.isPositive, !payment.needsPerson, payment.closing == .cancelledByResident else { return }
        switch taking.exit {
        case .finish, .back: session.phase = .choosingMethod(nil)
        case .end: startOver(at: now)
        }
    }

    /// A payment that closed with something open, once its last open step is answered.
    mutating func concludeIfResolved(_ payment: PaymentID, at now: KioskInstant) {
        guard let record = ledger[payment], record.closing != nil, record.isResolved else { return }
        conclude(payment, at: now)
    }

    mutating func conclude(_ id: PaymentID, at now: KioskInstant) {
        guard let payment = ledger[id], payment.submission == nil, payment.outcome == nil else { return }
        if let submission = payment.submission(from: settings.kiosk) {
            record(.paymentQueued(submission), at: now)
            queue.add(submission, isAwaited: isOnScreen(id))
            if isOnScreen(id) { showQueued(payment, at: now) } else { showResolved(payment, at: now) }
        } else if !payment.needsPerson {
            record(.paymentAbandoned(id), at: now)
            perform(.hub(.cancel(id)))
            if isOnScreen(id) {
                fail(KioskMachine.kind(of: payment.closing), next: [.otherMethod, .callHotline], at: now)
            }
        } else if isOnScreen(id) {
            fail(.noteAcceptorTrouble, payment: id, next: [.keepSlip, .callHotline], at: now)
            printSlip(of: id, at: now)
        }
    }

    /// Whether the resident in front of the kiosk is the one who is paying this.
    private func isOnScreen(_ id: PaymentID) -> Bool {
        switch session.phase {
        case .takingCash(let taking): taking.payment == id
        case .takingCard(let taking): taking.payment == id
        case .takingWallet(let taking): taking.payment == id
        case .idle, .choosingBiller, .enteringAccount, .inquiring, .choosingBills, .explaining, .choosingMethod,
            .consentingToCash, .preparing, .settling, .done, .failed, .thanks:
            false
        }
    }

    private mutating func showQueued(_ payment: PaymentRecord, at now: KioskInstant) {
        if payment.settlesBills {
            session.phase = .settling(payment.id, until: now.advanced(by: settings.patience.settlement))
        } else {
            fail(
                KioskMachine.kind(of: payment.closing), payment: payment.id,
                next: [.keepSlip, .otherMethod, .callHotline], at: now)
            printSlip(of: payment.id, at: now)
        }
    }

    /// A payment whose failure is on the screen turned out to be paid after all.
    private mutating func showResolved(_ payment: PaymentRecord, at now: KioskInstant) {
        guard case .failed(let notice) = session.phase, notice.payment == payment.id, payment.settlesBills else {
            return
        }
        show(.done(payment.id), at: now)
        if payment.slip == .none { printSlip(of: payment.id, at: now) }
    }

    private static func kind(of closing: ClosingReason?) -> Failure.Kind {
        switch closing {
        case .deviceFailed: .noteAcceptorTrouble
        case .restarted: .interrupted
        case .cancelledByResident, .paidInFull, nil: .cancelled
        }
    }

    /// A note in the cash box that belongs to no payment: kept under a code of its own. False when there is no
    /// identity for it just now, and nothing was written.
    mutating func takeInSuspense(_ denomination: Money, at now: KioskInstant) -> Bool {
        guard denomination.isPositive else { return true }
        guard let identity = takeIdentity() else { return false }
        let plan = SuspensePlan(
            payment: identity.payment, claimCode: identity.claimCode, receiptNumber: nextReceiptNumber(),
            denomination: denomination)
        record(.noteInSuspense(plan), at: now)
        guard let submission = ledger[plan.payment]?.submission(from: settings.kiosk) else { return true }
        record(.paymentQueued(submission), at: now)
        queue.add(submission)
        if case .idle = session.phase {
            fail(.suspenseNote, payment: plan.payment, next: [.keepSlip, .callHotline], at: now)
        }
        printSlip(of: plan.payment, at: now)
        return true
    }
}
