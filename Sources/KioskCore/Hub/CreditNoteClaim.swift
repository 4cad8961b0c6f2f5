/// Asks the hub for the money of a credit note, for a payment. At most once a note, whatever is repeated: the payment's id
/// is the claim's id.
package struct CreditNoteClaim: Hashable, Codable, Sendable {
    package let payment: PaymentID
    package let kiosk: KioskID
    package let code: ClaimCode
    /// That of the bill: a note of another is refused.
    package let currency: Currency

    package init(payment: PaymentID, kiosk: KioskID, code: ClaimCode, currency: Currency) {
        self.payment = payment
        self.kiosk = kiosk
        self.code = code
        self.currency = currency
    }
}

/// What the hub says to a claim.
package enum CreditNoteOutcome: Hashable, Codable, Sendable {
    case claimed(CreditNote)
    case refused(CreditNoteRefusal)
    /// The hub says what cannot be true: a person must look.
    case conflict(String)
    case unavailable(HubTrouble)
}
