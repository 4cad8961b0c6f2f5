import GRDB
package import KioskAPI
package import KioskCore

extension HubLedger {
    /// The longest a kiosk is told to wait for another kiosk's payment, in seconds.
    static let longestInProgressHint: Int64 = 60

    /// Phase 1: reserves a payment before money is taken.
    ///
    /// The same id with the same body gets the payment as it now is; with another body a conflict. An earlier
    /// preparation of the same kiosk for the same account is given up: the resident went back and chose again.
    package func prepare(_ order: PaymentOrder, now: WallTime) throws -> PaymentAnswer {
        do { try order.checkBounds() } catch { throw HubError(error) }
        let hash = try BodyHash.of(order)
        return try database.write { database in
            if let known = try StoredPayment.find(order.payment, in: database) {
                guard known.orderHash == hash else { throw otherBody(order.payment) }
                return known.answer(at: now)
            }
            try finishPending(now: now, in: database)
            let amount = try judge(order, now: now, in: database)
            try giveWay(to: order, now: now, in: database)
            let payment = StoredPayment(
                order: order, hash: hash, amount: amount, expires: now.advanced(by: HubLedger.preparationLifetime),
                at: now)
            try payment.save(in: database)
            return payment.answer(at: now)
        }
    }

    /// Gives a preparation up: nothing was taken. Doing so twice is as good as once.
    package func cancel(_ id: PaymentID, now: WallTime) throws -> PaymentAnswer {
        try database.write { database in
            guard var payment = try StoredPayment.find(id, in: database) else { throw unknown(id) }
            guard !payment.state.isBooked else {
                throw HubError(.conflict, "The money of the payment \(id) is on the books; it cannot be cancelled.")
            }
            payment.state = .cancelled
            try payment.save(in: database)
            return payment.answer(at: now)
        }
    }

    /// What an order comes to, or throws why it cannot be paid.
    private func judge(_ order: PaymentOrder, now: WallTime, in database: Database) throws -> Money {
        let adapter = try adapter(order.biller)
        let account = try requireAccount(order.biller, order.account, in: database)
        guard let inquiry = try StoredInquiry.find(order.inquiry, in: database), inquiry.ready <= now,
            now <= inquiry.expires, inquiry.biller == order.biller, inquiry.account == order.account
        else { throw HubError(.inquiryExpired, "The inquiry has expired or is another account's; inquire again.") }
        guard adapter.biller.tenders.contains(order.tender) else {
            throw HubError(.tenderNotAllowed, "\(order.biller) does not take \(order.tender.rawValue).")
        }
        let bills = try StoredBill.all(order.biller, order.account, in: database)
        let judgement = Judgement(
            adapter: adapter, account: account, bills: bills, today: HubLedger.businessDate(now),
            payment: order.payment)
        switch judgement.targets(order.allocations) {
        case .success(let targets):
            return targets.map(\.amount).total(adapter.biller.currency)
        case .failure(let error):
            throw refusal(error.refusal, judgement: judgement, order: order, inquiry: inquiry)
        }
    }

    /// An amount that was right on the day of the inquiry is no longer: midnight passed and a penalty grew.
    private func refusal(
        _ refusal: HubRefusal, judgement: Judgement, order: PaymentOrder, inquiry: StoredInquiry
    ) -> HubError {
        if refusal.reason == .amountNotAllowed {
            let asAsked = Judgement(
                adapter: judgement.adapter, account: judgement.account, bills: judgement.bills,
                today: HubLedger.businessDate(inquiry.asked), payment: order.payment)
            if case .success = asAsked.targets(order.allocations) {
                return HubError(.billChanged, "The amount due has changed since the inquiry; inquire again.")
            }
        }
        let hint = refusal.reason == .paymentInProgress ? Int(HubLedger.longestInProgressHint) : nil
        return HubError(refusal, hintAfterSeconds: hint)
    }

    /// One payment in flight an account: refuses while another kiosk's is, and gives up this kiosk's earlier one.
    private func giveWay(to order: PaymentOrder, now: WallTime, in database: Database) throws {
        let sql = "SELECT * FROM payments WHERE biller = ? AND account = ? AND state IN ('PREPARED', 'PENDING')"
        let inFlight = try Row.fetchAll(database, cached: sql, arguments: [order.biller.text, order.account.text])
        for row in inFlight {
            var other = try StoredPayment(row: row)
            let expires = other.expires ?? now
            if other.state == .prepared, now > expires { continue }
            guard other.state == .prepared, other.kiosk == order.kiosk else {
                let left = other.state == .prepared ? (expires.milliseconds - now.milliseconds) / 1_000 + 1 : 5
                throw HubError(
                    .paymentInProgress, "Another payment for this account is under way.",
                    hintAfterSeconds: Int(min(left, HubLedger.longestInProgressHint)))
            }
            other.state = .cancelled
            try other.save(in: database)
        }
    }

    func otherBody(_ id: PaymentID) -> HubError {
        HubError(.conflict, "The payment \(id) is known with another body; a person must look.")
    }

    func unknown(_ id: PaymentID) -> HubError {
        HubError(.notFound, "The payment \(id) is not known here; if money was taken, send an advice.")
    }
}
