/// How much of a payment goes to one bill; `bill` is nil for paying ahead into a prepaid account, and for a
/// bill paid offline from its printed code, which the hub finds by account and period.
package struct Allocation: Hashable, Codable, Sendable {
    package let bill: BillID?
    package let period: BillingPeriod?
    package let amount: Money

    package init(bill: BillID?, period: BillingPeriod?, amount: Money) {
        self.bill = bill
        self.period = period
        self.amount = amount
    }
}
