/// One bill of one account for one period, with what it is made of.
package struct Bill: Hashable, Codable, Sendable {
    package let id: BillID
    package let biller: BillerID
    package let account: AccountNumber
    package let period: BillingPeriod
    package let issued: CalendarDate
    package let due: CalendarDate
    /// What is to pay today, penalty included; the sum of the lines.
    package let amountDue: Money
    package let status: BillStatus
    package let lines: [ChargeLine]
    /// How much was used in the period, when the service is metered.
    package let usage: Quantity?

    package init(
        id: BillID, biller: BillerID, account: AccountNumber, period: BillingPeriod, issued: CalendarDate,
        due: CalendarDate, amountDue: Money, status: BillStatus, lines: [ChargeLine], usage: Quantity?
    ) {
        self.id = id
        self.biller = biller
        self.account = account
        self.period = period
        self.issued = issued
        self.due = due
        self.amountDue = amountDue
        self.status = status
        self.lines = lines
        self.usage = usage
    }

    /// Whether the lines add up to the amount due. The biller's lines are authoritative; the kiosk checks the sum.
    package var linesAddUp: Bool {
        lines.isEmpty || lines.map(\.amount).total(amountDue.currency) == amountDue
    }
}

package enum BillStatus: String, Codable, Sendable {
    case due, overdue, paid
}

/// One line of a bill: quantity × price = amount, or an amount alone.
package struct ChargeLine: Hashable, Codable, Sendable {
    package let kind: ChargeKind
    package let label: LocalizedText
    package let quantity: Quantity?
    package let price: UnitPrice?
    package let amount: Money
    /// The tier of a tiered tariff, from 1.
    package let tier: Int?
    package let timeOfUse: TimeOfUse?

    package init(
        kind: ChargeKind, label: LocalizedText, quantity: Quantity? = nil, price: UnitPrice? = nil, amount: Money,
        tier: Int? = nil, timeOfUse: TimeOfUse? = nil
    ) {
        self.kind = kind
        self.label = label
        self.quantity = quantity
        self.price = price
        self.amount = amount
        self.tier = tier
        self.timeOfUse = timeOfUse
    }
}

package enum ChargeKind: String, Codable, Sendable {
    /// Metered use: energy, water, gas, data.
    case usage
    /// A fixed fee a month.
    case subscription
    case surcharge
    /// For paying late.
    case penalty
    /// Money given back; the amount is negative.
    case credit
    /// Money paid ahead into a prepaid account.
    case topUp
}

/// When in the day energy was used, where that changes its price.
package enum TimeOfUse: String, Codable, Sendable {
    case peak, valley
}
