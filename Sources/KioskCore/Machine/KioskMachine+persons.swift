/// What persons tell the machine: their decisions, and what lay in the cash box.
extension KioskMachine {
    /// Why a person's decision cannot be taken now, and what to do instead; nil when it can.
    package func refusal(of resolution: ExceptionResolution, for id: PaymentID) -> String? {
        if let refusal = ledger.refusal(of: resolution, for: id) { return refusal }
        guard !isBroken else { return "The journal cannot be written: the kiosk must start again first." }
        if resolution.decision == .noteIsInCashBox, let payment = ledger[id], !payment.maySettleFoundNote,
            identities.isEmpty
        {
            return "The kiosk has no fresh payment id for the note just now: try again in a few seconds."
        }
        return nil
    }

    mutating func exceptionResolved(_ id: PaymentID, _ resolution: ExceptionResolution, at now: KioskInstant) {
        guard refusal(of: resolution, for: id) == nil, let exception = ledger.exception(id) else { return }
        let before = ledger[id]
        record(.exceptionResolved(id, resolution), at: now)
        switch exception.kind {
        case .noteUnplaced:
            if resolution.decision == .noteIsInCashBox, let before, !before.maySettleFoundNote,
                let note = before.unplacedNote
            {
                _ = takeInSuspense(note.denomination, at: now)
            }
            noteResolved(id, at: now)
        case .cardUnknown:
            // Whatever the terminal did last is known now, or nobody's: the next charge must be told apart from it.
            isTerminalBaselineKnown = false
            concludeIfResolved(id, at: now)
            enquireCardInBackground(at: now)
        case .walletUnknown:
            // Nobody will ask any more, so the hub is told that nothing is to come of it.
            perform(.hub(.cancelWallet(id)))
            concludeIfResolved(id, at: now)
        case .creditNoteUnknown: concludeIfResolved(id, at: now)
        case .conflicted, .difference, .cardNotReversed, .journalRefused: break
        }
    }

    /// Why an emptied cash box cannot be written down as told, and what to do; nil when it can.
    package func refusal(ofCollection id: CollectionID, by person: String, counted: [NoteCount]) -> String? {
        guard !isBroken else { return "The journal cannot be written: the kiosk must start again first." }
        guard !id.text.isEmpty, id.text.utf8.count <= 64 else { return "A collection's id has 1 to 64 bytes." }
        guard !ledger.box.known.contains(id) else { return "Collection \(id) is written down already." }
        guard person.contains(where: { !$0.isWhitespace }), person.count <= Ledger.longestReason else {
            return "Say who emptied the box, in at most \(Ledger.longestReason) characters."
        }
        let currency = cashCurrency
        for notes in counted {
            guard notes.denomination.currency == currency else { return "This kiosk takes \(currency.code) alone." }
            guard notes.denomination.isPositive, notes.denomination.minorUnits <= Money.largestAccepted else {
                return "\(notes.denomination) is no note."
            }
            guard (0...KioskMachine.mostNotesCounted).contains(notes.count) else {
                return "A cash box holds 0 to \(KioskMachine.mostNotesCounted) notes of one value."
            }
        }
        guard counted.count <= KioskMachine.mostDenominations else {
            return "At most \(KioskMachine.mostDenominations) denominations can be counted."
        }
        return nil
    }

    /// More than the largest cash boxes hold (2,200 notes), and few enough that sums cannot overflow.
    static let mostNotesCounted = 100_000
    static let mostDenominations = 32

    private var cashCurrency: Currency { settings.denominations.first?.currency ?? .cny }

    mutating func cashBoxCollected(
        _ id: CollectionID, by person: String, counted: [NoteCount], at now: KioskInstant
    ) {
        guard refusal(ofCollection: id, by: person, counted: counted) == nil else { return }
        record(
            .cashCollected(
                CashCollection(
                    id: id, kiosk: settings.kiosk, by: person, counted: counted, payments: ledger.cashBox,
                    uncertain: ledger.uncertainNotes, taken: now.wall)), at: now)
    }

    /// What a person counted against what the ledger says; nil when it agrees, or when lost notes explain it.
    func miscount(of collection: CashCollection) -> PaymentDifference? {
        let currency = cashCurrency
        let counted = collection.counted
            .map { Money($0.denomination.minorUnits * Int64($0.count), $0.denomination.currency) }.total(currency)
        let booked = collection.payments.map(\.cash).filter { $0.currency == currency }.total(currency)
        guard counted != booked, !isExplained(counted - booked, by: collection.uncertain) else { return nil }
        return PaymentDifference(payment: nil, kind: .countedOtherwise, kiosk: counted, hub: booked)
    }

    /// Whether the surplus is what one lost note's payment, or all of them together, would leave in the box.
    private func isExplained(_ surplus: Money, by uncertain: [PaymentCash]) -> Bool {
        let lost = uncertain.map(\.cash).filter { $0.currency == surplus.currency }
        return lost.contains(surplus) || !lost.isEmpty && lost.total(surplus.currency) == surplus
    }

    /// The hub judged the journal. A kiosk whose journal is not the one the hub has seen takes no more money, because
    /// its word about what it took is not believed: what is inside is finished, what is queued is told.
    mutating func journalJudged(_ standing: JournalStanding, at now: KioskInstant) {
        guard standing != ledger.standing else { return }
        record(.journalJudged(standing), at: now)
        guard standing != .accepted else { return }
        switch session.phase {
        case .takingCash(let taking):
            if taking.restUntil == nil { closeCash(.deviceFailed, .finish, at: now) }
        case .takingCard, .takingWallet: stopTaking(.finish, at: now)
        case .choosingBiller, .enteringAccount, .inquiring, .choosingBills, .explaining, .choosingMethod,
            .consentingToCash:
            startOver(at: now)
        case .idle, .preparing, .settling, .done, .failed, .thanks: break
        }
    }

    /// Whether the hub has refused the journal, and nobody is in the middle of a payment or looks at its result.
    var isOutOfServiceForJournal: Bool {
        guard ledger.standing != .accepted else { return false }
        switch session.phase {
        case .preparing, .takingCash, .takingCard, .takingWallet, .settling, .done, .failed, .thanks: return false
        case .idle, .choosingBiller, .enteringAccount, .inquiring, .choosingBills, .explaining, .choosingMethod,
            .consentingToCash:
            return true
        }
    }
}

extension PaymentRecord {
    /// Whether a note found later still counts for this payment: it was not told to the hub, and has not ended.
    var maySettleFoundNote: Bool { submission == nil && outcome == nil }
}

extension Ledger {
    /// Notes of which nobody knows where they are, by payment: on their way, or lost.
    package var uncertainNotes: [PaymentCash] {
        var seen: Set<PaymentID> = []
        return (index.open + index.exceptional).filter { seen.insert($0).inserted }
            .compactMap { payments[$0] }.sorted { $0.place < $1.place }
            .compactMap { payment in
                let lost = payment.notes.filter { $0.state == .unplaced || $0.state == .intended }.map(\.denomination)
                return lost.isEmpty
                    ? nil : PaymentCash(payment: payment.id, cash: lost.total(payment.currency))
            }
    }
}
