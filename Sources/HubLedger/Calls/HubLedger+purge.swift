import GRDB
import KioskAPI
package import KioskCore

extension HubLedger {
    /// Ids forgotten in one call, because kiosks wait meanwhile; the next call goes on.
    static let mostForgottenAtOnce = 10_000

    /// Forgets ids older than `idRetention`, and inquiries that have expired a day ago.
    ///
    /// An id is kept, however old, while anything about it is open: a pending answer, a credit note nobody has
    /// claimed, a settlement no batch holds yet. The rows of the book and the settlements stay for ever.
    /// Returns how many ids were forgotten.
    @discardableResult
    package func purge(now: WallTime) throws -> Int {
        let oldest = now.advanced(by: .zero - HubLedger.idRetention)
        return try database.write { database in
            try database.execute(
                sql: "DELETE FROM inquiries WHERE expires < ?",
                arguments: [now.advanced(by: .seconds(-86_400)).milliseconds])
            try forgetReconciled(before: oldest, in: database)
            let fileBillers = adapters.values.filter { $0 is BillFileBiller }.map(\.biller.id.text)
            let places = databaseQuestionMarks(count: fileBillers.count)
            try database.execute(
                sql: """
                    DELETE FROM payments WHERE id IN (SELECT id FROM payments
                        WHERE created_at < ? AND COALESCE(booked_at, expires, created_at) < ? AND state <> 'PENDING'
                            AND NOT EXISTS (SELECT 1 FROM credit_notes
                                WHERE credit_notes.payment = payments.id AND credit_notes.claim IS NULL)
                            AND NOT EXISTS (SELECT 1 FROM settlements
                                WHERE settlements.payment = payments.id AND settlements.batch IS NULL
                                    AND settlements.biller IN (\(places)))
                        LIMIT \(HubLedger.mostForgottenAtOnce))
                    """,
                arguments: [oldest.milliseconds, oldest.milliseconds] + StatementArguments(fileBillers))
            return database.changesCount
        }
    }

    /// What was reconciled so long ago, claims that were refused, and wallet charges of which nothing is open.
    private func forgetReconciled(before oldest: WallTime, in database: Database) throws {
        let arguments: StatementArguments = [oldest.milliseconds]
        try database.execute(
            sql: """
                DELETE FROM collected_cash
                    WHERE collection IN (SELECT id FROM cash_collections WHERE received_at < ?)
                """,
            arguments: arguments)
        try database.execute(sql: "DELETE FROM refused_claims WHERE refused_at < ?", arguments: arguments)
        try database.execute(sql: "DELETE FROM differences WHERE found_at < ?", arguments: arguments)
        try database.execute(
            sql: """
                DELETE FROM wallet_charges WHERE changed_at < ?
                    AND (state IN ('DECLINED', 'CANCELLED') OR submitted_at IS NOT NULL)
                """,
            arguments: arguments)
    }
}
