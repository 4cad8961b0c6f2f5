/// Asks the hub to charge a wallet by the code on its screen. At most one charge a payment id, whatever is repeated.
package struct WalletCharge: Hashable, Codable, Sendable {
    package let payment: PaymentID
    package let kiosk: KioskID
    package let amount: Money
    package let code: WalletCode

    package init(payment: PaymentID, kiosk: KioskID, amount: Money, code: WalletCode) {
        self.payment = payment
        self.kiosk = kiosk
        self.amount = amount
        self.code = code
    }
}

/// What became of a wallet charge, as the hub knows it.
package enum WalletOutcome: Hashable, Codable, Sendable {
    case paid(WalletReceipt)
    /// The payer is asked for a password on the phone: ask again.
    case awaitingPayer
    case declined(WalletDecline)
    /// The hub does not know of a charge for this payment.
    case notFound
    /// The hub knows the payment's charge with another body, or answers what cannot be true: a person must look.
    case conflict(String)
    case unavailable(HubTrouble)
}
