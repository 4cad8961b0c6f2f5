import GRDB
package import KioskCore

/// What a bill-file biller is told of one business day.
package struct SettlementBatch: Hashable, Sendable {
    package struct Row: Hashable, Sendable {
        package let reference: String
        package let payment: PaymentID
        package let account: AccountNumber
        package let period: BillingPeriod?
        package let amount: Money
        package let settled: WallTime
    }

    package let biller: BillerID
    package let date: CalendarDate
    package let rows: [Row]
    package let total: Money

    /// The settlement file: CSV with a header, and a last line `TOTAL` with the count and the sum, so that a file
    /// cut short is noticed.
    package var text: String {
        let header = "reference,payment,account,period,amount,currency,settled_at"
        let lines = rows.map { row in
            [
                row.reference, row.payment.text, row.account.text, row.period?.description ?? "",
                row.amount.decimalDescription, row.amount.currency.code, businessTime(row.settled),
            ]
            .joined(separator: ",")
        }
        let last = "TOTAL,\(rows.count),,,\(total.decimalDescription),\(total.currency.code),\(date)"
        return ([header] + lines + [last]).joined(separator: "\n") + "\n"
    }
}

extension HubLedger {
    /// The settlement file of a business day that is over. The first call cuts the batch: it takes every settlement
    /// of that day, and of days before, that no batch holds. Later calls give the same batch again, so a payment
    /// is in exactly one; what comes late is in the next.
    package func settlementBatch(_ id: BillerID, date: CalendarDate, now: WallTime) throws -> SettlementBatch {
        let biller = try requireBillFileBiller(id).biller
        guard date < HubLedger.businessDate(now) else {
            throw HubLedgerError(
                code: .dayNotOver,
                message: "The business day \(date) is not over; export it after midnight in Shanghai.")
        }
        return try database.write { database in
            let batch: [any DatabaseValueConvertible] = [id.text, date.description]
            try database.execute(
                sql: "INSERT INTO settlement_batches (biller, date, cut_at) VALUES (?, ?, ?) ON CONFLICT DO NOTHING",
                arguments: StatementArguments(batch + [now.milliseconds]))
            if database.changesCount == 1 {
                try database.execute(
                    sql: """
                        UPDATE settlements SET batch = :date
                        WHERE biller = :biller AND batch IS NULL AND business_date <= :date
                        """,
                    arguments: ["biller": id.text, "date": date.description])
            }
            let sql = "SELECT * FROM settlements WHERE biller = ? AND batch = ? ORDER BY sequence"
            let rows = try Row.fetchAll(database, sql: sql, arguments: StatementArguments(batch))
                .map { try SettlementBatch.Row(row: $0) }
            return SettlementBatch(
                biller: id, date: date, rows: rows, total: rows.map(\.amount).total(biller.currency))
        }
    }
}

extension SettlementBatch.Row {
    init(row: Row) throws {
        reference = row["reference"]
        payment = row.identifier("payment")
        account = row.identifier("account")
        period = (row["period"] as String?).flatMap { BillingPeriod($0) }
        amount = Money(row["amount"], try row.currency("currency"))
        settled = WallTime(milliseconds: row["settled_at"])
    }
}

/// A time as the clocks of Shanghai show it: `2026-11-21T09:05:00+08:00`.
package func businessTime(_ time: WallTime) -> String {
    let date = HubLedger.businessDate(time)
    let local = time.milliseconds + Int64(HubLedger.businessOffsetMinutes) * 60_000
    let second = Int(local / 1_000 - Int64(date.daysSince1970) * 86_400)
    let clock = [second / 3_600, second / 60 % 60, second % 60].map { $0.padded(to: 2) }.joined(separator: ":")
    return "\(date)T\(clock)+08:00"
}
