import GRDB
package import KioskAPI
package import KioskCore

/// Cash collections: what a person counted, what the kiosk's ledger says, and what the hub has on its books.
extension HubLedger {
    /// How long a payment whose cash was collected may still lie in its kiosk's queue.
    static let longestOnTheWay: Duration = .seconds(2 * 86_400)

    /// Compares a collection with the books, once. The same collection again gets the stored answer.
    ///
    /// A payment that the hub has not heard of yet is named, and is no alarm before `longestOnTheWay`: the kiosk may
    /// have no network.
    package func collect(_ collection: CashCollection, now: WallTime) throws -> CollectionAnswer {
        do { try collection.checkBounds() } catch { throw HubError(error) }
        let hash = try BodyHash.of(collection)
        return try database.write { database in
            let sql = "SELECT body_hash FROM cash_collections WHERE id = ?"
            if let known = try String.fetchOne(database, cached: sql, arguments: [collection.id.text]) {
                guard known == hash else {
                    throw HubError(.conflict, "The collection \(collection.id) is known with another body.")
                }
                return CollectionAnswer(
                    collection: collection.id,
                    differences: try storedDifferences(of: collection.id, in: database))
            }
            try database.execute(
                cached: """
                    INSERT INTO cash_collections (id, kiosk, body_hash, body, received_at, business_date)
                    VALUES (?, ?, ?, ?, ?, ?)
                    """,
                arguments: [
                    collection.id.text, collection.kiosk.text, hash, try json(collection), now.milliseconds,
                    HubLedger.businessDate(now).description,
                ])
            let differences = try compare(collection, in: database)
            for difference in differences {
                try store(
                    difference, of: collection.kiosk, on: HubLedger.businessDate(now), collection: collection.id,
                    at: now, in: database)
            }
            if differences.contains(where: { $0.kind != .missingAtHub }) {
                try raise(HubLedger.cause(collection, differences), at: now, in: database)
            }
            return CollectionAnswer(collection: collection.id, differences: differences)
        }
    }

    private static func cause(_ collection: CashCollection, _ differences: [PaymentDifference]) -> AlarmCause {
        let first = differences.first { $0.kind != .missingAtHub }
        let about = first.map { " First: \($0.kind.rawValue) \($0.payment?.text ?? "the count")." } ?? ""
        return AlarmCause(
            kind: .collectionDiffers, subject: collection.id.text, kiosk: collection.kiosk, payment: first?.payment,
            message: "The cash collection \(collection.id) by \(collection.by) shows \(differences.count) differences."
                + about + " See hubd reconcile for all of them.")
    }

    private func compare(_ collection: CashCollection, in database: Database) throws -> [PaymentDifference] {
        let currency = collection.currency
        var differences: [PaymentDifference] = []
        var lastOrdinal = 0
        for listed in collection.payments {
            let earlier = try Int64.fetchOne(
                database, sql: "SELECT COALESCE(SUM(cash), 0) FROM collected_cash WHERE payment = ?",
                arguments: [listed.payment.text])
            let collected = listed.cash + Money(earlier ?? 0, currency)
            try database.execute(
                cached: "INSERT INTO collected_cash (payment, collection, cash) VALUES (?, ?, ?)",
                arguments: [listed.payment.text, collection.id.text, listed.cash.minorUnits])
            guard let booked = try BookedCash.find(listed.payment, of: collection.kiosk, currency, in: database) else {
                differences.append(
                    PaymentDifference(
                        payment: listed.payment, kind: .missingAtHub, kiosk: collected, hub: .zero(currency)))
                continue
            }
            lastOrdinal = max(lastOrdinal, booked.receiptOrdinal)
            if booked.cash != collected {
                differences.append(
                    PaymentDifference(
                        payment: listed.payment, kind: .otherAmount, kiosk: collected, hub: booked.cash))
            }
        }
        differences += try leftOut(of: collection, upTo: lastOrdinal, in: database)
        differences += collection.uncertain.map {
            PaymentDifference(payment: $0.payment, kind: .uncertainNote, kiosk: $0.cash, hub: .zero(currency))
        }
        let counted = collection.counted
            .map { Money($0.denomination.minorUnits * Int64($0.count), currency) }.total(currency)
        let expected = collection.payments.map(\.cash).total(currency)
        if !HubLedger.canExplain(counted.minorUnits - expected.minorUnits, differences) {
            differences.append(
                PaymentDifference(payment: nil, kind: .countedOtherwise, kiosk: counted, hub: expected))
        }
        return differences
    }

