/// Asks the hub what is open on an account.
package struct Inquiry: Hashable, Codable, Sendable {
    package let biller: BillerID
    package let account: AccountNumber

    package init(biller: BillerID, account: AccountNumber) {
        self.biller = biller
        self.account = account
    }
}

/// Asks the hub to reserve a payment before money is taken.
package struct PaymentOrder: Hashable, Codable, Sendable {
    package let payment: PaymentID
    package let kiosk: KioskID
    /// The inquiry the resident saw.
    package let inquiry: String
    package let biller: BillerID
    package let account: AccountNumber
    package let allocations: [Allocation]
    package let tender: TenderKind

    package init(
        payment: PaymentID, kiosk: KioskID, inquiry: String, biller: BillerID, account: AccountNumber,
        allocations: [Allocation], tender: TenderKind
    ) {
        self.payment = payment
        self.kiosk = kiosk
        self.inquiry = inquiry
        self.biller = biller
        self.account = account
        self.allocations = allocations
        self.tender = tender
    }
}
