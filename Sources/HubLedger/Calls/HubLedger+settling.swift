import GRDB
import KioskAPI
import KioskCore

/// The steps of `submit`: judge, reserve, complete, credit. Each runs inside its database transaction.
extension HubLedger {
    /// What the money of a submission settles, or why nothing.
    func judge(
        _ submission: Submission, as kind: Submission.Kind, _ payment: StoredPayment, now: WallTime,
        in database: Database
    ) throws -> Result<[Target], HubRefusalError> {
        guard let biller = submission.biller, let number = submission.account, let adapter = adapters[biller] else {
            return .failure(HubRefusalError(.billerUnknown, "There is no such biller in the catalogue."))
        }
        guard let account = try StoredAccount.find(biller, number, in: database) else {
            return .failure(HubRefusalError(.accountUnknown, "\(biller) has no such account."))
        }
        if account.isBlocked { return .failure(HubRefusalError(.accountBlocked, "\(biller) has blocked the account.")) }
        if kind == .confirm, let refusal = lapse(of: payment, submission, now: now) { return .failure(refusal) }
        let tendersAllowed = submission.tenders.allSatisfy { tender in
            switch tender {
            case .notes: adapter.biller.tenders.contains(.cash)
            case .card: adapter.biller.tenders.contains(.card)
            case .wallet: adapter.biller.tenders.contains(.wallet)
            // Owed by this hub, whatever it was paid in once.
            case .creditNote: true
            }
        }
        guard tendersAllowed else {
            return .failure(HubRefusalError(.tenderNotAllowed, "The biller takes other tenders."))
        }
        let judgement = judgement(submission, payment, adapter, account, now: now)
        let result = judgement(try StoredBill.all(biller, number, in: database)).targets(submission.allocations)
        if case .success(let targets) = result,
            targets.map(\.amount).total(adapter.biller.currency) > payment.tendered
        {
            return .failure(HubRefusalError(.amountNotAllowed, "Less was tendered than is to be settled."))
        }
        return result
    }

    /// Why the preparation no longer holds, if so. What counts is when the money was taken; a kiosk whose clock is
    /// ahead of the hub's cannot have taken it later than the hub heard of it.
    private func lapse(of payment: StoredPayment, _ submission: Submission, now: WallTime) -> HubRefusalError? {
        if payment.state == .cancelled {
            return HubRefusalError(.cancelled, "The kiosk gave the preparation up before it confirmed.")
        }
        guard let expires = payment.expires else { return nil }
        let latest = expires.advanced(by: HubLedger.confirmationGrace)
        guard min(submission.taken, now) <= latest else {
            return HubRefusalError(.preparationExpired, "The money was taken after the preparation had expired.")
        }
        return nil
    }

    /// A bill may be settled with what is due today, what was prepared, what is printed on it, and what was due
    /// on the day the money was taken.
    private func judgement(
        _ submission: Submission, _ payment: StoredPayment, _ adapter: any BillerAdapter, _ account: StoredAccount,
        now: WallTime
    ) -> ([StoredBill]) -> Judgement {
        let prepared = payment.order?.allocations ?? []
        let penalty = adapter.latePenalty
        let dayTaken = HubLedger.businessDate(min(submission.taken, now))
        let wasPrepared = payment.order != nil
        return { bills in
            Judgement(
                adapter: adapter, account: account, bills: bills, today: HubLedger.businessDate(now),
                payment: payment.id,
                alsoAccepted: { bill in
                    let fromOrder = prepared.filter { $0.bill == bill.id }.map(\.amount)
                    let asPrinted = wasPrepared ? [] : [bill.principal - bill.paidAmount]
                    return fromOrder + asPrinted + [bill.bill(on: dayTaken, penalty: penalty).amountDue]
                })
        }
    }

    /// Keeps the bills of a pending payment from being paid by another.
    func reserve(_ targets: [Target], for payment: PaymentID, in database: Database) throws {
        for case .bill(let bill, _, _) in targets {
            try database.execute(
                cached: "UPDATE bills SET reserved_by = ? WHERE id = ?", arguments: [payment.text, bill.id.text])
        }
    }

    func release(_ payment: PaymentID, in database: Database) throws {
        try database.execute(
            cached: "UPDATE bills SET reserved_by = NULL WHERE reserved_by = ?", arguments: [payment.text])
    }

    /// Settles every target and owes what is left of the money.
    func complete(
        _ payment: inout StoredPayment, _ targets: [Target], now: WallTime, in database: Database
    ) throws {
        guard let biller = payment.biller, let account = payment.account, let reference = payment.reference else {
            preconditionFailure("a payment that settles something has a biller, an account and a reference")
        }
        for target in targets {
            try Book.move(
                target.amount, from: Book.clearing, to: Book.biller(biller), for: payment.id, at: now, in: database)
            try pay(target, biller, account, now: now, in: database)
            try recordSettlement(of: target, payment.id, biller, account, reference, now: now, in: database)
            payment.settled += target.amount
        }
        try credit(&payment, state: .settled, refusal: nil, now: now, in: database)
    }

    private func pay(
        _ target: Target, _ biller: BillerID, _ account: AccountNumber, now: WallTime, in database: Database
    ) throws {
        switch target {
        case .bill(let bill, let amount, let paysInFull):
            try database.execute(
                cached: """
                    UPDATE bills SET paid_amount = paid_amount + ?, paid_on = ? WHERE id = ? AND paid_on IS NULL
                    """,
                arguments: [
                    amount.minorUnits, paysInFull ? HubLedger.businessDate(now).description : nil, bill.id.text,
                ])
            precondition(database.changesCount == 1, "a bill was paid twice in one database transaction")
        case .topUp(let amount):
            try database.execute(
                cached: "UPDATE accounts SET balance = COALESCE(balance, 0) + ? WHERE biller = ? AND account = ?",
                arguments: [amount.minorUnits, biller.text, account.text])
        }
    }

    private func recordSettlement(
        of target: Target, _ payment: PaymentID, _ biller: BillerID, _ account: AccountNumber, _ reference: String,
        now: WallTime, in database: Database
    ) throws {
        let bill: StoredBill? = if case .bill(let bill, _, _) = target { bill } else { nil }
        try database.execute(
            cached: """
                INSERT INTO settlements (payment, biller, account, bill, period, amount, currency, reference,
                    settled_at, business_date)
                VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
                """,
            arguments: [
                payment.text, biller.text, account.text, bill?.id.text, bill?.period.description,
                target.amount.minorUnits, target.amount.currency.code, reference, now.milliseconds,
                HubLedger.businessDate(now).description,
            ])
    }

    /// Ends a payment: whatever of its money is not settled is owed to the resident under the claim code.
    func credit(
        _ payment: inout StoredPayment, state: PaymentAnswer.State, refusal: HubRefusal?, now: WallTime,
        in database: Database
    ) throws {
        guard let submission = payment.submission else {
            preconditionFailure("money is owed only from a submission")
        }
        payment.state = state
        payment.refusal = refusal
        payment.credited = payment.tendered - payment.settled
        guard payment.credited.isPositive else { return }
        try Book.move(
            payment.credited, from: Book.clearing, to: Book.owedToResidents, for: payment.id, at: now, in: database)
        try database.execute(
            cached: "INSERT INTO credit_notes (code, payment, amount, currency, issued_at) VALUES (?, ?, ?, ?, ?)",
            arguments: [
                submission.claimCode.text, payment.id.text, payment.credited.minorUnits,
                payment.credited.currency.code, now.milliseconds,
            ])
    }
}
