package import KioskCore

extension HubAnswerReader {
    /// The answer to a claim. What names another claim than the one that was asked for is about another.
    package static func creditNote(_ asked: CreditNoteClaim, status: Int, body: [UInt8]) -> CreditNoteOutcome {
        switch read(CreditNoteAnswer.self, status: status, body: body) {
        case .failure(let failure):
            guard let error = failure.error else { return .unavailable(failure.trouble) }
            if let refusal = CreditNoteRefusal(error.code) { return .refused(refusal) }
            switch error.code.errorClass {
            case .nonRetriable, .reinquire: return .conflict(error.description)
            case .retriable, .pending: return .unavailable(failure.trouble)
            }
        case .success(let answer):
            guard answer.code == asked.code, answer.state == .claimed, answer.claimedBy == asked.kiosk,
                answer.usedBy == asked.payment
            else { return .unavailable(.answerForAnother) }
            var bounds = Bounds()
            bounds.check(positive: answer.amount, "amount")
            guard bounds.firstFault == nil else { return .unavailable(.malformedAnswer) }
            guard answer.amount.currency == asked.currency else {
                return .conflict(
                    "A credit note of \(answer.amount) was granted to a payment in \(asked.currency.code).")
            }
            return .claimed(CreditNote(code: answer.code, amount: answer.amount))
        }
    }
}

extension CreditNoteRefusal {
    /// Nil for what is trouble, or cannot be an answer to a claim.
    fileprivate init?(_ code: HubErrorCode) {
        switch code {
        case .notFound: self = .notFound
        case .alreadyClaimed: self = .alreadyClaimed
        case .tenderNotAllowed: self = .otherCurrency
        case .cancelled: self = .paymentOver
        case .billerUnknown, .accountUnknown, .accountBlocked, .alreadyPaid, .amountNotAllowed, .billChanged,
            .inquiryExpired, .preparationExpired, .paymentInProgress, .requestInvalid, .billerUnavailable, .conflict,
            .bodyTooLarge, .busy, .internalError:
            return nil
        }
    }
}
