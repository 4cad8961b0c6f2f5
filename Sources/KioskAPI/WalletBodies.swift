package import KioskCore

/// A `WalletCharge` as it goes over the wire. The code is used and forgotten: the hub keeps a hash of it at most.
package struct WalletChargeBody: Hashable, Codable, Sendable {
    package let payment: PaymentID
    package let kiosk: KioskID
    package let amount: Money
    package let provider: WalletProvider
    package let code: String

    /// No provider's payment codes are longer; the shortest have 16 digits.
    package static let longestCode = 24

    package init(_ charge: WalletCharge) {
        payment = charge.payment
        kiosk = charge.kiosk
        amount = charge.amount
        provider = charge.code.provider
        code = charge.code.digits
    }

    /// The charge, once everything in it is known to be within bounds.
    package func charge() throws(RequestFault) -> WalletCharge {
        var bounds = Bounds()
        bounds.check(payment, "payment")
        bounds.check(kiosk, "kiosk")
        bounds.check(positive: amount, "amount")
        let digits = UInt8(ascii: "0")...UInt8(ascii: "9")
        if !(1...WalletChargeBody.longestCode).contains(code.utf8.count) || !code.utf8.allSatisfy(digits.contains) {
            bounds.fault("code", "Send the digits of the payment code, \(WalletChargeBody.longestCode) at most.")
        }
        try bounds.throwFirstFault()
        return WalletCharge(
            payment: payment, kiosk: kiosk, amount: amount, code: WalletCode(provider: provider, digits: code))
    }
}

/// What the hub knows of a payment's wallet charge: the answer to charging, asking and cancelling.
///
/// `amount` and `provider` are left out where the hub never heard the charge itself; `reference` comes with `PAID`,
/// `reason` with `DECLINED` and `CANCELLED`.
package struct WalletAnswer: Hashable, Codable, Sendable {
    package enum State: String, CaseIterable, Codable, Sendable {
        case paid = "PAID"
        /// Not known yet: the payer is asked for a password, or the provider does not answer. Ask again.
        case awaitingPayer = "AWAITING_PAYER"
        case declined = "DECLINED"
        /// The charge was undone, or never made and never will be.
        case cancelled = "CANCELLED"
    }

    package let payment: PaymentID
    package let state: State
    package let amount: Money?
    package let provider: WalletProvider?
    package let reference: String?
    package let reason: WalletDecline?

    package init(
        payment: PaymentID, state: State, amount: Money? = nil, provider: WalletProvider? = nil,
        reference: String? = nil, reason: WalletDecline? = nil
    ) {
        self.payment = payment
        self.state = state
        self.amount = amount
        self.provider = provider
        self.reference = reference
        self.reason = reason
    }
}
