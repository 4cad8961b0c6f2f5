import GRDB
package import KioskAPI
package import KioskCore

/// Day statements: what a kiosk's journal says that it took on a business day, held against the books.
///
/// A payment belongs to the day on which its kiosk took the last of its money by its own clock, as the submission says:
/// so it is in one day on both sides, whatever midnight and clocks do in between.
extension HubLedger {
    /// How long after the end of a day its statement may come.
    static let statementGrace: Duration = .seconds(6 * 3_600)
    /// How far back the hub looks for what is missing.
    static let lookBack: Duration = .seconds(7 * 86_400)
    static let daysLookedBack = 7

    /// Compares a business day with the books as they are now. A statement that comes again is compared again: what
    /// was on its way before has arrived since.
    package func compareDay(_ statement: DayStatement, now: WallTime) throws -> DayAnswer {
        do { try statement.checkBounds() } catch { throw HubError(error) }
        return try database.write { database in
            let differences = try compare(statement, in: database)
            try database.execute(
                cached: """
                    INSERT INTO day_statements (kiosk, date, received_at, payments) VALUES (?, ?, ?, ?)
                    ON CONFLICT (kiosk, date) DO UPDATE SET received_at = excluded.received_at,
                        payments = excluded.payments
                    """,
                arguments: [
                    statement.kiosk.text, statement.date.description, now.milliseconds, statement.lines.count,
                ])
            try database.execute(
                cached: "DELETE FROM differences WHERE business_date = ? AND kiosk = ? AND collection IS NULL",
                arguments: [statement.date.description, statement.kiosk.text])
            for difference in differences {
                try store(
                    difference, of: statement.kiosk, on: statement.date, collection: nil, at: now, in: database)
            }
            let subject = HubLedger.subject(statement.kiosk, statement.date)
            try settleAlarm(.dayMissing, subject, at: now, in: database)
            if let first = differences.first {
                try raise(
                    AlarmCause(
                        kind: .dayDiffers, subject: subject, kiosk: statement.kiosk, payment: first.payment,
                        message: "On \(statement.date) the kiosk's journal and the books differ in "
                            + "\(differences.count) payments. First: \(first.kind.rawValue) "
                            + "\(first.payment?.text ?? ""). See hubd reconcile --date \(statement.date)."),
                    at: now, in: database)
            } else {
                try settleAlarm(.dayDiffers, subject, at: now, in: database)
            }
            return DayAnswer(kiosk: statement.kiosk, date: statement.date, differences: differences)
        }
    }

    private func compare(_ statement: DayStatement, in database: Database) throws -> [PaymentDifference] {
        let rows = try Row.fetchAll(
            database,
            sql: "SELECT id, tendered, currency, stated FROM payments WHERE taken_date = ? AND kiosk = ? ORDER BY id",
            arguments: [statement.date.description, statement.kiosk.text])
        var atHub: [PaymentID: Money] = [:]
        var stated: Set<PaymentID> = []
        for row in rows {
            let id: PaymentID = row.identifier("id")
            atHub[id] = Money(row["tendered"], try row.currency("currency"))
            if row["stated"] { stated.insert(id) }
        }
        var differences: [PaymentDifference] = []
        for line in statement.lines {
            let none = Money.zero(line.taken.currency)
            if let hub = atHub.removeValue(forKey: line.payment) {
                try database.execute(
                    cached: "UPDATE payments SET stated = 1 WHERE id = ?", arguments: [line.payment.text])
                guard hub != line.taken else { continue }
                differences.append(
                    PaymentDifference(
                        payment: line.payment, kind: .otherAmount, kiosk: line.taken,
                        hub: hub.currency == none.currency ? hub : none))
            } else if try isBooked(line.payment, of: statement.kiosk, in: database) {
                // The hub has it on another day: one of the two days has money that is not its own.
                differences.append(
                    PaymentDifference(payment: line.payment, kind: .otherAmount, kiosk: line.taken, hub: none))
            } else if line.isFinal {
                differences.append(
                    PaymentDifference(payment: line.payment, kind: .missingAtHub, kiosk: line.taken, hub: none))
            }
        }
        // A kiosk forgets its old days; a payment that comes late to one of them is then stated alone.
        let unstated = atHub.filter { !stated.contains($0.key) }
        differences += unstated.sorted { $0.key < $1.key }.map { payment, hub in
            PaymentDifference(payment: payment, kind: .missingAtKiosk, kiosk: .zero(hub.currency), hub: hub)
        }
        return differences
    }

    private func isBooked(_ payment: PaymentID, of kiosk: KioskID, in database: Database) throws -> Bool {
        let sql = "SELECT EXISTS (SELECT 1 FROM payments WHERE id = ? AND kiosk = ? AND booked_at IS NOT NULL)"
        return try Bool.fetchOne(database, cached: sql, arguments: [payment.text, kiosk.text]) ?? false
    }

    static func subject(_ kiosk: KioskID, _ date: CalendarDate) -> String { "\(kiosk) \(date)" }

    /// What the hub looks at by itself, once an hour: days without a statement; cash, wallets and credit notes
    /// without a payment.
    package func checkBooks(now: WallTime) throws {
        try database.write { database in
            try checkDays(now: now, in: database)
            try checkCollections(now: now, in: database)
            try checkCreditNotes(now: now, in: database)
        }
        try checkWallets(now: now)
    }

    private func checkDays(now: WallTime, in database: Database) throws {
        let today = HubLedger.businessDate(now.advanced(by: .zero - HubLedger.statementGrace))
        for age in 1...HubLedger.daysLookedBack {
            let date = today.adding(days: -age)
            for kiosk in try kiosks(withPaymentsOn: date, in: database) {
                let sql = "SELECT EXISTS (SELECT 1 FROM day_statements WHERE kiosk = ? AND date = ?)"
                let hasCome = try Bool.fetchOne(database, cached: sql, arguments: [kiosk.text, date.description])
                guard hasCome != true else { continue }
                try raise(
                    AlarmCause(
                        kind: .dayMissing, subject: HubLedger.subject(kiosk, date), kiosk: kiosk,
                        message: "The kiosk had payments on \(date) and has not sent the day's statement: look whether "
                            + "it runs and reaches the hub.",
                        isRaisedOnce: true), at: now, in: database)
            }
        }
    }

    /// A step from kiosk to kiosk along the index, whatever the number of payments.
    private func kiosks(withPaymentsOn date: CalendarDate, in database: Database) throws -> [KioskID] {
        let sql = "SELECT MIN(kiosk) FROM payments WHERE taken_date = ? AND kiosk > ?"
        var kiosks: [KioskID] = []
        var last = ""
        while let next = try String.fetchOne(database, cached: sql, arguments: [date.description, last]) {
            kiosks.append(KioskID(next))
            last = next
        }
        return kiosks
    }
}
