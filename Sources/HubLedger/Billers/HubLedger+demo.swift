import GRDB
package import KioskCore

extension HubLedger {
    /// Months of bills each demo account gets.
    package static let demoMonths = 14

    /// Adds the accounts and bills of the demonstration as of `today`; what is there already stays as it is.
    ///
    /// The latest bill is last month's. Prepaid accounts get their balance, the bill-file biller its file.
    package func seedDemo(today: CalendarDate) throws {
        guard let thisMonth = BillingPeriod(year: today.year, month: today.month) else {
            preconditionFailure("every day lies in a month")
        }
        try database.write { database in
            for demo in DemoAccount.all where adapters[demo.biller] != nil {
                let balance: Money? = if case .prepaid(_, let balance) = demo.plan { Money(balance, .cny) } else { nil }
                try StoredAccount(
                    biller: demo.biller, account: demo.account, holder: demo.holder, isBlocked: demo.isBlocked,
                    balance: balance
                )
                .upsert(currency: .cny, in: database)
                for age in stride(from: HubLedger.demoMonths, to: 0, by: -1) {
                    var bill = demo.bill(of: thisMonth.adding(months: -age))
                    if age > demo.openBills {
                        bill.paidOn = min(bill.issued.adding(days: 9), today)
                        bill.paidAmount = bill.principal
                    }
                    try bill.insert(in: database)
                }
            }
        }
        if adapters[DemoBillers.billFile] != nil {
            try importBills(
                DemoBillers.billFileText(thisMonth: thisMonth, today: today), biller: DemoBillers.billFile)
        }
    }
}

extension DemoBillers {
    /// The bill file of the demo's small water company: two accounts, the last bill open.
    static func billFileText(thisMonth: BillingPeriod, today: CalendarDate) -> String {
        let accounts = [("60001234", "张**", Int64(11)), ("60004321", "何*", Int64(7))]
        let months = stride(from: HubLedger.demoMonths, to: 0, by: -1).map { thisMonth.adding(months: -$0) }
        let rows = accounts.flatMap { account, holder, cubicMetres in
            months.map { period in
                let used = cubicMetres + Int64(period.month % 4)
                let stored = StoredBill(
                    biller: billFile, account: AccountNumber(account), period: period, lines: [], usage: nil)
                let paid = period == months.last ? "" : min(stored.issued.adding(days: 12), today).description
                let water = Money(used * 250, .cny)
                let sewage = Money(used * 95, .cny)
                return [
                    account, holder, period.description, stored.issued.description, stored.due.description,
                    String(used), "m³", water.decimalDescription, sewage.decimalDescription,
                    (water + sewage).decimalDescription, paid,
                ]
                .joined(separator: ",")
            }
        }
        return ([BillFile.header.joined(separator: ",")] + rows).joined(separator: "\n") + "\n"
    }
}
