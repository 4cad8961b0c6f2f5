package import KioskCore

extension HubAnswerReader {
    /// The answer to a charge, where `asked` is known, or to the question for one and to a cancellation.
    ///
    /// An amount other than asked is passed on as the hub tells it: so much was taken, and somebody must look. What
    /// cannot be an amount of this payment's at all is a conflict.
    package static func wallet(
        of payment: PaymentID, asked: WalletCharge? = nil, status: Int, body: [UInt8]
    ) -> WalletOutcome {
        switch read(WalletAnswer.self, status: status, body: body) {
        case .failure(let failure):
            switch failure.error?.code {
            case .notFound: return .notFound
            case .some(let code) where code.errorClass == .nonRetriable || code.errorClass == .reinquire:
                return .conflict(failure.error?.description ?? code.rawValue)
            case .some, nil: return .unavailable(failure.trouble)
            }
        case .success(let answer):
            guard answer.payment == payment else { return .unavailable(.answerForAnother) }
            switch answer.state {
            case .awaitingPayer: return .awaitingPayer
            case .declined: return .declined(answer.reason ?? .declinedByProvider)
            case .cancelled: return .declined(answer.reason ?? .cancelled)
            case .paid: return paid(answer, asked: asked)
            }
        }
    }

    private static func paid(_ answer: WalletAnswer, asked: WalletCharge?) -> WalletOutcome {
        guard let amount = answer.amount, let provider = answer.provider, let reference = answer.reference else {
            return .unavailable(.malformedAnswer)
        }
        let receipt = WalletReceipt(amount: amount, provider: provider, reference: reference)
        var bounds = Bounds()
        bounds.check(receipt, "wallet")
        guard bounds.firstFault == nil else { return .unavailable(.malformedAnswer) }
        if let asked, asked.amount.currency != amount.currency || asked.code.provider != provider {
            return .conflict(
                "\(asked.amount) was asked of \(asked.code.provider.rawValue), and the hub says that "
                    + "\(provider.rawValue) paid \(amount).")
        }
        return .paid(receipt)
    }
}
