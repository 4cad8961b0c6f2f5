/// What a payment is for, fixed when its id is made: whose bills, how much of each, and the code under which
/// the money can be reclaimed should it not reach the biller.
package struct PaymentPlan: Hashable, Codable, Sendable {
    package let payment: PaymentID
    package let claimCode: ClaimCode
    package let receiptNumber: String
    package let biller: Biller
    package let account: AccountNumber
    package let allocations: [Allocation]
    package let tender: TenderKind
    package let language: Language
    /// The inquiry the resident saw; nil when the bill is known from its printed code alone.
    package let inquiry: String?

    package init(
        payment: PaymentID, claimCode: ClaimCode, receiptNumber: String, biller: Biller, account: AccountNumber,
        allocations: [Allocation], tender: TenderKind, language: Language, inquiry: String?
    ) {
        self.payment = payment
        self.claimCode = claimCode
        self.receiptNumber = receiptNumber
        self.biller = biller
        self.account = account
        self.allocations = allocations
        self.tender = tender
        self.language = language
        self.inquiry = inquiry
    }

    package var currency: Currency { biller.currency }
    package var amountDue: Money { allocations.map(\.amount).total(currency) }
}

/// A note that no payment claims, and the code under which whoever put it in can reclaim it.
package struct SuspensePlan: Hashable, Codable, Sendable {
    package let payment: PaymentID
    package let claimCode: ClaimCode
    package let receiptNumber: String
    package let denomination: Money

    package init(payment: PaymentID, claimCode: ClaimCode, receiptNumber: String, denomination: Money) {
        self.payment = payment
        self.claimCode = claimCode
        self.receiptNumber = receiptNumber
        self.denomination = denomination
    }
}

/// Identifiers made from the system's randomness outside the middle, handed in for use.
package struct FreshIdentity: Hashable, Codable, Sendable {
    package let payment: PaymentID
    package let claimCode: ClaimCode

    package init(payment: PaymentID, claimCode: ClaimCode) {
        self.payment = payment
        self.claimCode = claimCode
    }
}
