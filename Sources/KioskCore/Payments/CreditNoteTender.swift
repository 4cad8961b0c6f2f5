/// One credit note that was laid on the scanner for a payment, and how far it came.
package struct CreditNoteRecord: Hashable, Codable, Sendable {
    package let code: ClaimCode
    package internal(set) var state: State

    package enum State: Hashable, Codable, Sendable {
        /// The hub is asked for it.
        case intended
        /// Its whole amount is this payment's.
        case claimed(Money)
        case refused(CreditNoteRefusal)
        /// The resident left before the hub answered; it is asked until it says.
        case unknown
        /// A person settled it outside of the kiosk.
        case closed
    }

    /// Whether the hub still owes the answer.
    package var isOpen: Bool {
        switch state {
        case .intended, .unknown: true
        case .claimed, .refused, .closed: false
        }
    }
}

/// Why a credit note pays nothing here. Those of the hub are final for the payment; it remembers them.
package enum CreditNoteRefusal: String, CaseIterable, Codable, Sendable {
    /// The hub has no such note; one of a payment that waits in another kiosk's queue comes later.
    case notFound
    case alreadyClaimed
    /// It is of another currency than the bill.
    case otherCurrency
    /// The hub has ended the payment, so nothing more is taken for it.
    case paymentOver

    /// The kiosk's own, never written down: without the hub nobody knows whether the note is still good.
    case offline
    /// What a note does not cover is paid in cash, and cash is not to be had for this bill just now.
    case cashNotTaken
    case tooMany
}
