/// A wallet on a phone, charged by the hub. A lost answer is *unknown*: the hub is asked, then told to cancel, and only
/// *paid* or *declined* ends it. Nothing is shown as failed before the hub has confirmed that nothing was taken.
extension KioskMachine {
    mutating func takeWallet(_ plan: PaymentPlan) {
        session.phase = .takingWallet(WalletTaking(payment: plan.payment, amount: plan.amountDue))
    }

    /// What the scanner read while a payment code is waited for. True when it was meant for the wallet.
    mutating func walletCodeRead(_ reading: CodeReading, at now: KioskInstant) -> Bool {
        guard case .takingWallet(var taking) = session.phase else { return false }
        // A second code, or the same held there a moment longer, changes nothing.
        guard case .showingCode = taking.stage else { return true }
        session.lastTouch = now
        session.isWarned = false
        guard case .walletCode(let code) = reading else {
            taking.prompt = .notAPaymentCode
            session.phase = .takingWallet(taking)
            return true
        }
        record(.walletIntended(taking.payment, amount: taking.amount, provider: code.provider), at: now)
        taking.prompt = .wait
        taking.stage = .charging(
            code.provider, questions: 0, until: now.advanced(by: Patience.walletQuestions(code.provider).pause))
        session.phase = .takingWallet(taking)
        perform(
            .hub(
                .chargeWallet(
                    WalletCharge(payment: taking.payment, kiosk: settings.kiosk, amount: taking.amount, code: code))))
        return true
    }

    /// The resident goes away: before a code nothing was sent, after it the hub undoes the charge.
    mutating func stopWallet(_ exit: CashTaking.Exit, at now: KioskInstant) {
        guard case .takingWallet(var taking) = session.phase, !taking.isAborting else { return }
        switch taking.stage {
        case .showingCode:
            record(.paymentAbandoned(taking.payment), at: now)
            perform(.hub(.cancel(taking.payment)))
            switch exit {
            case .finish, .back: session.phase = .choosingMethod(nil)
            case .end: startOver(at: now)
            }
        case .charging:
            taking.isAborting = true
            taking.exit = exit
            cancelWallet(taking, times: 1, at: now)
        case .cancelling: break
        }
    }

    mutating func walletAnswered(_ id: PaymentID, _ outcome: WalletOutcome, at now: KioskInstant) {
        guard let payment = ledger[id], payment.hasOpenWallet, payment.outcome == nil else { return }
        switch outcome {
        case .paid(let receipt): walletPaid(payment, receipt, at: now)
        case .declined(let reason): walletDeclined(payment, reason, at: now)
        case .awaitingPayer: walletIsOpen(id, awaitsPayer: true, at: now)
        case .notFound: walletIsUnknownToHub(id, at: now)
        case .conflict: walletContradicts(id, at: now)
        case .unavailable: walletIsOpen(id, awaitsPayer: false, at: now)
        }
    }

    /// The next question, or after the last one the cancellation; and when that goes unanswered, the end of waiting.
    mutating func walletTimedOut(at now: KioskInstant) {
        guard case .takingWallet(var taking) = session.phase else { return }
        switch taking.stage {
        case .showingCode: break
        case .charging(let provider, let questions, _):
            let plan = Patience.walletQuestions(provider)
            guard questions < plan.count else { return cancelWallet(taking, times: 1, at: now) }
            taking.stage = .charging(provider, questions: questions + 1, until: now.advanced(by: plan.pause))
            session.phase = .takingWallet(taking)
            perform(.hub(.enquireWallet(taking.payment)))
        case .cancelling(let times, _):
            guard times < settings.patience.walletCancellationsWhileWaiting else {
                return stopWaitingForWallet(taking.payment, at: now)
            }
            cancelWallet(taking, times: times + 1, at: now)
        }
    }

    /// Charges of which only the hub can tell, while nobody stands there.
    mutating func enquireWalletsInBackground(at now: KioskInstant) {
        let open = walletsInBackground
        nextWalletEnquiry = open.isEmpty ? nil : now.advanced(by: settings.patience.walletEnquiryInBackground)
        walletsTold = []
        for payment in open { perform(.hub(.enquireWallet(payment.id))) }
    }

    /// After a start nobody stands there: what can be undone is undone, before anything is asked.
    mutating func cancelWalletsAfterRestart(at now: KioskInstant) {
        let open = walletsInBackground
        guard !open.isEmpty else { return }
        for payment in open { cancelInBackground(payment.id) }
        nextWalletEnquiry = now.advanced(by: settings.patience.walletEnquiryInBackground)
    }

