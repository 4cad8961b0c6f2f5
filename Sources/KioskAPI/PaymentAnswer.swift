package import KioskCore

/// The state of a payment: the answer to preparing, confirming, advising, cancelling and asking.
///
/// `amount` and `expires` come with a preparation; `reference` with every payment whose money is on the hub's
/// books; `settled` with `SETTLED`; `refusal` with `REFUSED`; `creditNote` whenever something is owed to the
/// resident.
package struct PaymentAnswer: Hashable, Codable, Sendable {
    package enum State: String, CaseIterable, Codable, Sendable {
        /// Reserved; no money heard of.
        case prepared = "PREPARED"
        /// The reservation ran out; no money heard of.
        case expired = "EXPIRED"
        /// The kiosk gave the reservation up; no money heard of.
        case cancelled = "CANCELLED"
        /// The money is on the books; the biller's own answer is still out.
        case pending = "PENDING"
        case settled = "SETTLED"
        /// The money is on the books and could not be settled: all of it is in the credit note.
        case refused = "REFUSED"
        /// The money was sent without anything to settle: all of it is in the credit note.
        case credited = "CREDITED"
        /// An electronic tender was given back.
        case reversed = "REVERSED"

        /// Whether the hub has the money on its books.
        package var isBooked: Bool {
            switch self {
            case .prepared, .expired, .cancelled: false
            case .pending, .settled, .refused, .credited, .reversed: true
            }
        }

        /// Whether nothing will change any more.
        package var isTerminal: Bool {
            switch self {
            case .prepared, .pending: false
            case .expired, .cancelled, .settled, .refused, .credited, .reversed: true
            }
        }
    }

    package let payment: PaymentID
    package let state: State
    package let amount: Money?
    package let expires: WallTime?
    package let reference: String?
    package let settled: Money?
    package let refusal: HubRefusal?
    package let creditNote: CreditNote?

    package init(
        payment: PaymentID, state: State, amount: Money? = nil, expires: WallTime? = nil, reference: String? = nil,
        settled: Money? = nil, refusal: HubRefusal? = nil, creditNote: CreditNote? = nil
    ) {
        self.payment = payment
        self.state = state
        self.amount = amount
        self.expires = expires
        self.reference = reference
        self.settled = settled
        self.refusal = refusal
        self.creditNote = creditNote
    }
}
