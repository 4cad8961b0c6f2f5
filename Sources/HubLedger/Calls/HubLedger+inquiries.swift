import GRDB
package import KioskAPI
package import KioskCore

extension HubLedger {
    /// Seconds a client is told to wait for a biller that is slow.
    static let inquiryHintSeconds = 1
    /// Earlier months shown as bars.
    static let monthsOfHistory = 12

    /// Asks for the bills of an account. An account of a slow biller is answered as pending first.
    package func inquire(_ inquiry: Inquiry, now: WallTime) throws -> InquiryAnswer {
        try inquiry.checkBoundsAsError()
        let adapter = try adapter(inquiry.biller)
        return try database.write { database in
            try finishPending(now: now, in: database)
            _ = try requireAccount(inquiry.biller, inquiry.account, in: database)
            let id = "q-\(try HubLedger.next("inquiry", in: database))"
            let ready = now.advanced(by: adapter.inquiryDelay(of: inquiry.account))
            let expires = ready.advanced(by: HubLedger.inquiryLifetime)
            try database.execute(
                cached: """
                    INSERT INTO inquiries (id, biller, account, asked_at, ready_at, expires) VALUES (?, ?, ?, ?, ?, ?)
                    """,
                arguments: [
                    id, inquiry.biller.text, inquiry.account.text, now.milliseconds, ready.milliseconds,
                    expires.milliseconds,
                ])
            return try answer(StoredInquiry(id: id, inquiry, asked: now, ready: ready, expires: expires), now, database)
        }
    }

    /// The state of an inquiry that was answered as pending, or the same statement as of now.
    package func inquiry(_ id: String, now: WallTime) throws -> InquiryAnswer {
        try database.read { database in
            guard let stored = try StoredInquiry.find(id, in: database) else {
                throw HubError(.notFound, "There is no inquiry \(id.prefix(Bounds.longestText)); inquire again.")
            }
            guard now <= stored.expires else {
                throw HubError(.inquiryExpired, "The inquiry \(id) has expired; inquire again.")
            }
            return try answer(stored, now, database)
        }
    }

    /// Every bill of an account, oldest first.
    package func history(_ biller: BillerID, _ account: AccountNumber, now: WallTime) throws -> HistoryAnswer {
        try Inquiry(biller: biller, account: account).checkBoundsAsError()
        let adapter = try adapter(biller)
        return try database.read { database in
            _ = try requireAccount(biller, account, in: database)
            let today = HubLedger.businessDate(now)
            let bills = try StoredBill.all(biller, account, in: database)
                .map { $0.bill(on: today, penalty: adapter.latePenalty) }
            return HistoryAnswer(
                biller: biller, account: account, bills: Array(bills.suffix(AccountStatement.mostBills)))
        }
    }

    private func answer(_ stored: StoredInquiry, _ now: WallTime, _ database: Database) throws -> InquiryAnswer {
        guard now >= stored.ready else {
            return InquiryAnswer(pending: stored.id, hintAfterSeconds: HubLedger.inquiryHintSeconds)
        }
        return InquiryAnswer(try statement(for: stored, now: now, in: database))
    }

    private func statement(
        for stored: StoredInquiry, now: WallTime, in database: Database
    ) throws -> AccountStatement {
        let adapter = try adapter(stored.biller)
        let account = try requireAccount(stored.biller, stored.account, in: database)
        let today = HubLedger.businessDate(now)
        let bills = try StoredBill.all(stored.biller, stored.account, in: database)
        let open = bills.filter { $0.paidOn == nil }.map { $0.bill(on: today, penalty: adapter.latePenalty) }
        let earlier = bills.filter { $0.paidOn != nil }
        return AccountStatement(
            inquiry: stored.id, biller: adapter.biller, account: stored.account, maskedHolder: account.holder,
            openBills: Array(open.prefix(AccountStatement.mostBills)),
            history: earlier.suffix(HubLedger.monthsOfHistory)
                .map { MonthlyFigure(period: $0.period, amount: $0.principal, usage: $0.usage) },
            lastPaid: earlier.last.flatMap { bill in
                bill.paidOn.map { PaidBill(id: bill.id, period: bill.period, amount: bill.paidAmount, paid: $0) }
            },
            balance: account.balance, suggestedAmounts: adapter.topUps?.suggested ?? [], expires: stored.expires)
    }

    /// The account, or the refusal that says why it cannot be paid for.
    func requireAccount(
        _ biller: BillerID, _ number: AccountNumber, in database: Database
    ) throws -> StoredAccount {
        guard let account = try StoredAccount.find(biller, number, in: database) else {
            throw HubError(.accountUnknown, "\(biller) has no account \(number.masked); check the number.")
        }
        guard !account.isBlocked else {
            throw HubError(.accountBlocked, "\(biller) has blocked the account \(number.masked); call its hotline.")
        }
        return account
    }
}

/// An inquiry as it lies in the database.
struct StoredInquiry: Sendable {
    let id: String
    let biller: BillerID
    let account: AccountNumber
    let asked: WallTime
    let ready: WallTime
    let expires: WallTime

    init(id: String, _ inquiry: Inquiry, asked: WallTime, ready: WallTime, expires: WallTime) {
        self.id = id
        biller = inquiry.biller
        account = inquiry.account
        self.asked = asked
        self.ready = ready
        self.expires = expires
    }

    static func find(_ id: String, in database: Database) throws -> StoredInquiry? {
        try Row.fetchOne(database, cached: "SELECT * FROM inquiries WHERE id = ?", arguments: [id]).map { row in
            StoredInquiry(
                id: id, Inquiry(biller: row.identifier("biller"), account: row.identifier("account")),
                asked: WallTime(milliseconds: row["asked_at"]), ready: WallTime(milliseconds: row["ready_at"]),
                expires: WallTime(milliseconds: row["expires"]))
        }
    }
}

extension Inquiry {
    func checkBoundsAsError() throws(HubError) {
        do { try checkBounds() } catch { throw HubError(error) }
    }
}
