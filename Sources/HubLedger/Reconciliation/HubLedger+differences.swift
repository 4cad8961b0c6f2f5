import GRDB
import KioskAPI
import KioskCore

/// Differences as they lie in the database.
extension HubLedger {
    func store(
        _ difference: PaymentDifference, of kiosk: KioskID, on date: CalendarDate, collection: CollectionID?,
        at now: WallTime, in database: Database
    ) throws {
        try database.execute(
            cached: """
                INSERT INTO differences (kiosk, business_date, collection, payment, kind, kiosk_amount, hub_amount,
                    currency, found_at)
                VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)
                """,
            arguments: [
                kiosk.text, date.description, collection?.text, difference.payment?.text, difference.kind.rawValue,
                difference.kiosk.minorUnits, difference.hub.minorUnits, difference.kiosk.currency.code,
                now.milliseconds,
            ])
    }

    func storedDifferences(of collection: CollectionID, in database: Database) throws -> [PaymentDifference] {
        let sql = "SELECT * FROM differences WHERE collection = ? ORDER BY id"
        return try Row.fetchAll(database, cached: sql, arguments: [collection.text])
            .map { try PaymentDifference(row: $0) }
    }

    /// The differences of a day that are still differences: what was missing at the hub and has come since is none.
    func differences(
        on date: CalendarDate, of kiosk: KioskID?, in database: Database
    ) throws -> [ReconciliationAnswer.Difference] {
        let rows = try Row.fetchAll(
            database,
            sql: """
                SELECT * FROM differences WHERE business_date = :date AND (:kiosk IS NULL OR kiosk = :kiosk)
                    AND NOT (kind = 'MISSING_AT_HUB' AND EXISTS (SELECT 1 FROM payments
                        WHERE id = differences.payment AND booked_at IS NOT NULL
                            AND kiosk_amount = CASE WHEN differences.collection IS NULL THEN tendered ELSE cash END))
                ORDER BY id LIMIT \(ReconciliationAnswer.mostDifferences)
                """,
            arguments: ["date": date.description, "kiosk": kiosk?.text])
        return try rows.map { row in
            ReconciliationAnswer.Difference(
                kiosk: row.identifier("kiosk"), collection: (row["collection"] as String?).map { CollectionID($0) },
                difference: try PaymentDifference(row: row))
        }
    }
}

extension PaymentDifference {
    init(row: Row) throws {
        let currency = try row.currency("currency")
        self.init(
            payment: (row["payment"] as String?).map { PaymentID($0) },
            kind: try row.parsed("kind", PaymentDifference.Kind.init(rawValue:)),
            kiosk: Money(row["kiosk_amount"], currency), hub: Money(row["hub_amount"], currency))
    }
}
