import GRDB
import KioskCore

/// Double-entry rows: each movement of money is one row that debits one account of the book and credits another.
///
/// Money comes from a kiosk into `clearing`, and goes from there to a biller or to what is owed to residents. So
/// `clearing` holds exactly what is pending, and the rows of each payment can be added up by anybody.
enum Book {
    static let clearing = "clearing"
    static let owedToResidents = "owed"
    static let paidOut = "paid-out"
    static func cash(_ kiosk: KioskID) -> String { "cash:\(kiosk)" }
    static func card(_ kiosk: KioskID) -> String { "card:\(kiosk)" }
    static func wallet(_ kiosk: KioskID) -> String { "wallet:\(kiosk)" }
    /// Credit notes that were claimed for payments at a kiosk and are not submitted with them yet: the same money, on
    /// its way from `owed` back into `clearing`.
    static func credit(_ kiosk: KioskID) -> String { "credit:\(kiosk)" }
    static func biller(_ biller: BillerID) -> String { "biller:\(biller)" }

    static func move(
        _ amount: Money, from debit: String, to credit: String, for payment: PaymentID, at now: WallTime,
        in database: Database
    ) throws {
        guard amount.isPositive else { return }
        try database.execute(
            cached: """
                INSERT INTO book (payment, debit, credit, amount, currency, booked_at) VALUES (?, ?, ?, ?, ?, ?)
                """,
            arguments: [
                payment.text, debit, credit, amount.minorUnits, amount.currency.code, now.milliseconds,
            ])
    }

    /// All money a kiosk says it took.
    static func receive(_ submission: Submission, at now: WallTime, in database: Database) throws {
        for tender in submission.tenders {
            let source: String =
                switch tender {
                case .notes: cash(submission.kiosk)
                case .card: card(submission.kiosk)
                case .wallet: wallet(submission.kiosk)
                case .creditNote: credit(submission.kiosk)
                }
            try move(tender.amount, from: source, to: clearing, for: submission.payment, at: now, in: database)
        }
    }

    /// The sum of what went to accounts of the book that begin with `prefix`, less what left them.
    static func balance(_ prefix: String, _ currency: Currency, in database: Database) throws -> Money {
        let sql = """
            SELECT COALESCE(SUM(CASE WHEN substr(credit, 1, length(:prefix)) = :prefix THEN amount ELSE 0 END), 0)
                 - COALESCE(SUM(CASE WHEN substr(debit, 1, length(:prefix)) = :prefix THEN amount ELSE 0 END), 0)
            FROM book WHERE currency = :currency
            """
        let sum = try Int64.fetchOne(database, cached: sql, arguments: ["prefix": prefix, "currency": currency.code])
        return Money(sum ?? 0, currency)
    }
}