    /// Once for each question, so that a hub which answers a cancellation as it answers a question is not asked without
    /// pause.
    private mutating func cancelInBackground(_ id: PaymentID) {
        guard walletsTold.insert(id).inserted else { return }
        perform(.hub(.cancelWallet(id)))
    }

    // MARK: Answers

    private mutating func walletPaid(_ payment: PaymentRecord, _ receipt: WalletReceipt, at now: KioskInstant) {
        guard let wallet = payment.wallet, receipt.amount.currency == wallet.amount.currency,
            receipt.amount.isPositive
        else { return walletContradicts(payment.id, at: now) }
        if receipt.amount != wallet.amount { record(.incident(.captureOfOtherAmount), at: now) }
        record(.walletPaid(payment.id, receipt), at: now)
        if payment.closing == nil { record(.paymentClosing(payment.id, .paidInFull), at: now) }
        conclude(payment.id, at: now)
    }

    private mutating func walletDeclined(_ payment: PaymentRecord, _ reason: WalletDecline, at now: KioskInstant) {
        record([.walletDeclined(payment.id, reason), .paymentAbandoned(payment.id)], at: now)
        perform(.hub(.cancel(payment.id)))
        guard case .takingWallet(let taking) = session.phase, taking.payment == payment.id else { return }
        if taking.isAborting, taking.exit == .end { return startOver(at: now) }
        switch reason {
        case .codeExpired, .codeInvalid: fail(.walletCodeNotTaken, next: [.tryAgain, .otherMethod], at: now)
        case .insufficientFunds: fail(.walletFundsInsufficient, next: [.otherMethod, .callHotline], at: now)
        case .declinedByProvider: fail(.walletDeclined, next: [.otherMethod, .callHotline], at: now)
        case .cancelled, .neverSent: fail(.walletCancelled, next: [.otherMethod, .tryAgain], at: now)
        }
    }

    /// No outcome yet. After the last question the charge is cancelled at once; nobody waits any longer in front of a
    /// kiosk for a charge that was left open behind them.
    private mutating func walletIsOpen(_ id: PaymentID, awaitsPayer: Bool, at now: KioskInstant) {
        guard case .takingWallet(var taking) = session.phase, taking.payment == id else {
            if awaitsPayer { cancelInBackground(id) }
            return
        }
        guard case .charging(let provider, let questions, _) = taking.stage else { return }
        if awaitsPayer { taking.prompt = .confirmOnPhone }
        session.phase = .takingWallet(taking)
        if questions >= Patience.walletQuestions(provider).count { cancelWallet(taking, times: 1, at: now) }
    }

    /// The charge may still be on its way to the hub. The cancellation, which the hub remembers, makes sure that it
    /// comes to nothing; its answer, not this one, is final.
    private mutating func walletIsUnknownToHub(_ id: PaymentID, at now: KioskInstant) {
        guard case .takingWallet(let taking) = session.phase, taking.payment == id else {
            cancelInBackground(id)
            return
        }
        if case .charging = taking.stage { cancelWallet(taking, times: 1, at: now) }
    }

    /// What the hub says cannot be true: a person must look, and the hub is asked on.
    private mutating func walletContradicts(_ id: PaymentID, at now: KioskInstant) {
        stopWaitingForWallet(id, at: now)
    }

    private mutating func cancelWallet(_ taking: WalletTaking, times: Int, at now: KioskInstant) {
        var taking = taking
        taking.prompt = .wait
        taking.stage = .cancelling(times: times, until: now.advanced(by: settings.patience.walletCancellation))
        session.phase = .takingWallet(taking)
        perform(.hub(.cancelWallet(taking.payment)))
    }

    private mutating func stopWaitingForWallet(_ id: PaymentID, at now: KioskInstant) {
        guard let payment = ledger[id] else { return }
        if payment.wallet?.state != .unknown { record(.walletUnknown(id), at: now) }
        if payment.closing == nil { record(.paymentClosing(id, .deviceFailed), at: now) }
        if nextWalletEnquiry == nil {
            nextWalletEnquiry = now.advanced(by: settings.patience.walletEnquiryInBackground)
        }
        guard case .takingWallet(let taking) = session.phase, taking.payment == id else { return }
        fail(.walletOutcomeUnknown, payment: id, next: [.keepSlip, .doNotPayAgain, .callHotline], at: now)
        printSlip(of: id, at: now)
    }

    /// Open charges but the one whose resident stands here.
    private var walletsInBackground: [PaymentRecord] {
        ledger.open.filter { payment in
            guard payment.hasOpenWallet else { return false }
            if case .takingWallet(let taking) = session.phase { return taking.payment != payment.id }
            return true
        }
    }
}
