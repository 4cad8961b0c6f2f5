/// What each fact does to the record of its payment.
extension PaymentRecord {
    /// Whether the hub has been, or is to be, told of it and has not answered finally.
    package var isQueued: Bool { outcome == nil && submission != nil }

    /// Whether a person must decide something about this payment, because nothing else will.
    package var needsPerson: Bool {
        if case .conflicted = outcome, !isClosed { return true }
        return notes.contains { $0.state == .unplaced }
    }

    var serviceAccount: ServiceAccount? {
        plan.map { ServiceAccount(biller: $0.biller.id, account: $0.account) }
    }

    mutating func takeSuspense(_ plan: SuspensePlan, at now: KioskInstant) {
        notes = [NoteRecord(number: 1, denomination: plan.denomination, state: .stacked)]
        lastTaken = now
        closing = .deviceFailed
    }

    mutating func apply(_ fact: JournalFact, at now: KioskInstant) {
        switch fact {
        case .paymentPrepared: channel = .prepared
        case .paymentTakenOffline: channel = .offline
        case .noteIntended(_, let number, let denomination):
            notes.append(NoteRecord(number: number, denomination: denomination, state: .intended))
        case .noteStacked(_, let number):
            setNote(number, .stacked)
            lastTaken = now
        case .noteReturned(_, let number): setNote(number, .returned)
        case .noteUnplaced(_, let number): setNote(number, .unplaced)
        case .cardIntended(_, let amount, let last):
            card = CardRecord(amount: amount, lastReceiptNumber: last, state: .intended)
        case .cardCaptured(_, let capture):
            card?.state = .captured(capture)
            lastTaken = now
        case .cardDeclined(_, let reason): card?.state = .declined(reason)
        case .cardUnknown: card?.state = .unknown
        case .walletIntended(_, let amount, let provider):
            wallet = WalletRecord(amount: amount, provider: provider, state: .intended)
        case .walletPaid(_, let receipt):
            wallet?.state = .paid(receipt)
            lastTaken = now
        case .walletDeclined(_, let reason): wallet?.state = .declined(reason)
        case .walletUnknown: wallet?.state = .unknown
        case .creditNoteIntended(_, let code): setCreditNote(code, .intended)
        case .creditNoteClaimed(_, let note):
            setCreditNote(note.code, .claimed(note.amount))
            lastTaken = now
        case .creditNoteRefused(_, let code, let reason): setCreditNote(code, .refused(reason))
        case .creditNoteUnknown(_, let code): setCreditNote(code, .unknown)
        case .paymentClosing(_, let reason): closing = reason
        case .paymentAbandoned: outcome = .abandoned
        case .paymentSettled(_, let settlement): outcome = .settled(settlement)
        case .paymentRefused(_, let refusal, let note): outcome = .refused(refusal, note)
        case .paymentConflicted(_, let why): outcome = .conflicted(why)
        case .printIntended(_, let job, let isCopy):
            slip = .printing(job)
            if isCopy { copies += 1 }
        case .printed: slip = .printed
        case .printFailed: slip = .failed
        case .started, .paymentPlanned, .noteInSuspense, .paymentQueued, .visitFailed, .rated, .incident,
            .cashCollected,
            .collectionCompared, .dayCompared, .journalJudged, .cardReversalIntended, .cardReversed,
            .cardReversalFailed, .exceptionResolved:
            break
        }
    }

    func note(_ number: Int) -> NoteRecord? { notes.first { $0.number == number } }

    mutating func setNote(_ number: Int, _ state: NoteRecord.State) {
        guard let index = notes.firstIndex(where: { $0.number == number }) else { return }
        notes[index].state = state
    }

    mutating func setCreditNote(_ code: ClaimCode, _ state: CreditNoteRecord.State) {
        if let index = creditNotes.firstIndex(where: { $0.code == code }) {
            creditNotes[index].state = state
        } else {
            creditNotes.append(CreditNoteRecord(code: code, state: state))
        }
    }
}
