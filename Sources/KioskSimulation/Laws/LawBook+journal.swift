import KioskCore

/// The journal's column: a fold of its own, a few lines of addition.
extension LawBook {
    mutating func durable(_ entries: [JournalEntry]) {
        for entry in entries { add(entry.fact, isNew: true) }
    }

    /// After a start: the journal as it was found.
    mutating func refold(_ entries: [JournalEntry]) {
        accounts = [:]
        (cash, openCash, card, openCard, wallet, openWallet) = (0, 0, 0, 0, 0, 0)
        reversals = [:]
        creditNotes = [:]
        for entry in entries { add(entry.fact, isNew: false) }
    }

    private mutating func add(_ fact: JournalFact, isNew: Bool) {
        guard let id = fact.payment else { return addUnpaid(fact) }
        var account = accounts[id] ?? Account()
        let before = account
        apply(fact, id, &account, isNew)
        accounts[id] = account
        cash += account.cash - before.cash
        card += account.card - before.card
        openCash += account.openCash - before.openCash
        openCard += (account.openCard ?? 0) - (before.openCard ?? 0)
        wallet += account.wallet - before.wallet
        openWallet += (account.openWallet ?? 0) - (before.openWallet ?? 0)
        if isNew { check(fact, id, account) }
    }

    private mutating func apply(_ fact: JournalFact, _ id: PaymentID, _ account: inout Account, _ isNew: Bool) {
        switch fact {
        case .paymentPlanned(let plan):
            account.isPlanned = true
            account.due = plan.allocations.reduce(0) { $0 + $1.amount.minorUnits }
        case .noteInSuspense(let plan):
            account.isPlanned = true
            account.cash += plan.denomination.minorUnits
        case .noteIntended(_, let number, let denomination):
            account.notes[number] = Note(
                denomination: denomination.minorUnits, state: .open, disturbances: disturbances)
        case .noteStacked(_, let number):
            if let note = account.notes[number], note.state != .stacked { account.cash += note.denomination }
            account.notes[number]?.state = .stacked
        case .noteReturned(_, let number): account.notes[number]?.state = .returned
        case .noteUnplaced(_, let number):
            if isNew, let note = account.notes[number], note.disturbances == disturbances {
                broken(Breach(.i1, "a note of \(id) is left to a person, though its acceptor could tell where it is"))
            }
            account.notes[number]?.state = .unplaced
        case .cardIntended(_, let amount, _): account.openCard = amount.minorUnits
        case .cardCaptured(_, let capture):
            account.openCard = nil
            account.card += capture.amount.minorUnits
        case .cardDeclined: account.openCard = nil
        case .walletIntended(_, let amount, _): account.openWallet = amount.minorUnits
        case .walletPaid(_, let receipt):
            account.openWallet = nil
            account.wallet += receipt.amount.minorUnits
        case .walletDeclined: account.openWallet = nil
        case .creditNoteIntended(_, let code):
            account.openCredit = code
            account.hasAskedForCredit = true
        case .creditNoteClaimed(_, let note): claimed(note, id, &account)
        case .creditNoteRefused: account.openCredit = nil
        case .exceptionResolved(_, let resolution): resolve(resolution.decision, &account)
        case .paymentQueued: account.isQueued = true
        case .paymentAbandoned: account.isAbandoned = true
        case .paymentSettled(_, let settlement):
            account.settled = settlement.settled.minorUnits
            account.owed = settlement.creditNote?.amount.minorUnits ?? 0
        case .paymentRefused(_, _, let note):
            account.isRefused = true
            account.owed = note.amount.minorUnits
        case .paymentConflicted: account.isConflicted = true
        case .started, .paymentPrepared, .paymentTakenOffline, .cardUnknown, .walletUnknown, .creditNoteUnknown,
            .paymentClosing, .printIntended, .printed, .printFailed, .visitFailed, .rated, .incident, .cashCollected,
            .collectionCompared, .dayCompared, .journalJudged, .cardReversalIntended, .cardReversed,
            .cardReversalFailed:
            break
        }
    }

    /// A note counts for one payment, once, and only after a durable intent.
    private mutating func claimed(_ note: CreditNote, _ id: PaymentID, _ account: inout Account) {
        if let other = creditNotes[note.code] {
            broken(Breach(.i1, "the credit note \(note.code) counts for \(id), and counted for \(other) before"))
        }
        if account.openCredit != note.code {
            broken(Breach(.i1, "the credit note \(note.code) counts for \(id), and no durable intent says so"))
        }
        creditNotes[note.code] = id
        account.openCredit = nil
        account.credit += note.amount.minorUnits
    }

