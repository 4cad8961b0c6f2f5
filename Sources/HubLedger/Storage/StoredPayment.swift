import GRDB
import KioskAPI
import KioskCore

/// A payment as it lies in the database.
struct StoredPayment: Sendable {
    let id: PaymentID
    var state: PaymentAnswer.State
    let kiosk: KioskID
    let biller: BillerID?
    let account: AccountNumber?
    let currency: Currency
    let created: WallTime
    /// Of a payment that was prepared.
    var order: PaymentOrder?
    var orderHash: String?
    var amount: Money?
    var expires: WallTime?
    /// Of a payment whose money is on the books.
    var submission: Submission?
    var submissionHash: String?
    var reference: String?
    var tendered: Money
    var settled: Money
    var credited: Money
    var refusal: HubRefusal?
    var booked: WallTime?
    /// When the biller's answer to a pending payment comes.
    var answerDue: WallTime?

    init(order: PaymentOrder, hash: String, amount: Money, expires: WallTime, at now: WallTime) {
        self.init(order.payment, .prepared, order.kiosk, order.biller, order.account, amount.currency, now)
        self.order = order
        orderHash = hash
        self.amount = amount
        self.expires = expires
    }

    init(_ submission: Submission, currency: Currency, at now: WallTime) {
        self.init(
            submission.payment, .prepared, submission.kiosk, submission.biller, submission.account, currency, now)
    }

    private init(
        _ id: PaymentID, _ state: PaymentAnswer.State, _ kiosk: KioskID, _ biller: BillerID?,
        _ account: AccountNumber?, _ currency: Currency, _ created: WallTime
    ) {
        self.id = id
        self.state = state
        self.kiosk = kiosk
        self.biller = biller
        self.account = account
        self.currency = currency
        self.created = created
        tendered = .zero(currency)
        settled = .zero(currency)
        credited = .zero(currency)
    }

    /// The answer the kiosk gets, now and in every retry.
    func answer(at now: WallTime) -> PaymentAnswer {
        let expired = state == .prepared && expires.map { now > $0 } ?? false
        let owed = submission.map { CreditNote(code: $0.claimCode, amount: credited) }
        return PaymentAnswer(
            payment: id, state: expired ? .expired : state, amount: amount, expires: expires, reference: reference,
            settled: state == .settled ? settled : nil, refusal: refusal,
            creditNote: credited.isPositive ? owed : nil)
    }
}

extension StoredPayment {
    init(row: Row) throws {
        let currency = try row.currency("currency")
        self.init(
            row.identifier("id"), try row.parsed("state", PaymentAnswer.State.init(rawValue:)),
            row.identifier("kiosk"), (row["biller"] as String?).map { BillerID($0) },
            (row["account"] as String?).map { AccountNumber($0) }, currency,
            WallTime(milliseconds: row["created_at"]))
        orderHash = row["order_hash"]
        order = orderHash == nil ? nil : try row.json("orders", PaymentOrder.self)
        amount = (row["amount"] as Int64?).map { Money($0, currency) }
        expires = row.time("expires")
        submissionHash = row["submission_hash"]
        submission = submissionHash == nil ? nil : try row.json("submission", SubmissionBody.self).submission()
        reference = row["reference"]
        tendered = Money(row["tendered"], currency)
        settled = Money(row["settled"], currency)
        credited = Money(row["credited"], currency)
        if let reason = (row["refusal"] as String?).flatMap(HubRefusal.Reason.init(rawValue:)) {
            refusal = HubRefusal(reason: reason, message: row["refusal_message"] ?? "")
        }
        booked = row.time("booked_at")
        answerDue = row.time("answer_due")
    }

    static func find(_ id: PaymentID, in database: Database) throws -> StoredPayment? {
        try Row.fetchOne(database, cached: "SELECT * FROM payments WHERE id = ?", arguments: [id.text])
            .map { try StoredPayment(row: $0) }
    }

    /// Writes the payment, new or changed. Its id, kiosk, biller and account never change.
    func save(in database: Database) throws {
        try database.execute(
            cached: """
                INSERT INTO payments (id, state, kiosk, biller, account, order_hash, orders, amount, currency,
                    expires, submission_hash, submission, receipt_number, reference, tendered, settled, credited,
                    refusal, refusal_message, created_at, booked_at, business_date, answer_due, cash, taken_date)
                VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
                ON CONFLICT (id) DO UPDATE SET state = excluded.state, submission_hash = excluded.submission_hash,
                    submission = excluded.submission, receipt_number = excluded.receipt_number,
                    reference = excluded.reference, tendered = excluded.tendered, settled = excluded.settled,
                    credited = excluded.credited, refusal = excluded.refusal,
                    refusal_message = excluded.refusal_message, booked_at = excluded.booked_at,
                    business_date = excluded.business_date, answer_due = excluded.answer_due,
                    cash = excluded.cash, taken_date = excluded.taken_date
                """,
            arguments: [
                id.text, state.rawValue, kiosk.text, biller?.text, account?.text, orderHash,
                try order.map { try json($0) }, amount?.minorUnits, currency.code, expires?.milliseconds,
                submissionHash, try submission.map { try json(SubmissionBody($0)) }, submission?.receiptNumber,
                reference, tendered.minorUnits, settled.minorUnits, credited.minorUnits, refusal?.reason.rawValue,
                refusal?.message, created.milliseconds, booked?.milliseconds,
                booked.map { HubLedger.businessDate($0).description }, answerDue?.milliseconds,
                submission?.cash.minorUnits ?? 0,
                submission.map { HubLedger.businessDate($0.taken).description },
            ])
    }
}

extension Submission {
    /// What of it lies in the kiosk's cash box.
    var cash: Money {
        tenders.map { tender in
            switch tender {
            case .notes: tender.amount
            case .card, .wallet, .creditNote: .zero(tender.amount.currency)
            }
        }
        .total(tendered.currency)
    }
}

extension Row {
    func time(_ column: String) -> WallTime? {
        (self[column] as Int64?).map { WallTime(milliseconds: $0) }
    }
}
