/// What came back from the hub, or did not.
package enum HubAnswer: Hashable, Codable, Sendable {
    case inquired(Inquiry, InquiryOutcome)
    case prepared(PaymentID, PreparationOutcome)
    /// The answer to a submission, or to the question what became of one.
    case submitted(PaymentID, SubmissionOutcome)
    /// The answer to a charge, an enquiry or a cancellation.
    case wallet(PaymentID, WalletOutcome)
    /// The answer to a claim, the first or a repeated one.
    case creditNote(PaymentID, ClaimCode, CreditNoteOutcome)
    case collectionCompared(CollectionID, ReconciliationOutcome)
    case dayCompared(CalendarDate, ReconciliationOutcome)

    /// Why no answer could be had; nil when the hub answered, whatever it said.
    package var trouble: HubTrouble? {
        switch self {
        case .inquired(_, .unavailable(let trouble)), .prepared(_, .unavailable(let trouble)),
            .submitted(_, .unavailable(let trouble)), .wallet(_, .unavailable(let trouble)),
            .creditNote(_, _, .unavailable(let trouble)),
            .collectionCompared(_, .unavailable(let trouble)), .dayCompared(_, .unavailable(let trouble)):
            trouble
        case .inquired, .prepared, .submitted, .wallet, .creditNote, .collectionCompared, .dayCompared: nil
        }
    }
}

package enum InquiryOutcome: Hashable, Codable, Sendable {
    case statement(AccountStatement)
    case refused(HubRefusal)
    case unavailable(HubTrouble)
}

package enum PreparationOutcome: Hashable, Codable, Sendable {
    case prepared(Preparation)
    case refused(HubRefusal)
    case unavailable(HubTrouble)
}

package enum SubmissionOutcome: Hashable, Codable, Sendable {
    case settled(Settlement)
    /// The hub has the money on its books and did not settle it: all of it is owed to the resident.
    case refused(HubRefusal, CreditNote)
    /// The hub has it; the biller's own answer is still out.
    case pending
    /// The hub knows the id as prepared, and has not heard that money was taken.
    case prepared
    /// The hub does not know the id.
    case unknownPayment
    /// The hub knows the id with another body, or answers what cannot be true: a person must look.
    case conflict(String)
    case unavailable(HubTrouble)
}

/// A reservation: until `expires` the hub will settle this payment if its money is confirmed.
package struct Preparation: Hashable, Codable, Sendable {
    package let payment: PaymentID
    package let amount: Money
    package let expires: WallTime

    package init(payment: PaymentID, amount: Money, expires: WallTime) {
        self.payment = payment
        self.amount = amount
        self.expires = expires
    }
}

/// A payment that reached its biller.
package struct Settlement: Hashable, Codable, Sendable {
    /// The hub's own reference, printed on the receipt.
    package let reference: String
    package let settled: Money
    /// What was tendered and not settled: change, above all.
    package let creditNote: CreditNote?

    package init(reference: String, settled: Money, creditNote: CreditNote?) {
        self.reference = reference
        self.settled = settled
        self.creditNote = creditNote
    }
}

/// Money owed to a resident, reclaimed with its code.
package struct CreditNote: Hashable, Codable, Sendable {
    package let code: ClaimCode
    package let amount: Money

    package init(code: ClaimCode, amount: Money) {
        self.code = code
        self.amount = amount
    }
}

/// Why the hub says no. It is an answer, not a failure: sending again changes nothing.
package struct HubRefusal: Hashable, Codable, Sendable {
    package enum Reason: String, CaseIterable, Codable, Sendable {
        case billerUnknown = "BILLER_UNKNOWN"
        case accountUnknown = "ACCOUNT_UNKNOWN"
        case accountBlocked = "ACCOUNT_BLOCKED"
        case alreadyPaid = "ALREADY_PAID"
        case amountNotAllowed = "AMOUNT_NOT_ALLOWED"
        case tenderNotAllowed = "TENDER_NOT_ALLOWED"
        case billChanged = "BILL_CHANGED"
        case inquiryExpired = "INQUIRY_EXPIRED"
        case preparationExpired = "PREPARATION_EXPIRED"
        case paymentInProgress = "PAYMENT_IN_PROGRESS"
        case cancelled = "CANCELLED"
        case requestInvalid = "REQUEST_INVALID"
    }

    package let reason: Reason
    /// For logs and technicians; residents read the screen's own words for `reason`.
    package let message: String

    package init(reason: Reason, message: String) {
        self.reason = reason
        self.message = message
    }
}

/// Why no answer could be had. Whether the hub acted on the request is then unknown.
package enum HubTrouble: Hashable, Codable, Sendable {
    case unreachable
    case timedOut
    case serverError(status: Int)
    /// The answer was no JSON of the expected shape, or came from something that is not the hub.
    case malformedAnswer
    /// The answer was about another payment than the one asked for.
    case answerForAnother
    case retryLater(afterSeconds: Int)
}
