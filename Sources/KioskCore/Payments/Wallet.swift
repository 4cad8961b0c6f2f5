/// A wallet on a phone whose payment codes the kiosk takes.
package enum WalletProvider: String, CaseIterable, Codable, Sendable {
    case weChatPay, alipay, unionPay
}

/// A payment code shown on a phone: good for one charge and for about a minute. It is never written down.
package struct WalletCode: Hashable, Codable, Sendable {
    package let provider: WalletProvider
    package let digits: String

    package init(provider: WalletProvider, digits: String) {
        self.provider = provider
        self.digits = digits
    }
}

/// What the hub says that a wallet paid.
package struct WalletReceipt: Hashable, Codable, Sendable {
    package let amount: Money
    package let provider: WalletProvider
    /// The provider's own number for the transaction; a refund names it.
    package let reference: String

    package init(amount: Money, provider: WalletProvider, reference: String) {
        self.amount = amount
        self.provider = provider
        self.reference = reference
    }
}

/// Why a wallet paid nothing. Final: the money is not taken, now or later.
package enum WalletDecline: String, CaseIterable, Codable, Sendable {
    case codeExpired = "CODE_EXPIRED"
    case codeInvalid = "CODE_INVALID"
    case insufficientFunds = "INSUFFICIENT_FUNDS"
    case declinedByProvider = "DECLINED"
    /// The payer did not confirm in time, and the provider confirmed the cancellation.
    case cancelled = "CANCELLED"
    /// The charge never reached the provider, and the hub will not send it any more.
    case neverSent = "NEVER_SENT"
}

/// One wallet charge of a payment and how far it came. A later attempt replaces one that was declined.
package struct WalletRecord: Hashable, Codable, Sendable {
    package let amount: Money
    package let provider: WalletProvider
    package internal(set) var state: State

    package enum State: Hashable, Codable, Sendable {
        case intended
        case paid(WalletReceipt)
        case declined(WalletDecline)
        /// Nobody could say yet; the hub is asked until it says.
        case unknown
    }
}
