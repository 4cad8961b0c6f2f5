import GRDB
package import KioskAPI
package import KioskCore

extension HubLedger {
    /// Phase 2: the money of a prepared payment. An id the hub does not know is not found: the kiosk then sends
    /// the same as an advice.
    package func confirm(_ submission: Submission, now: WallTime) throws -> PaymentAnswer {
        try submit(submission, as: .confirm, now: now)
    }

    /// Money that was taken without the hub, or that belongs to no bill.
    package func advise(_ submission: Submission, now: WallTime) throws -> PaymentAnswer {
        try submit(submission, as: .advice, now: now)
    }

    package func status(_ id: PaymentID, now: WallTime) throws -> PaymentAnswer {
        try database.write { database in
            guard let payment = try StoredPayment.find(id, in: database) else { throw unknown(id) }
            return try finished(payment, now: now, in: database).answer(at: now)
        }
    }

    /// Hears the billers' answers that are due. A status question hears its own payment's as well.
    package func finishPending(now: WallTime) throws {
        try database.write { try finishPending(now: now, in: $0) }
    }

    func finishPending(now: WallTime, in database: Database) throws {
        // With the plus sign SQLite sorts the few that are due, instead of walking all payments in the order asked for.
        let sql = "SELECT * FROM payments WHERE state = 'PENDING' AND answer_due <= ? ORDER BY +reference"
        for row in try Row.fetchAll(database, cached: sql, arguments: [now.milliseconds]) {
            _ = try finished(try StoredPayment(row: row), now: now, in: database)
        }
    }

    /// In one database transaction all money tendered comes onto the books, and what is settled and what is owed
    /// add up to it.
    private func submit(_ submission: Submission, as kind: Submission.Kind, now: WallTime) throws -> PaymentAnswer {
        do { _ = try SubmissionBody(submission).submission() } catch { throw HubError(error) }
        let hash = try BodyHash.of(submission)
        return try database.write { database in
            let known = try StoredPayment.find(submission.payment, in: database)
            if let known, let knownHash = known.submissionHash {
                guard knownHash == hash else { throw otherBody(submission.payment) }
                return try finished(known, now: now, in: database).answer(at: now)
            }
            if kind == .confirm, known == nil { throw unknown(submission.payment) }
            if let known { try requireSameParties(known, submission) }
            try requireFreshClaimCode(submission, in: database)
            let tendered = submission.tenders.map(\.amount).total(submission.tenders[0].amount.currency)
            var payment = known ?? StoredPayment(submission, currency: tendered.currency, at: now)
            payment.submission = submission
            payment.submissionHash = hash
            payment.tendered = tendered
            payment.booked = now
            payment.reference = try HubLedger.reference(at: now, in: database)
            try claimWallet(submission, at: now, in: database)
            try spendCreditNotes(submission, at: now, in: database)
            try Book.receive(submission, at: now, in: database)
            try settle(&payment, submission, as: kind, now: now, in: database)
            try payment.save(in: database)
            return payment.answer(at: now)
        }
    }

    /// Business day and number, as printed on the receipt: `H261121-000042`.
    private static func reference(at now: WallTime, in database: Database) throws -> String {
        let day = businessDate(now)
        let number = try next("reference", in: database)
        let date = [day.year % 100, day.month, day.day].map { $0.padded(to: 2) }.joined()
        return "H\(date)-\(Int(number).padded(to: 6))"
    }

    private func requireSameParties(_ known: StoredPayment, _ submission: Submission) throws {
        guard known.kiosk == submission.kiosk, known.biller == submission.biller,
            known.account == submission.account,
            submission.tenders.allSatisfy({ $0.amount.currency == known.currency })
        else {
            throw HubError(
                .conflict,
                "The payment \(known.id) was prepared for another kiosk, account or currency; a person must look.")
        }
    }

    private func requireFreshClaimCode(_ submission: Submission, in database: Database) throws {
        let sql = "SELECT EXISTS (SELECT 1 FROM credit_notes WHERE code = ?)"
        guard try Bool.fetchOne(database, cached: sql, arguments: [submission.claimCode.text]) != true else {
            throw HubError(.conflict, "The claim code belongs to another payment; a person must look.")
        }
    }

    /// Settles what can be settled, now or when the biller answers, and owes the resident the rest.
    private func settle(
        _ payment: inout StoredPayment, _ submission: Submission, as kind: Submission.Kind, now: WallTime,
        in database: Database
    ) throws {
        guard let biller = submission.biller, let account = submission.account, !submission.allocations.isEmpty
        else { return try credit(&payment, state: .credited, refusal: nil, now: now, in: database) }
        switch try judge(submission, as: kind, payment, now: now, in: database) {
        case .failure(let error):
            try credit(&payment, state: .refused, refusal: error.refusal, now: now, in: database)
        case .success(let targets):
            guard case .online(let delay, _) = try adapter(biller).settlementRoute(of: account), delay > .zero else {
                return try complete(&payment, targets, now: now, in: database)
            }
            payment.state = .pending
            payment.answerDue = now.advanced(by: delay)
            try reserve(targets, for: payment.id, in: database)
        }
    }

    /// The payment after the biller's answer, if it was pending and the answer is due.
    func finished(
        _ pending: StoredPayment, now: WallTime, in database: Database
    ) throws -> StoredPayment {
        guard pending.state == .pending, let due = pending.answerDue, due <= now, let submission = pending.submission,
            let biller = submission.biller, let account = submission.account, let booked = pending.booked
        else { return pending }
        var payment = pending
        payment.answerDue = nil
        let route = try adapter(biller).settlementRoute(of: account)
        try release(payment.id, in: database)
        if case .online(_, .some(let refusal)) = route {
            try credit(&payment, state: .refused, refusal: refusal, now: now, in: database)
        } else {
            // Judged as of when the money was booked: a penalty must not grow while the biller takes its time.
            switch try judge(submission, as: .advice, payment, now: booked, in: database) {
            case .success(let targets): try complete(&payment, targets, now: now, in: database)
            case .failure(let error):
                try credit(&payment, state: .refused, refusal: error.refusal, now: now, in: database)
            }
        }
        try payment.save(in: database)
        return payment
    }
}