    /// Cash on the hub's books that the kiosk took before the last payment it lists, and that no collection had. Receipt
    /// numbers, which only grow, tell before from after; a kiosk's clock does not.
    private func leftOut(
        of collection: CashCollection, upTo lastOrdinal: Int, in database: Database
    ) throws -> [PaymentDifference] {
        let inBox = try Row.fetchAll(
            database,
            sql: """
                SELECT id, cash, currency, receipt_number,
                    EXISTS (SELECT 1 FROM collected_cash WHERE payment = payments.id) AS collected
                FROM payments WHERE kiosk = ? AND cash > 0 AND collection IS NULL ORDER BY id
                """,
            arguments: [collection.kiosk.text])
        var differences: [PaymentDifference] = []
        for row in inBox {
            let isCollected: Bool = row["collected"]
            let isEarlier = BookedCash.ordinal(row["receipt_number"]).map { $0 <= lastOrdinal } ?? false
            guard isCollected || isEarlier else { continue }
            let id: PaymentID = row.identifier("id")
            try database.execute(
                cached: "UPDATE payments SET collection = ? WHERE id = ?", arguments: [collection.id.text, id.text])
            guard !isCollected else { continue }
            let currency = try row.currency("currency")
            differences.append(
                PaymentDifference(
                    payment: id, kind: .missingAtKiosk, kiosk: .zero(currency), hub: Money(row["cash"], currency)))
        }
        return differences
    }

    /// Sums that are tried for an explanation.
    private static let mostSums = 4_096

    /// Whether some of the payments named explain what was counted too much or too little: each as a whole, or not.
    private static func canExplain(_ surplus: Int64, _ differences: [PaymentDifference]) -> Bool {
        var sums: Set<Int64> = [0]
        for difference in differences where sums.count < mostSums {
            let part: Int64? =
                switch difference.kind {
                case .uncertainNote: difference.kiosk.minorUnits
                case .missingAtKiosk: difference.hub.minorUnits
                case .otherAmount: difference.hub.minorUnits - difference.kiosk.minorUnits
                // What the kiosk alone knows of is in its own sum already.
                case .missingAtHub, .countedOtherwise: nil
                }
            if let part { sums.formUnion(sums.map { $0 + part }) }
        }
        return sums.contains(surplus)
    }

    /// Raises an alarm for cash that was collected and whose payment has not come since.
    func checkCollections(now: WallTime, in database: Database) throws {
        let latest = now.advanced(by: .zero - HubLedger.longestOnTheWay)
        let earliest = latest.advanced(by: .zero - HubLedger.lookBack)
        let rows = try Row.fetchAll(
            database,
            sql: """
                SELECT cash_collections.id, cash_collections.kiosk, collected_cash.payment
                FROM cash_collections CROSS JOIN collected_cash ON collected_cash.collection = cash_collections.id
                WHERE cash_collections.received_at BETWEEN ? AND ? AND NOT EXISTS (SELECT 1 FROM payments
                    WHERE payments.id = collected_cash.payment AND payments.booked_at IS NOT NULL)
                GROUP BY cash_collections.id ORDER BY cash_collections.id LIMIT \(AlarmsAnswer.mostAlarms)
                """,
            arguments: [earliest.milliseconds, latest.milliseconds])
        for row in rows {
            let (collection, payment): (CollectionID, PaymentID) = (row.identifier("id"), row.identifier("payment"))
            try raise(
                AlarmCause(
                    kind: .collectionDiffers, subject: "\(collection) on the way", kiosk: row.identifier("kiosk"),
                    payment: payment,
                    message: "The cash of the payment \(payment), and maybe of others, was collected in \(collection), "
                        + "and its kiosk has not sent it since.",
                    isRaisedOnce: true), at: now, in: database)
        }
    }
}

extension CashCollection {
    /// That of all amounts in it, as its bounds demand.
    var currency: Currency {
        counted.first?.denomination.currency ?? payments.first?.cash.currency ?? uncertain.first?.cash.currency ?? .cny
    }
}

/// The cash that the hub has on its books of one payment.
private struct BookedCash {
    let cash: Money
    let receiptOrdinal: Int

    static func find(
        _ payment: PaymentID, of kiosk: KioskID, _ currency: Currency, in database: Database
    ) throws -> BookedCash? {
        let sql = """
            SELECT cash, receipt_number FROM payments
            WHERE id = ? AND kiosk = ? AND currency = ? AND booked_at IS NOT NULL
            """
        return try Row.fetchOne(database, cached: sql, arguments: [payment.text, kiosk.text, currency.code]).map {
            row in
            BookedCash(cash: Money(row["cash"], currency), receiptOrdinal: ordinal(row["receipt_number"]) ?? 0)
        }
    }

    /// The digits at the end of a receipt's number, where it has any.
    static func ordinal(_ receiptNumber: String?) -> Int? {
        let digits = String((receiptNumber ?? "").reversed().prefix { $0.isASCII && $0.isNumber }.reversed())
        return Int(digits)
    }
}
