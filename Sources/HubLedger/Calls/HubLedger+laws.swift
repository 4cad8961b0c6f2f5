import GRDB
package import KioskAPI
package import KioskCore

/// A payment whose id the hub knows, for those who check the laws.
package struct HubPayment: Hashable, Sendable {
    package let id: PaymentID
    package let state: PaymentAnswer.State
    package let kiosk: KioskID
    package let biller: BillerID?
    package let account: AccountNumber?
    package let tendered: Money
    package let settled: Money
    package let credited: Money
    package let reference: String?

    init(_ payment: StoredPayment) {
        id = payment.id
        state = payment.state
        kiosk = payment.kiosk
        biller = payment.biller
        account = payment.account
        tendered = payment.tendered
        settled = payment.settled
        credited = payment.credited
        reference = payment.reference
    }
}

/// The sums of the book in one currency. Always: received = settled + owed + claimed + paidOut + pending.
package struct HubTotals: Hashable, Sendable {
    /// All money kiosks have said they took.
    package let received: Money
    package let settled: Money
    /// Credit notes that nobody has claimed yet.
    package let owed: Money
    /// Credit notes that were claimed for payments that have not been submitted yet.
    package let claimed: Money
    /// Credit notes that were paid out.
    package let paidOut: Money
    package let pending: Money

    package var balances: Bool { received == settled + owed + claimed + paidOut + pending }
}

extension HubLedger {
    package func payment(_ id: PaymentID) throws -> HubPayment? {
        try database.read { try StoredPayment.find(id, in: $0).map(HubPayment.init) }
    }

    /// Every payment, in the order of ids.
    package func allPayments() throws -> [HubPayment] {
        try database.read { database in
            try Row.fetchAll(database, cached: "SELECT * FROM payments ORDER BY id")
                .map { HubPayment(try StoredPayment(row: $0)) }
        }
    }

    /// How many distinct settlements a payment has: 0 or 1, by law I2. Counted from the settlements themselves: a
    /// payment for three bills is one settlement with three rows, all booked in the same moment.
    package func settlementCount(of id: PaymentID) throws -> Int {
        let sql = "SELECT COUNT(DISTINCT reference || '@' || settled_at) FROM settlements WHERE payment = ?"
        return try database.read { try Int.fetchOne($0, cached: sql, arguments: [id.text]) } ?? 0
    }

    /// The sum of a payment's settlement rows, which must be what the payment itself says.
    package func settledSum(of id: PaymentID, _ currency: Currency = .cny) throws -> Money {
        let sql = "SELECT COALESCE(SUM(amount), 0) FROM settlements WHERE payment = ? AND currency = ?"
        let sum = try database.read { try Int64.fetchOne($0, cached: sql, arguments: [id.text, currency.code]) }
        return Money(sum ?? 0, currency)
    }

    /// What the credit notes were worth that a payment was given, by the notes themselves.
    package func creditNotesUsed(by id: PaymentID, _ currency: Currency = .cny) throws -> Money {
        let sql = "SELECT COALESCE(SUM(amount), 0) FROM credit_notes WHERE used_by = ? AND currency = ?"
        let sum = try database.read { try Int64.fetchOne($0, cached: sql, arguments: [id.text, currency.code]) }
        return Money(sum ?? 0, currency)
    }

    package func totals(_ currency: Currency = .cny) throws -> HubTotals {
        try database.read { database in
            HubTotals(
                received: .zero(currency) - (try Book.balance("cash:", currency, in: database))
                    - (try Book.balance("card:", currency, in: database))
                    - (try Book.balance("wallet:", currency, in: database)),
                settled: try Book.balance("biller:", currency, in: database),
                owed: try Book.balance(Book.owedToResidents, currency, in: database),
                claimed: try Book.balance("credit:", currency, in: database),
                paidOut: try Book.balance(Book.paidOut, currency, in: database),
                pending: try Book.balance(Book.clearing, currency, in: database))
        }
    }
}