    /// Facts about money of no payment: charges that the terminal is to undo.
    private mutating func addUnpaid(_ fact: JournalFact) {
        switch fact {
        case .cardReversalIntended(let capture): reversals[capture.terminalReceiptNumber] = capture.amount.minorUnits
        case .cardReversed(let number): reversals[number] = nil
        default: break
        }
    }

    /// What a person decided.
    private func resolve(_ decision: ExceptionResolution.Decision, _ account: inout Account) {
        let unplaced = account.notes.filter { $0.value.state == .unplaced }.keys.min()
        switch decision {
        case .noteIsInCashBox:
            guard let unplaced, let note = account.notes[unplaced] else { return }
            account.notes[unplaced]?.state = .stacked
            account.cash += note.denomination
        case .noteWasReturned: if let unplaced { account.notes[unplaced]?.state = .returned }
        case .cardWasCharged:
            account.card += account.openCard ?? 0
            account.openCard = nil
        case .cardWasNotCharged: account.openCard = nil
        case .closed: account.isClosedByPerson = true
        }
    }

    /// What a new fact may not say.
    private mutating func check(_ fact: JournalFact, _ id: PaymentID, _ account: Account) {
        if !account.isPlanned { broken(Breach(.i3, "\(id) has facts and no plan")) }
        switch fact {
        case .paymentAbandoned:
            if account.taken > 0 || account.hasOpenNote || account.openCard != nil || account.openWallet != nil
                || account.openCredit != nil
            {
                broken(Breach(.i3, "\(id) was abandoned with money in it"))
            }
        case .paymentQueued(let submission):
            if submission.tendered.minorUnits != account.taken {
                broken(
                    Breach(.i1, "\(id) took \(money(account.taken)), and \(submission.tendered) of it is queued"))
            }
        case .creditNoteClaimed: checkLent(id, account)
        case .paymentSettled, .paymentRefused: checkEnd(id, account)
        case .paymentConflicted(_, let why):
            if !mayConflict { broken(Breach(.i2, "\(id) contradicts the hub, and nothing made it: \(why)")) }
        case .started, .paymentPlanned, .noteInSuspense, .noteIntended, .noteStacked, .noteReturned, .noteUnplaced,
            .cardIntended, .cardCaptured, .cardDeclined, .paymentPrepared, .paymentTakenOffline, .cardUnknown,
            .paymentClosing, .printIntended, .printed, .printFailed, .visitFailed, .rated, .incident,
            .walletIntended, .walletPaid, .walletDeclined, .walletUnknown, .creditNoteIntended, .creditNoteRefused,
            .creditNoteUnknown, .exceptionResolved, .cashCollected,
            .collectionCompared, .dayCompared, .journalJudged, .cardReversalIntended, .cardReversed,
            .cardReversalFailed:
            break
        }
    }

    private mutating func checkLent(_ id: PaymentID, _ account: Account) {
        if books.isBehind { auditBooks(isAfterStart: false) }
        let lent = books.payments[id]?.lent ?? 0
        guard !books.isBehind, lent != account.credit else { return }
        broken(Breach(.i1, "\(id) counts credit notes of \(money(account.credit)), the hub gave it \(money(lent))"))
    }

    private mutating func checkEnd(_ id: PaymentID, _ account: Account) {
        guard account.isQueued else { return broken(Breach(.i3, "\(id) ended without ever being queued")) }
        // A fault of the hub's disk may have met this model's own reading: once more, and else at the end of the day.
        if books.isBehind { auditBooks(isAfterStart: false) }
        guard !books.isBehind else { return }
        guard let booked = books.payments[id], booked.received > 0 else {
            return broken(Breach(.i1, "\(id) ended in the journal, and the hub knows no money of it"))
        }
        if let settled = account.settled, settled != booked.settled {
            broken(
                Breach(.i1, "\(id) settled \(money(booked.settled)) at the hub and \(money(settled)) in the journal"))
        }
        if let owed = account.owed, owed != booked.owed {
            broken(Breach(.i1, "the hub owes \(money(booked.owed)) for \(id), the journal says \(money(owed))"))
        }
    }
}
