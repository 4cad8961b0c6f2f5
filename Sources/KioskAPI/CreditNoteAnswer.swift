package import KioskCore

/// Money owed to a resident, as its claim code finds it.
package struct CreditNoteAnswer: Hashable, Codable, Sendable {
    package enum State: String, CaseIterable, Codable, Sendable {
        case open = "OPEN"
        case claimed = "CLAIMED"
    }

    package let code: ClaimCode
    package let amount: Money
    package let state: State
    /// The payment it came from.
    package let payment: PaymentID
    package let issued: WallTime
    /// The id of the one claim that was granted, at which kiosk, and when.
    package let claim: String?
    package let claimedBy: KioskID?
    package let claimed: WallTime?
    /// The payment that it became a tender of; left out where it was paid out.
    package let usedBy: PaymentID?

    package init(
        code: ClaimCode, amount: Money, state: State, payment: PaymentID, issued: WallTime, claim: String?,
        claimedBy: KioskID?, claimed: WallTime?, usedBy: PaymentID? = nil
    ) {
        self.usedBy = usedBy
        self.code = code
        self.amount = amount
        self.state = state
        self.payment = payment
        self.issued = issued
        self.claim = claim
        self.claimedBy = claimedBy
        self.claimed = claimed
    }
}

/// Asks to pay a credit note out, or with a payment, to make it a tender of that. The claim's id is made once and used in every retry: a second claim of the same id by
/// the same kiosk gets the first one's answer, any other is refused with `ALREADY_CLAIMED`.
package struct ClaimBody: Hashable, Codable, Sendable {
    package let claim: String
    package let kiosk: KioskID
    /// The payment whose tender it becomes, and that payment's currency.
    package let payment: PaymentID?
    package let currency: Currency?

    package init(claim: String, kiosk: KioskID) {
        self.claim = claim
        self.kiosk = kiosk
        payment = nil
        currency = nil
    }

    package init(_ claim: CreditNoteClaim) {
        self.claim = claim.payment.text
        kiosk = claim.kiosk
        payment = claim.payment
        currency = claim.currency
    }

    package func checkBounds() throws(RequestFault) {
        var bounds = Bounds()
        if claim.isEmpty { bounds.fault("claim", "Give the claim an id, made once and used in every retry.") }
        bounds.check(text: claim, "claim")
        bounds.check(kiosk, "kiosk")
        if let payment { bounds.check(payment, "payment") }
        if (payment == nil) != (currency == nil) { bounds.fault("currency", "A payment comes with its currency.") }
        try bounds.throwFirstFault()
    }
}
