/// The hub's answer to an inquiry: what is open on an account, and the year before.
package struct AccountStatement: Hashable, Codable, Sendable {
    /// The hub's number for this inquiry; preparing a payment names it.
    package let inquiry: String
    package let biller: Biller
    package let account: AccountNumber
    /// The holder's name as the biller lets it be shown, for example `张**`.
    package let maskedHolder: String
    /// Due and overdue bills, oldest first. Empty when nothing is open.
    package let openBills: [Bill]
    /// Up to twelve earlier months, oldest first, for the bars.
    package let history: [MonthlyFigure]
    /// The last bill that was paid, to say "already paid" about a bill that is scanned again.
    package let lastPaid: PaidBill?
    /// Money left on a prepaid account; nil where bills are sent.
    package let balance: Money?
    /// Amounts offered for paying ahead; empty where bills are sent.
    package let suggestedAmounts: [Money]
    /// After this the hub asks for a new inquiry.
    package let expires: WallTime

    package init(
        inquiry: String, biller: Biller, account: AccountNumber, maskedHolder: String, openBills: [Bill],
        history: [MonthlyFigure], lastPaid: PaidBill?, balance: Money?, suggestedAmounts: [Money], expires: WallTime
    ) {
        self.inquiry = inquiry
        self.biller = biller
        self.account = account
        self.maskedHolder = maskedHolder
        self.openBills = openBills
        self.history = history
        self.lastPaid = lastPaid
        self.balance = balance
        self.suggestedAmounts = suggestedAmounts
        self.expires = expires
    }

    package var isPrepaid: Bool { balance != nil }

    /// Bills that one payment may settle at once; the hub takes no more.
    package static let mostBillsInAPayment = 48
}

/// One bar of the twelve months.
package struct MonthlyFigure: Hashable, Codable, Sendable {
    package let period: BillingPeriod
    package let amount: Money
    package let usage: Quantity?

    package init(period: BillingPeriod, amount: Money, usage: Quantity?) {
        self.period = period
        self.amount = amount
        self.usage = usage
    }
}

package struct PaidBill: Hashable, Codable, Sendable {
    package let id: BillID
    package let period: BillingPeriod
    package let amount: Money
    package let paid: CalendarDate

    package init(id: BillID, period: BillingPeriod, amount: Money, paid: CalendarDate) {
        self.id = id
        self.period = period
        self.amount = amount
        self.paid = paid
    }
}
