import GRDB
import KioskAPI
import KioskCore
import Testing

@testable import HubLedger

/// What the hub asks while kiosks wait must cost the same with a million payments as with a thousand.
struct QueryPlanTests {
    /// Every statement of a day at the hub, as SQLite was given it.
    private func statements() throws -> Set<String> {
        let fixture = try Fixture()
        let seen = Statements()
        fixture.ledger.database.writeWithoutTransaction { database in
            database.trace { if case .statement(let statement) = $0 { seen.add(statement.sql) } }
        }
        let statement = try fixture.statement()
        try fixture.pay("p-1", statement)
        try fixture.pay("p-1", statement)
        let slow = Inquiry(biller: DemoBillers.telecom, account: DemoBillers.slowTelecomAccount)
        _ = try fixture.ledger.inquire(slow, now: fixture.now)
        let note = Submission(
            payment: "s-1", kind: .advice, kiosk: "k-1", receiptNumber: "k-1-000001", biller: DemoBillers.telecom,
            account: DemoBillers.slowTelecomAccount,
            allocations: [Allocation(bill: nil, period: BillingPeriod("2026-10"), amount: yuan(29))],
            tenders: [.notes(denomination: yuan(50), count: 1)], claimCode: claimCode("s-1"), taken: fixture.now)
        _ = try fixture.ledger.advise(note, now: fixture.now)
        let later = fixture.now.advanced(by: .seconds(3))
        try fixture.ledger.finishPending(now: later)
        #expect(try fixture.ledger.payment("s-1")?.state == .settled)
        _ = try fixture.ledger.status("s-1", now: later)
        _ = try fixture.ledger.voucher("s-1", now: later)
        let collection = CashCollection(
            id: "c-1", kiosk: "k-1", by: "Lin", counted: [],
            payments: [PaymentCash(payment: "s-1", cash: yuan(50))], uncertain: [], taken: later)
        _ = try fixture.ledger.collect(collection, now: later)
        let day = DayStatement(
            kiosk: "k-1", date: Fixture.today,
            lines: [DayStatement.Line(payment: "s-1", taken: yuan(50), isFinal: true)])
        _ = try fixture.ledger.compareDay(day, now: later)
        let gateway = DemoWalletGateway()
        let charge = WalletCharge(
            payment: "w-1", kiosk: "k-1", amount: yuan(1), code: WalletCode(provider: .alipay, digits: "280"))
        _ = try fixture.ledger.finish(
            try fixture.ledger.chargeWallet(charge, now: later), through: gateway, now: later)
        _ = try fixture.ledger.walletsToAsk(now: later)
        try fixture.ledger.checkBooks(now: later.advanced(by: .seconds(3 * 86_400)))
        try fixture.ledger.purge(now: later)
        _ = try fixture.ledger.kiosks()
        return seen.all
    }

    @Test func noStatementWalksAllPayments() throws {
        let statements = try statements()
        #expect(statements.contains { $0.contains("INSERT INTO payments") })
        let books = try Fixture().ledger.database
        let growing = ["payments", "book", "settlements", "bills", "credit_notes", "wallet_charges", "collected_cash"]
        for sql in statements {
            let verb = sql.prefix(6).uppercased()
            guard ["SELECT", "INSERT", "UPDATE", "DELETE"].contains(verb) else { continue }
            let plan = try books.read { database in
                let statement = try database.makeStatement(sql: "EXPLAIN QUERY PLAN \(sql)")
                statement.setUncheckedArguments(StatementArguments())
                return try Row.fetchAll(statement).map { $0["detail"] as String }
            }
            for step in plan {
                let walked = growing.filter { step == "SCAN \($0)" || step.hasPrefix("SCAN \($0) ") }
                #expect(walked.isEmpty, "\(step): \(sql)")
            }
        }
    }
}

/// Statements seen, from whichever connection.
private final class Statements: @unchecked Sendable {
    // SQLite traces on the ledger's one connection, which is one at a time.
    private(set) var all: Set<String> = []
    func add(_ sql: String) { all.insert(sql) }
}
