/// Something about money, or about this kiosk's word, that no machine can decide: one line of the exception queue.
///
/// It stays until a person decides (`KioskEvent.exceptionResolved`, with `id`), or until what is asked on in the
/// background gives the answer by itself.
package struct LedgerException: Hashable, Codable, Sendable {
    package enum Kind: Hashable, Codable, Sendable {
        /// The acceptor cannot say where a note went.
        case noteUnplaced
        /// The terminal has not said what became of a charge; it is asked every minute.
        case cardUnknown
        /// The hub has not said what became of a wallet's charge; it is asked every minute.
        case walletUnknown
        /// The hub has not said whether a credit note is this payment's; it is asked every minute.
        case creditNoteUnknown
        /// Hub and kiosk contradict each other, in these words.
        case conflicted(String)
        /// Cash box, journal and hub do not say the same; found at a collection or at the end of this day.
        case difference(PaymentDifference, foundBy: String)
        /// A card was charged for nobody's payment, and the terminal refuses to undo it.
        case cardNotReversed(CardCapture)
        /// The hub does not accept this kiosk's journal; only its word ends that.
        case journalRefused(JournalStanding)
    }

    /// What it is resolved by: a payment's id, or for what belongs to no payment a name such as `reversal-57`.
    package let id: PaymentID
    /// The payment it is about, if any.
    package let payment: PaymentID?
    package let kind: Kind
    /// By the wall clock, for people.
    package let since: WallTime
    /// How much of which nobody can say where it is; nil when it is not about an amount.
    package let money: Money?

    package init(id: PaymentID, payment: PaymentID?, kind: Kind, since: WallTime, money: Money?) {
        self.id = id
        self.payment = payment
        self.kind = kind
        self.since = since
        self.money = money
    }

    /// The decisions that end it; none where a person can only wait for the hub.
    package var allowedDecisions: [ExceptionResolution.DecisionKind] {
        switch kind {
        case .noteUnplaced: [.noteIsInCashBox, .noteWasReturned, .closed]
        case .cardUnknown: [.cardWasCharged, .cardWasNotCharged, .closed]
        case .walletUnknown, .creditNoteUnknown, .conflicted, .difference, .cardNotReversed: [.closed]
        case .journalRefused: []
        }
    }

    /// What a person must do.
    package var task: String {
        switch kind {
        case .noteUnplaced:
            "Look into the acceptor and count the cash box: say whether the note lies in the box or went back."
        case .cardUnknown:
            "Look at the terminal's own journal: say under which receipt number the charge is there, or that it is not."
        case .walletUnknown:
            "Ask the hub's operator what the wallet's provider says; close it when the money is where it belongs."
        case .creditNoteUnknown:
            "Ask the hub's operator whether the credit note was claimed for this payment; close it when its money is "
                + "where it belongs."
        case .conflicted(let why):
            "Compare this payment with the hub's: \(why). Close it when the money is where it belongs."
        case .difference(let difference, let source):
            "\(difference.kind.words) (\(source)). Close it when the difference is explained."
        case .cardNotReversed(let capture):
            "Undo receipt \(capture.terminalReceiptNumber) at the acquirer, by hand; then close it."
        case .journalRefused(let standing):
            "The hub says \(standing.rawValue) to this kiosk's journal. Find out which disk is the right one; "
                + "the hub's operator then enrols it again."
        }
    }
}

extension ExceptionResolution {
    /// A decision without its particulars, by the word a person types.
    package enum DecisionKind: String, CaseIterable, Codable, Sendable {
        case noteIsInCashBox, noteWasReturned, cardWasCharged, cardWasNotCharged, closed
    }
}

extension ExceptionResolution.Decision {
    package var kind: ExceptionResolution.DecisionKind {
        switch self {
        case .noteIsInCashBox: .noteIsInCashBox
        case .noteWasReturned: .noteWasReturned
        case .cardWasCharged: .cardWasCharged
        case .cardWasNotCharged: .cardWasNotCharged
        case .closed: .closed
        }
    }
}

extension PaymentDifference.Kind {
    /// For a person who looks into it.
    package var words: String {
        switch self {
        case .missingAtHub: "The kiosk took money and the hub has not heard of it"
        case .missingAtKiosk: "The hub has money of this payment and the kiosk's journal has not"
        case .otherAmount: "Kiosk and hub have different amounts of this payment"
        case .uncertainNote: "A note of this payment may or may not lie in the cash box"
        case .countedOtherwise: "The cash box held another sum than ledger and hub agree on"
        }
    }
}
