import KioskCore

/// The hub's column, held against the journal's.
extension LawBook {
    mutating func openBooks(at path: String) throws { try books.open(at: path) }
    mutating func closeBooks() { books.close() }

    /// Looks through what is new in the books.
    mutating func auditBooks(isAfterStart: Bool) {
        if isAfterStart, isHubTrusted, books.hasLostRows() {
            broken(Breach(.i2, "the hub lost rows of its books that it had answered from"))
        }
        guard let news = books.readNews() else { return }
        for id in news.payments.sorted() where !falsified.contains(id) { check(id) }
        for bill in news.bills.sorted() {
            guard let paid = books.bills[bill], paid.payments.count > 1 else { continue }
            broken(Breach(.i2, "the bill \(bill) was settled by \(paid.payments.sorted().joined(separator: " and "))"))
        }
    }

    /// A credit note's money goes to one payment, once, and comes back with that alone.
    private mutating func checkCreditNotes(_ id: PaymentID, _ booked: HubBooks.Payment) {
        if books.owed < 0 { broken(Breach(.i1, "the hub gave away \(money(-books.owed)) more than it owed")) }
        if booked.lent != booked.notes {
            broken(
                Breach(
                    .i1,
                    "credit notes of \(money(booked.notes)) were used by \(id), and \(money(booked.lent)) was given to it"
                ))
        }
        if booked.received > 0, booked.spent != booked.lent {
            broken(
                Breach(
                    .i1, "\(id) was given \(money(booked.lent)) of credit notes and submitted \(money(booked.spent))"))
        }
        if booked.lent > 0, accounts[id]?.hasAskedForCredit != true {
            broken(Breach(.i1, "the hub gave a credit note to \(id), and no durable intent says so"))
        }
    }

    private mutating func check(_ id: PaymentID) {
        guard let booked = books.payments[id] else { return }
        if booked.settlements.count > 1 {
            broken(Breach(.i2, "\(id) was settled \(booked.settlements.count) times"))
        }
        checkCreditNotes(id, booked)
        guard booked.received > 0 else { return }
        guard let account = accounts[id], account.isQueued else {
            return broken(
                Breach(.i2, "the hub has \(money(booked.received)) of \(id), which the journal did not queue"))
        }
        if booked.received != account.taken {
            broken(Breach(.i1, "\(id) took \(money(account.taken)), the hub was told \(money(booked.received))"))
        }
        let pending = booked.received - booked.settled - booked.owed
        if pending < 0 {
            broken(Breach(.i1, "the hub gave away \(money(-pending)) more for \(id) than it was told"))
        }
        if booked.settlementRows != booked.settled {
            broken(
                Breach(
                    .i1,
                    "settlements of \(id) add up to \(money(booked.settlementRows)), its book says \(money(booked.settled))"
                ))
        }
    }
}
