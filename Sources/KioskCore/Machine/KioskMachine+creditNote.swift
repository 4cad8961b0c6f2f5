/// A credit note laid on the scanner: money that the hub owes, and pays into a payment in cash, once. A lost answer is
/// *unknown*: the hub is asked again, under the same id, until it says. What the note does not cover is paid in notes.
extension KioskMachine {
    /// Credit notes that one payment takes.
    static let mostCreditNotes = 8

    /// What the scanner read while a bill is being paid. True when it was a credit note for that.
    mutating func creditNoteRead(_ reading: CodeReading, at now: KioskInstant) -> Bool {
        guard case .creditNote(let code) = reading else { return false }
        switch session.phase {
        case .choosingMethod, .consentingToCash:
            if let refusal = obstacleToCreditNote(at: now) {
                show(.choosingMethod(refusal), at: now)
            } else {
                beginPayment(by: .cash, with: code, at: now)
            }
            return true
        case .takingCash:
            use(code, at: now)
            return true
        case .idle, .choosingBiller, .enteringAccount, .inquiring, .choosingBills, .explaining, .preparing, .takingCard,
            .takingWallet, .settling, .done, .failed, .thanks:
            return false
        }
    }

    private func obstacleToCreditNote(at now: KioskInstant) -> CreditNoteRefusal? {
        guard isHubReachable else { return .offline }
        return obstacle(to: .cash, at: now) == nil ? nil : .cashNotTaken
    }

    /// Asks the hub for a note, with the intent durable before. One at a time, and none while a note is on its way.
    mutating func use(_ code: ClaimCode, at now: KioskInstant) {
        session.creditNote = nil
        guard case .takingCash(let taking) = session.phase, taking.restUntil == nil,
            let payment = ledger[taking.payment], payment.isResolved
        else { return }
        session.lastTouch = now
        session.isWarned = false
        if let known = payment.creditNotes.first(where: { $0.code == code }) {
            // The same, held there a moment longer.
            if case .refused(let reason) = known.state { changeCash { $0.activity = .creditNoteRefused(reason) } }
        } else if payment.creditNotes.count >= KioskMachine.mostCreditNotes {
            changeCash { $0.activity = .creditNoteRefused(.tooMany) }
        } else if !isHubReachable {
            changeCash { $0.activity = .creditNoteRefused(.offline) }
        } else {
            record(.creditNoteIntended(payment.id, code), at: now)
            changeCash { $0.activity = .askingForCreditNote }
            ask(for: code, payment, times: 1, at: now)
        }
    }

    private mutating func ask(for code: ClaimCode, _ payment: PaymentRecord, times: Int, at now: KioskInstant) {
        let until = now.advanced(by: settings.patience.creditNote)
        changeCash { $0.question = CreditNoteQuestion(code: code, times: times, until: until) }
        claim(code, for: payment)
    }

    private mutating func claim(_ code: ClaimCode, for payment: PaymentRecord) {
        perform(
            .hub(
                .claimCreditNote(
                    CreditNoteClaim(
                        payment: payment.id, kiosk: settings.kiosk, code: code, currency: payment.currency))))
    }

    /// The same question again, or after the last one the end of waiting.
    mutating func creditNoteTimedOut(at now: KioskInstant) {
        guard case .takingCash(let taking) = session.phase, let question = taking.question,
            let payment = ledger[taking.payment]
        else { return }
        guard question.times < settings.patience.creditNoteQuestionsWhileWaiting else {
            return stopWaitingForCreditNote(payment, question.code, at: now)
        }
        ask(for: question.code, payment, times: question.times + 1, at: now)
    }

    /// Notes of which only the hub can tell, while nobody stands there. So after a start as well.
    mutating func askForCreditNotesInBackground(at now: KioskInstant) {
        let open = ledger.open.filter { $0.openCreditNote != nil && !isWaited(for: $0.id) }
        nextCreditNoteEnquiry =
            open.isEmpty ? nil : now.advanced(by: settings.patience.creditNoteEnquiryInBackground)
        for payment in open { if let note = payment.openCreditNote { claim(note.code, for: payment) } }
    }

    private func isWaited(for id: PaymentID) -> Bool {
        if case .takingCash(let taking) = session.phase { taking.payment == id } else { false }
    }

    // MARK: Answers

    mutating func creditNoteAnswered(
        _ id: PaymentID, _ code: ClaimCode, _ outcome: CreditNoteOutcome, at now: KioskInstant
    ) {
        guard let payment = ledger[id], payment.openCreditNote?.code == code, payment.outcome == nil else { return }
        switch outcome {
        case .claimed(let note):
            guard note.code == code, note.amount.currency == payment.currency, note.amount.isPositive else {
                return stopWaitingForCreditNote(payment, code, at: now)
            }
            record(.creditNoteClaimed(id, note), at: now)
            creditNoteResolved(id, .waiting, at: now)
        case .refused(let reason):
            record(.creditNoteRefused(id, code, reason), at: now)
            creditNoteResolved(id, .creditNoteRefused(reason), at: now)
        // What the hub says cannot be true: a person must look, and the hub is asked on.
        case .conflict: stopWaitingForCreditNote(payment, code, at: now)
        case .unavailable: break
        }
    }

    private mutating func creditNoteResolved(
        _ id: PaymentID, _ activity: CashProgress.Activity, at now: KioskInstant
    ) {
        guard case .takingCash(var taking) = session.phase, taking.payment == id else {
            return concludeIfResolved(id, at: now)
        }
        taking.question = nil
        if taking.restUntil == nil { taking.activity = activity }
        show(.takingCash(taking), at: now)
        if let restUntil = taking.restUntil {
            if restUntil <= now { cashClosed(taking, at: now) }
        } else if ledger[id]?.isPaidInFull == true {
            closeCash(.paidInFull, .finish, at: now)
        }
    }

    private mutating func stopWaitingForCreditNote(
        _ payment: PaymentRecord, _ code: ClaimCode, at now: KioskInstant
    ) {
        if payment.openCreditNote?.state != .unknown { record(.creditNoteUnknown(payment.id, code), at: now) }
        if payment.closing == nil { record(.paymentClosing(payment.id, .deviceFailed), at: now) }
        if nextCreditNoteEnquiry == nil {
            nextCreditNoteEnquiry = now.advanced(by: settings.patience.creditNoteEnquiryInBackground)
        }
        guard isWaited(for: payment.id) else { return }
        perform(.noteAcceptor(.disable))
        fail(.creditNoteOutcomeUnknown, payment: payment.id, next: [.keepSlip, .doNotPayAgain, .callHotline], at: now)
        printSlip(of: payment.id, at: now)
    }
}
