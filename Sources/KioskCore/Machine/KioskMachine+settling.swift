/// What the hub says, and what it means for the queue, the ledger and the screen.
extension KioskMachine {
    mutating func hubAnswered(_ answer: HubAnswer, at now: KioskInstant) {
        if let trouble = answer.trouble { hubFailed(trouble, at: now) } else { hubReachable(true, at: now) }
        switch answer {
        case .inquired(let inquiry, let outcome):
            inquired(inquiry, outcome, at: now)
        case .prepared(let payment, let outcome):
            prepared(payment, outcome, at: now)
        case .submitted(let payment, let outcome):
            submitted(payment, outcome, at: now)
        case .wallet(let payment, let outcome):
            walletAnswered(payment, outcome, at: now)
        case .creditNote(let payment, let code, let outcome):
            creditNoteAnswered(payment, code, outcome, at: now)
        case .collectionCompared(let id, let outcome):
            collectionCompared(id, outcome, at: now)
        case .dayCompared(let date, let outcome):
            dayCompared(date, outcome, at: now)
        }
    }

    mutating func hubReachable(_ isReachable: Bool, at now: KioskInstant) {
        if isReachable { queue.lineCameBack(at: now) } else { queue.lineBroke(at: now) }
        isHubReachable = isReachable
    }

    /// Only silence counts as a broken network; a hub that answers nonsense is there.
    private mutating func hubFailed(_ trouble: HubTrouble, at now: KioskInstant) {
        switch trouble {
        case .unreachable, .timedOut: hubReachable(false, at: now)
        case .serverError, .malformedAnswer, .answerForAnother, .retryLater: break
        }
    }

    private mutating func submitted(_ id: PaymentID, _ outcome: SubmissionOutcome, at now: KioskInstant) {
        guard let payment = ledger[id], payment.submission != nil, payment.outcome == nil else { return }
        switch outcome {
        case .settled(let settlement): settled(payment, settlement, at: now)
        case .refused(let refusal, let note): refused(payment, refusal, note, at: now)
        case .pending:
            queue.postpone(id, .pending, at: now)
            settlesLater(id, at: now)
        case .prepared: queue.send(id, as: .confirm, at: now)
        case .unknownPayment: queue.send(id, as: .advice, at: now)
        case .conflict(let message): conflicted(id, message, at: now)
        case .unavailable(let trouble):
            queue.postpone(id, KioskMachine.setback(of: trouble), at: now)
            settlesLater(id, at: now)
        }
    }

    /// What the queue has that may go now. The bodies are the journal's.
    mutating func sendQueued(at now: KioskInstant) {
        while let (payment, step) = queue.next(at: now, patience: settings.patience.submission) {
            guard let submission = ledger[payment]?.submission else {
                queue.remove(payment)
                continue
            }
            switch step {
            case .submit(let kind): perform(.hub(.submit(submission, as: kind)))
            case .enquire: perform(.hub(.enquire(payment, tendered: submission.tendered)))
            }
        }
    }

    private static func setback(of trouble: HubTrouble) -> SubmissionQueue.Setback {
        switch trouble {
        case .unreachable: .unreachable
        case .timedOut: .silence
        case .serverError, .malformedAnswer, .answerForAnother, .retryLater: .notNow(hint: hint(of: trouble))
        }
    }

    static func hint(of trouble: HubTrouble) -> Duration? {
        switch trouble {
        case .retryLater(let seconds): .seconds(seconds)
        case .unreachable, .timedOut, .serverError, .malformedAnswer, .answerForAnother: nil
        }
    }

    private mutating func settled(_ payment: PaymentRecord, _ settlement: Settlement, at now: KioskInstant) {
        let owed = settlement.creditNote?.amount ?? .zero(payment.currency)
        guard settlement.settled.currency == payment.currency, owed.currency == payment.currency,
            settlement.settled + owed == payment.taken
        else {
            conflicted(payment.id, "the hub settled \(settlement.settled) of \(payment.taken)", at: now)
            return
        }
        record(.paymentSettled(payment.id, settlement), at: now)
        queue.remove(payment.id)
        guard case .settling(payment.id, _) = session.phase else { return }
        show(.done(payment.id), at: now)
        printSlip(of: payment.id, at: now)
    }

    private mutating func refused(
        _ payment: PaymentRecord, _ refusal: HubRefusal, _ note: CreditNote, at now: KioskInstant
    ) {
        guard note.amount == payment.taken else {
            conflicted(payment.id, "the hub refused \(payment.taken) and owes \(note.amount)", at: now)
            return
        }
        record(.paymentRefused(payment.id, refusal, note), at: now)
        queue.remove(payment.id)
        guard isResultAwaited(of: payment.id) else { return }
        fail(.settlementRefused, payment: payment.id, next: [.keepSlip, .callHotline], at: now)
        printSlip(of: payment.id, at: now)
    }

    private mutating func conflicted(_ id: PaymentID, _ message: String, at now: KioskInstant) {
        record(.paymentConflicted(id, message), at: now)
        queue.remove(id)
        guard isResultAwaited(of: id) else { return }
        fail(.settlementRefused, payment: id, next: [.keepSlip, .doNotPayAgain, .callHotline], at: now)
        printSlip(of: id, at: now)
    }

    /// Whether the resident still looks at "settling" or "settles later": then the screen takes that back.
    private func isResultAwaited(of id: PaymentID) -> Bool {
        switch session.phase {
        case .settling(id, _), .done(id): true
        case .idle, .choosingBiller, .enteringAccount, .inquiring, .choosingBills, .explaining, .choosingMethod,
            .consentingToCash, .preparing, .takingCash, .takingCard, .takingWallet, .settling, .done, .failed, .thanks:
            false
        }
    }

    /// The resident does not wait for a hub that does not answer: the money is safe, the receipt says "pending".
    mutating func settlesLater(_ id: PaymentID, at now: KioskInstant) {
        guard case .settling(id, _) = session.phase else { return }
        show(.done(id), at: now)
        printSlip(of: id, at: now)
    }
}
