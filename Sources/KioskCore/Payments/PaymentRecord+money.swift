extension PaymentRecord {
    /// What lies in the cash box, was captured from a card, was paid by a wallet, or was owed under a credit note.
    package var taken: Money { tenders.map(\.amount).total(currency) }

    package var amountDue: Money { plan?.amountDue ?? .zero(currency) }

    /// The stacked notes by denomination, largest first, then card, wallet and credit notes.
    package var tenders: [Tender] {
        let stacked = notes.filter { $0.state == .stacked }.map(\.denomination)
        let byDenomination = Dictionary(grouping: stacked, by: { $0 })
        let notes = byDenomination.keys.sorted(by: >)
            .map { Tender.notes(denomination: $0, count: byDenomination[$0, default: []].count) }
        var tenders = notes
        if case .captured(let capture) = card?.state { tenders.append(.card(capture)) }
        if case .paid(let receipt) = wallet?.state { tenders.append(.wallet(receipt)) }
        for note in creditNotes {
            if case .claimed(let amount) = note.state {
                tenders.append(.creditNote(CreditNote(code: note.code, amount: amount)))
            }
        }
        return tenders
    }

    /// The note that was to be stacked and of which nothing more is known.
    package var openNote: NoteRecord? { notes.first { $0.state == .intended } }

    /// Whether the terminal still owes the answer what became of a charge.
    package var hasOpenCard: Bool { card?.state == .intended || card?.state == .unknown }

    /// Whether the hub still owes the answer what became of a wallet's charge.
    package var hasOpenWallet: Bool { wallet?.state == .intended || wallet?.state == .unknown }

    /// The credit note of which the hub has not said whether it is this payment's; one at a time.
    package var openCreditNote: CreditNoteRecord? { creditNotes.first(where: \.isOpen) }

    /// Whether everything that was begun with a device or the hub has an answer.
    package var isResolved: Bool { openNote == nil && !hasOpenCard && !hasOpenWallet && openCreditNote == nil }

    /// What may or may not have been taken: open notes and charges. How much an open credit note is worth, only
    /// the hub knows.
    package var uncertain: Money {
        var sum = openNote?.denomination ?? .zero(currency)
        for note in notes where note.state == .unplaced { sum += note.denomination }
        if hasOpenCard, let card { sum += card.amount }
        if hasOpenWallet, let wallet { sum += wallet.amount }
        return sum
    }

    package var isPaidInFull: Bool { plan != nil && taken >= amountDue }

    /// Whether its bills are to be settled, or were: the money suffices and the resident did not stop.
    package var settlesBills: Bool {
        switch outcome {
        case .refused, .conflicted: return false
        case .abandoned, .settled, nil: return isPaidInFull && closing != .cancelledByResident
        }
    }

    /// What is told to the hub now that the payment is closing; nil when no money was taken.
    ///
    /// Bills are settled when the money suffices and the resident did not stop; otherwise all of it is owed.
    package func submission(from kiosk: KioskID) -> Submission? {
        guard taken.isPositive else { return nil }
        return Submission(
            payment: id, kind: channel == .prepared ? .confirm : .advice, kiosk: kiosk, receiptNumber: receiptNumber,
            biller: plan?.biller.id, account: plan?.account, allocations: settlesBills ? plan?.allocations ?? [] : [],
            tenders: tenders, claimCode: claimCode, taken: (lastTaken ?? began).wall)
    }
}

extension PaymentRecord {
    /// The state by the names that kiosk and hub share.
    package var state: PaymentState {
        switch outcome {
        case .abandoned: .abandoned
        case .settled(let settlement): settlement.settled.isZero ? .credited : .settled
        case .refused: .refused
        case .conflicted: isClosed ? .closed : .exception
        case nil:
            if submission != nil {
                .submitted
            } else if notes.contains(where: { $0.state == .unplaced }) {
                .exception
            } else if !isResolved {
                .unknown
            } else if isPaidInFull {
                .funded
            } else {
                channel == .undecided ? .created : .prepared
            }
        }
    }

    /// Money that the kiosk owes to the resident for certain.
    package var owed: Money {
        switch outcome {
        case .settled(let settlement): settlement.creditNote?.amount ?? .zero(currency)
        case .refused(_, let note): note.amount
        case .abandoned, .conflicted, nil: .zero(currency)
        }
    }
}

package enum PaymentState: String, CaseIterable, Codable, Sendable {
    case created = "CREATED"
    case prepared = "PREPARED"
    case funded = "FUNDED"
    case submitted = "SUBMITTED"
    case settled = "SETTLED"
    case refused = "REFUSED"
    /// All of the money is owed to the resident, because that is what was asked for.
    case credited = "CREDITED"
    case abandoned = "ABANDONED"
    /// A device owes the answer what became of money.
    case unknown = "UNKNOWN"
    /// A person must decide.
    case exception = "EXCEPTION"
    /// A person decided, and settled it outside of the kiosk.
    case closed = "CLOSED"

    /// Nothing more will happen by itself.
    package var isTerminal: Bool {
        switch self {
        case .settled, .refused, .credited, .abandoned, .closed: true
        case .created, .prepared, .funded, .submitted, .unknown, .exception: false
        }
    }
}
