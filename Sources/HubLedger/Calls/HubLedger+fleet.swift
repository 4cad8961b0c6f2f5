import GRDB
package import KioskAPI
package import KioskCore

extension HubLedger {
    /// Notes what a kiosk says of itself.
    package func heartbeat(_ beat: HeartbeatBody, now: WallTime) throws -> HeartbeatAnswer {
        do { try beat.checkBounds() } catch { throw HubError(error) }
        try database.write { database in
            try database.execute(
                cached: """
                    INSERT INTO kiosks (id, seen_at, version, queued, devices) VALUES (?, ?, ?, ?, ?)
                    ON CONFLICT (id) DO UPDATE SET seen_at = excluded.seen_at, version = excluded.version,
                        queued = excluded.queued, devices = excluded.devices
                    """,
                arguments: [beat.kiosk.text, now.milliseconds, beat.version, beat.queued, try json(beat.devices)])
        }
        return HeartbeatAnswer(now: now, catalogueVersion: try catalogueVersion())
    }

    package func health(now: WallTime) throws -> HealthAnswer {
        HealthAnswer(now: now, catalogueVersion: try catalogueVersion())
    }

    /// Every payment whose money was booked on a business day, a page at a time, with the sums of the whole day.
    package func reconciliation(
        _ date: CalendarDate, kiosk: KioskID? = nil, after: String? = nil
    ) throws -> ReconciliationAnswer {
        try database.read { database in
            let filter = "business_date = :date AND (:kiosk IS NULL OR kiosk = :kiosk)"
            let day: StatementArguments = ["date": date.description, "kiosk": kiosk?.text]
            let page = try Row.fetchAll(
                database,
                sql: """
                    SELECT * FROM payments WHERE \(filter) AND reference > :after ORDER BY reference LIMIT :limit
                    """,
                arguments: day + [
                    "after": after ?? "", "limit": ReconciliationAnswer.entriesPerPage + 1,
                ])
            let entries = try page.prefix(ReconciliationAnswer.entriesPerPage).map { row in
                let payment = try StoredPayment(row: row)
                return ReconciliationAnswer.Entry(
                    payment: payment.id, kiosk: payment.kiosk, receiptNumber: row["receipt_number"] ?? "",
                    state: payment.state, reference: payment.reference ?? "", tendered: payment.tendered,
                    settled: payment.settled, credited: payment.credited)
            }
            let sums = try Row.fetchAll(
                database,
                sql: """
                    SELECT currency, COUNT(*) AS payments, SUM(tendered) AS tendered, SUM(settled) AS settled,
                        SUM(credited) AS credited
                    FROM payments WHERE \(filter) GROUP BY currency ORDER BY currency
                    """,
                arguments: day)
            let totals = try sums.map { row in
                let currency = try row.currency("currency")
                return ReconciliationAnswer.Totals(
                    payments: row["payments"], tendered: Money(row["tendered"], currency),
                    settled: Money(row["settled"], currency), credited: Money(row["credited"], currency))
            }
            let hasMore = page.count > ReconciliationAnswer.entriesPerPage
            return ReconciliationAnswer(
                date: date, entries: entries, totals: totals,
                differences: after == nil ? try differences(on: date, of: kiosk, in: database) : [],
                next: hasMore ? entries.last?.reference : nil)
        }
    }
}
