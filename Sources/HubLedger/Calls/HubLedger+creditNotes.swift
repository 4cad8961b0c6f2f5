import GRDB
package import KioskAPI
package import KioskCore

extension HubLedger {
    package func creditNote(_ code: ClaimCode) throws -> CreditNoteAnswer {
        try database.read { try find(code, in: $0) }
    }

    /// Pays a credit note out, or makes it a tender of a payment; once. The same claim of the same kiosk again gets the
    /// stored answer; another is refused, and so is another kiosk's under the same id: each would pay.
    package func claim(_ code: ClaimCode, _ claim: ClaimBody, now: WallTime) throws -> CreditNoteAnswer {
        do { try claim.checkBounds() } catch { throw HubError(error) }
        return try database.write { database -> Result<CreditNoteAnswer, HubError> in
            let note: CreditNoteAnswer
            do { note = try find(code, in: database) } catch let error as HubError {
                // Not thrown: that it was refused is written down.
                try remember(refused: code, claim, at: now, in: database)
                return .failure(error)
            }
            switch note.claim {
            case claim.claim where note.claimedBy == claim.kiosk && note.usedBy == claim.payment: break
            case .some: throw HubError(.alreadyClaimed, "This credit note was paid out or used already.")
            case nil:
                try requireUsable(note, claim, in: database)
                try grant(note, claim, at: now, in: database)
            }
            return .success(try find(code, in: database))
        }.get()
    }

    /// To a payment, the money goes by way of its kiosk's `credit` account, until that payment is submitted.
    private func grant(
        _ note: CreditNoteAnswer, _ claim: ClaimBody, at now: WallTime, in database: Database
    ) throws {
        try database.execute(
            cached: """
                UPDATE credit_notes SET claim = ?, claimed_by = ?, claimed_at = ?, used_by = ?
                WHERE code = ? AND claim IS NULL
                """,
            arguments: [claim.claim, claim.kiosk.text, now.milliseconds, claim.payment?.text, note.code.text])
        try Book.move(
            note.amount, from: Book.owedToResidents,
            to: claim.payment == nil ? Book.paidOut : Book.credit(claim.kiosk), for: claim.payment ?? note.payment,
            at: now, in: database)
    }

    /// Whether a payment may have the note: it has its currency, was not told before that there is no such note, and
    /// its payment goes on.
    private func requireUsable(_ note: CreditNoteAnswer, _ claim: ClaimBody, in database: Database) throws {
        guard let id = claim.payment else { return }
        guard note.amount.currency == claim.currency else {
            throw HubError(.tenderNotAllowed, "This credit note is of another currency than the payment.")
        }
        let sql = "SELECT EXISTS (SELECT 1 FROM refused_claims WHERE code = ? AND payment = ?)"
        guard try Bool.fetchOne(database, cached: sql, arguments: [note.code.text, id.text]) != true else {
            throw HubError(.notFound, "The payment \(id) was told before that there is no such credit note.")
        }
        guard let payment = try StoredPayment.find(id, in: database) else { return }
        guard payment.state == .prepared, payment.kiosk == claim.kiosk else {
            throw HubError(.cancelled, "The payment \(id) is over, or another kiosk's: no credit note is taken for it.")
        }
    }

    private func remember(
        refused code: ClaimCode, _ claim: ClaimBody, at now: WallTime, in database: Database
    ) throws {
        guard let payment = claim.payment else { return }
        try database.execute(
            cached: "INSERT INTO refused_claims (code, payment, refused_at) VALUES (?, ?, ?) ON CONFLICT DO NOTHING",
            arguments: [code.text, payment.text, now.milliseconds])
    }

    /// Fails unless a submission's credit notes were claimed for just this payment; notes that they came.
    func spendCreditNotes(_ submission: Submission, at now: WallTime, in database: Database) throws {
        for case .creditNote(let note) in submission.tenders {
            try database.execute(
                cached: """
                    UPDATE credit_notes SET spent_at = ?
                    WHERE code = ? AND used_by = ? AND claimed_by = ? AND amount = ? AND currency = ? AND spent_at IS NULL
                    """,
                arguments: [
                    now.milliseconds, note.code.text, submission.payment.text, submission.kiosk.text,
                    note.amount.minorUnits, note.amount.currency.code,
                ])
            guard database.changesCount == 1 else {
                throw HubError(
                    .conflict,
                    "No credit note of \(note.amount) was claimed for the payment \(submission.payment); a person must "
                        + "look.")
            }
            try settleAlarm(.creditNoteUnspent, note.code.text, at: now, in: database)
        }
    }

    /// Raises an alarm for each credit note that was claimed for a payment which has not come since.
    func checkCreditNotes(now: WallTime, in database: Database) throws {
        let sql = """
            SELECT code, used_by, claimed_by FROM credit_notes
            WHERE used_by IS NOT NULL AND spent_at IS NULL AND claimed_at < ? ORDER BY claimed_at LIMIT ?
            """
        let oldest = now.advanced(by: .zero - HubLedger.longestUnclaimed)
        let rows = try Row.fetchAll(database, cached: sql, arguments: [oldest.milliseconds, AlarmsAnswer.mostAlarms])
        for row in rows {
            let payment: PaymentID = row.identifier("used_by")
            try raise(
                AlarmCause(
                    kind: .creditNoteUnspent, subject: row["code"], kiosk: row.identifier("claimed_by"),
                    payment: payment,
                    message: "A credit note was claimed for the payment \(payment), which has not come. Look at the "
                        + "kiosk's exceptions; if it never comes, pay the note out.",
                    isRaisedOnce: true), at: now, in: database)
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
            claimedBy: (row["claimed_by"] as String?).map { KioskID($0) }, claimed: claimed,
            usedBy: (row["used_by"] as String?).map { PaymentID($0) })
    }
}
