import Crypto
import Foundation
import GRDB
import KioskAPI
import KioskCore

/// A bill as it lies in the database: as issued, with what was paid on it. What is due on a day follows from it.
struct StoredBill: Sendable {
    let id: BillID
    let biller: BillerID
    let account: AccountNumber
    let period: BillingPeriod
    let issued: CalendarDate
    let due: CalendarDate
    /// The sum of the lines: what is printed on the bill.
    let principal: Money
    let lines: [ChargeLine]
    let usage: Quantity?
    var paidAmount: Money
    /// The day on which it was paid in full.
    var paidOn: CalendarDate?
    /// The pending payment that waits for the biller's answer.
    var reservedBy: PaymentID?

    init(
        biller: BillerID, account: AccountNumber, period: BillingPeriod, issued: CalendarDate, due: CalendarDate,
        lines: [ChargeLine], usage: Quantity?, paidOn: CalendarDate? = nil
    ) {
        id = StoredBill.id(biller, account, period)
        self.biller = biller
        self.account = account
        self.period = period
        self.issued = issued
        self.due = due
        principal = lines.map(\.amount).total(lines.first?.amount.currency ?? .cny)
        self.lines = lines
        self.usage = usage
        self.paidOn = paidOn
        paidAmount = paidOn == nil ? .zero(principal.currency) : principal
    }

    /// Issued on the first of the next month and due on its last day.
    init(biller: BillerID, account: AccountNumber, period: BillingPeriod, lines: [ChargeLine], usage: Quantity?) {
        let next = period.adding(months: 1)
        let days = CalendarDate.daysIn(month: next.month, of: next.year)
        guard let first = CalendarDate(year: next.year, month: next.month, day: 1) else {
            preconditionFailure("every month has a first day")
        }
        self.init(
            biller: biller, account: account, period: period, issued: first, due: first.adding(days: days - 1),
            lines: lines, usage: usage)
    }

    /// The same for the same month of the same account, and without the account number, which ids in logs must
    /// not show.
    private static func id(_ biller: BillerID, _ account: AccountNumber, _ period: BillingPeriod) -> BillID {
        let digest = SHA256.hash(data: Data("\(biller)\n\(account)\n\(period)".utf8))
        return BillID("b-" + digest.prefix(10).map { hexadecimal($0) }.joined())
    }

    /// The bill as a resident sees it on `today`: with the penalty, and less what was paid.
    func bill(on today: CalendarDate, penalty: LatePenalty?) -> Bill {
        var lines = lines
        if paidOn == nil {
            if let late = penalty?.line(on: principal - paidAmount, due: due, today: today) { lines.append(late) }
            if paidAmount.isPositive {
                lines.append(
                    ChargeLine(
                        kind: .credit, label: LocalizedText(zh: "已缴", en: "Paid before"),
                        amount: .zero(principal.currency) - paidAmount))
            }
        }
        let status: BillStatus = paidOn != nil ? .paid : today > due ? .overdue : .due
        return Bill(
            id: id, biller: biller, account: account, period: period, issued: issued, due: due,
            amountDue: lines.map(\.amount).total(principal.currency), status: status, lines: lines, usage: usage)
    }
}

extension StoredBill {
    init(row: Row) throws {
        let currency = try row.currency("currency")
        id = row.identifier("id")
        biller = row.identifier("biller")
        account = row.identifier("account")
        period = try row.parsed("period", BillingPeriod.init)
        issued = try row.parsed("issued", CalendarDate.init)
        due = try row.parsed("due", CalendarDate.init)
        principal = Money(row["principal"], currency)
        lines = try row.json("lines", [ChargeLine].self)
        usage = row["usage"] == nil ? nil : try row.json("usage", Quantity.self)
        paidAmount = Money(row["paid_amount"], currency)
        paidOn = row["paid_on"] == nil ? nil : try row.parsed("paid_on", CalendarDate.init)
        reservedBy = (row["reserved_by"] as String?).map { PaymentID($0) }
    }

    /// Adds the bill, unless its month is there already.
    func insert(in database: Database) throws {
        try database.execute(
            cached: """
                INSERT INTO bills (id, biller, account, period, issued, due, principal, currency, lines, usage,
                    paid_amount, paid_on)
                VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING
                """,
            arguments: [
                id.text, biller.text, account.text, period.description, issued.description, due.description,
                principal.minorUnits, principal.currency.code, try json(lines), try usage.map { try json($0) },
                paidAmount.minorUnits, paidOn?.description,
            ])
    }

    static func all(_ biller: BillerID, _ account: AccountNumber, in database: Database) throws -> [StoredBill] {
        let sql = "SELECT * FROM bills WHERE biller = ? AND account = ? ORDER BY period"
        return try Row.fetchAll(database, cached: sql, arguments: [biller.text, account.text]).map {
            try StoredBill(row: $0)
        }
    }
}

/// An account as it lies in the database.
struct StoredAccount: Sendable {
    let biller: BillerID
    let account: AccountNumber
    let holder: String
    let isBlocked: Bool
    /// Of a prepaid account.
    let balance: Money?

    static func find(_ biller: BillerID, _ account: AccountNumber, in database: Database) throws -> StoredAccount? {
        let sql = "SELECT * FROM accounts WHERE biller = ? AND account = ?"
        guard let row = try Row.fetchOne(database, cached: sql, arguments: [biller.text, account.text]) else {
            return nil
        }
        let currency = try row.currency("currency")
        return StoredAccount(
            biller: biller, account: account, holder: row["holder"], isBlocked: row["blocked"],
            balance: (row["balance"] as Int64?).map { Money($0, currency) })
    }

    /// Adds the account, or takes over the holder of one that is there; block and balance stay as they are.
    func upsert(currency: Currency, in database: Database) throws {
        try database.execute(
            cached: """
                INSERT INTO accounts (biller, account, holder, blocked, balance, currency) VALUES (?, ?, ?, ?, ?, ?)
                ON CONFLICT (biller, account) DO UPDATE SET holder = excluded.holder
                """,
            arguments: [biller.text, account.text, holder, isBlocked, balance?.minorUnits, currency.code])
    }
}
