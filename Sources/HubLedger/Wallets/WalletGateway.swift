package import KioskAPI
package import KioskCore

/// How the hub meets the providers of wallets, all behind one adapter.
///
/// The payment's id is the merchant's order number: a provider makes at most one charge an order number, whatever is
/// repeated, and an order number that was reversed stays closed. An adapter to a provider that does not keep to this
/// keeps to it itself, by asking before it charges.
package protocol WalletGateway: Sendable {
    func answer(_ request: WalletRequest, now: WallTime) async -> WalletReply
}

/// What the hub asks a provider.
package struct WalletRequest: Hashable, Sendable {
    package enum Action: Hashable, Sendable {
        /// Charge the wallet that shows this code; the second time, what became of the first.
        case charge(WalletCode)
        case query
        /// Undo the charge, or close the order number where there is none yet.
        case reverse
    }

    package let payment: PaymentID
    /// Nil only where a charge is closed that the hub never heard of: then for every provider.
    package let provider: WalletProvider?
    package let amount: Money?
    package let action: Action

    package init(payment: PaymentID, provider: WalletProvider?, amount: Money?, action: Action) {
        self.payment = payment
        self.provider = provider
        self.amount = amount
        self.action = action
    }
}

/// What a provider said, if anything.
package enum WalletReply: Hashable, Sendable {
    case paid(reference: String)
    /// The payer is asked for a password on the phone.
    case awaitingPayer
    case declined(WalletDecline)
    /// The order number is closed, and no money is taken under it, now or later.
    case reversed
    /// The provider has no such order number.
    case unknown
    case noAnswer
}

/// What is to be done next about a wallet: answer the kiosk, or ask the provider first and tell `walletReplied`.
///
/// Between the two nothing is locked, and the process may die: what was intended is durable before it is asked.
package enum WalletStep: Hashable, Sendable {
    case answered(WalletAnswer)
    case ask(WalletRequest)
}
