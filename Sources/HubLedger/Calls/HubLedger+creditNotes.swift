import GRDB
package import KioskAPI
package import KioskCore

extension HubLedger {
    package func creditNote(_ code: ClaimCode) throws -> CreditNoteAnswer {
        try database.read { try find(code, in: $0) }
    }

    /// Pays a credit note out, once. The same claim of the same kiosk again gets the stored answer; another is refused,
    /// and so is another kiosk's under the same id: each would pay.
    package func claim(_ code: ClaimCode, _ claim: ClaimBody, now: WallTime) throws -> CreditNoteAnswer {
        do { try claim.checkBounds() } catch { throw HubError(error) }
        return try database.write { database in
            let note = try find(code, in: database)
            switch note.claim {
            case claim.claim where note.claimedBy == claim.kiosk: return note
            case .some:
                throw HubError(.alreadyClaimed, "This credit note was paid out already.")
            case nil:
                try database.execute(
                    cached: """
                        UPDATE credit_notes SET claim = ?, claimed_by = ?, claimed_at = ?
                        WHERE code = ? AND claim IS NULL
                        """,
                    arguments: [claim.claim, claim.kiosk.text, now.milliseconds, code.text])
                try Book.move(
                    note.amount, from: Book.owedToResidents, to: Book.paidOut, for: note.payment, at: now,
                    in: database)
                return try find(code, in: database)
            }
        }
    }

    private func find(_ code: ClaimCode, in database: Database) throws -> CreditNoteAnswer {
        let sql = "SELECT * FROM credit_notes WHERE code = ?"
        guard let row = try Row.fetchOne(database, cached: sql, arguments: [code.text]) else {
            throw HubError(.notFound, "No credit note has this code; check it against the slip.")
        }
        let claimed = row.time("claimed_at")
        return CreditNoteAnswer(
            code: code, amount: Money(row["amount"], try row.currency("currency")),
            state: claimed == nil ? .open : .claimed, payment: row.identifier("payment"),
            issued: WallTime(milliseconds: row["issued_at"]), claim: row["claim"],
            claimedBy: (row["claimed_by"] as String?).map { KioskID($0) }, claimed: claimed)
    }
}
