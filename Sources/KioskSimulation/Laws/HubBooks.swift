import GRDB
import KioskCore

/// The hub's column: what its rows say of each payment, read with plain SQL as far as they are new.
struct HubBooks {
    struct Payment {
        var received: Int64 = 0
        var settled: Int64 = 0
        var owed: Int64 = 0
        /// Of credit notes: given to the payment, come back with its submission, and what the notes themselves say.
        var lent: Int64 = 0
        var spent: Int64 = 0
        var notes: Int64 = 0
        /// Distinct settlements: reference and moment.
        var settlements: Set<String> = []
        var settlementRows: Int64 = 0
    }

    /// Who paid a bill, and how much of it.
    struct PaidBill {
        var payments: Set<String> = []
        var amount: Int64 = 0
    }

    /// A movement that is new since the last look.
    struct News {
        var payments: Set<PaymentID> = []
        var bills: Set<String> = []
    }

    private(set) var payments: [PaymentID: Payment] = [:]
    private(set) var bills: [String: PaidBill] = [:]
    /// What is owed to residents, by the rows: never less than nothing.
    private(set) var owed: Int64 = 0
    private var lastMovement: Int64 = 0
    private var lastSettlement: Int64 = 0
    private var connection: DatabaseQueue?
    /// Whether the last look at the rows failed.
    private(set) var isBehind = false

    mutating func open(at path: String) throws { connection = try DatabaseQueue(path: path) }
    mutating func close() { connection = nil }

    /// Reads what is new. Nil when the books cannot be read just now.
    mutating func readNews() -> News? {
        guard let connection else { return nil }
        var news = News()
        var copy = self
        do {
            try connection.inDatabase { db in
                try copy.readMovements(db, &news)
                try copy.readSettlements(db, &news)
            }
        } catch {
            isBehind = true
            return nil
        }
        self = copy
        isBehind = false
        return news
    }

    /// Whether rows that were there are gone: the numbers of the last ones went back.
    func hasLostRows() -> Bool {
        guard let connection else { return false }
        let last = try? connection.inDatabase { db in
            (
                try Int64.fetchOne(db, sql: "SELECT MAX(sequence) FROM book") ?? 0,
                try Int64.fetchOne(db, sql: "SELECT MAX(sequence) FROM settlements") ?? 0
            )
        }
        return last.map { $0.0 < lastMovement || $0.1 < lastSettlement } ?? false
    }

    private mutating func readMovements(_ db: Database, _ news: inout News) throws {
        let statement = try db.cachedStatement(
            sql: "SELECT sequence, payment, debit, credit, amount FROM book WHERE sequence > ? ORDER BY sequence")
        let rows = try Row.fetchCursor(statement, arguments: [lastMovement])
        while let row = try rows.next() {
            let id = PaymentID(row[1] as String)
            let (debit, credit, amount): (String, String, Int64) = (row[2], row[3], row[4])
            var payment = payments[id] ?? Payment()
            if credit == "clearing" { payment.received += amount }
            if debit == "clearing", credit.hasPrefix("biller:") { payment.settled += amount }
            if debit == "clearing", credit == "owed" { payment.owed += amount }
            if credit == "owed" { owed += amount }
            if debit == "owed" { owed -= amount }
            if credit.hasPrefix("credit:") {
                payment.lent += amount
                let sql = "SELECT COALESCE(SUM(amount), 0) FROM credit_notes WHERE used_by = ?"
                payment.notes = try Int64.fetchOne(db, sql: sql, arguments: [id.text]) ?? 0
            }
            if debit.hasPrefix("credit:") { payment.spent += amount }
            payments[id] = payment
            news.payments.insert(id)
            lastMovement = row[0]
        }
    }

    private mutating func readSettlements(_ db: Database, _ news: inout News) throws {
        let statement = try db.cachedStatement(
            sql: """
                SELECT sequence, payment, reference, settled_at, amount, bill FROM settlements WHERE sequence > ?
                ORDER BY sequence
                """)
        let rows = try Row.fetchCursor(statement, arguments: [lastSettlement])
        while let row = try rows.next() {
            let text: String = row[1]
            let id = PaymentID(text)
            var payment = payments[id] ?? Payment()
            payment.settlements.insert("\(row[2] as String)@\(row[3] as Int64)")
            payment.settlementRows += row[4] as Int64
            payments[id] = payment
            news.payments.insert(id)
            if let bill = row[5] as String? {
                bills[bill, default: PaidBill()].payments.insert(text)
                bills[bill, default: PaidBill()].amount += row[4] as Int64
                news.bills.insert(bill)
            }
            lastSettlement = row[0]
        }
    }

    /// What the hub says each of these bills has been paid.
    func paidAmounts() throws -> [String: Int64] {
        guard let connection else { return [:] }
        return try connection.inDatabase { db in
            var amounts: [String: Int64] = [:]
            for row in try Row.fetchAll(db, sql: "SELECT id, paid_amount FROM bills WHERE paid_amount > 0") {
                amounts[row["id"]] = row["paid_amount"]
            }
            return amounts
        }
    }

    /// For the seeded bug that settles twice, and nothing else.
    func settleAgain(_ payment: PaymentID, at milliseconds: Int64) {
        try? connection?.inDatabase { db in
            try db.execute(
                sql: """
                    INSERT INTO settlements (payment, biller, account, bill, period, amount, currency, reference,
                        settled_at, business_date)
                    SELECT payment, biller, account, bill, period, amount, currency, reference, ?, business_date
                    FROM settlements WHERE payment = ? LIMIT 1
                    """, arguments: [milliseconds, payment.text])
        }
    }
}
