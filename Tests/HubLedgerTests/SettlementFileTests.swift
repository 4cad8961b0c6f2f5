import HubLedger
import KioskCore
import Testing

/// Fault 46: midnight at the end of the day. Each payment is in exactly one batch.
struct SettlementFileTests {
    private func pay(_ id: PaymentID, _ account: AccountNumber, at now: WallTime, _ fixture: Fixture) throws {
        var fixture = fixture
        fixture.now = now
        try fixture.pay(id, try fixture.statement(DemoBillers.billFile, account))
    }

    @Test func paymentsAroundMidnightAreEachInOneBatch() throws {
        let fixture = try Fixture()
        try pay("p-1", "60001234", at: time("2026-11-21", hour: 23, minute: 59), fixture)
        try pay("p-2", "60004321", at: time("2026-11-22", hour: 0), fixture)
        let later = time("2026-11-23", hour: 6)
        let first = try fixture.ledger.settlementBatch(DemoBillers.billFile, date: date("2026-11-21"), now: later)
        let second = try fixture.ledger.settlementBatch(DemoBillers.billFile, date: date("2026-11-22"), now: later)
        #expect(first.rows.map(\.payment) == ["p-1"])
        #expect(second.rows.map(\.payment) == ["p-2"])
        #expect(try fixture.ledger.settlementBatch(DemoBillers.billFile, date: date("2026-11-21"), now: later) == first)
    }

    @Test func whatComesAfterTheCutIsInTheNextBatch() throws {
        let fixture = try Fixture()
        let cut = time("2026-11-22", hour: 1)
        let empty = try fixture.ledger.settlementBatch(DemoBillers.billFile, date: Fixture.today, now: cut)
        #expect(empty.rows.isEmpty)
        // The hub's clock was set back an hour and more: the payment is booked on the day that is cut already.
        try pay("p-1", "60001234", at: time("2026-11-21", hour: 23), fixture)
        let later = time("2026-11-23", hour: 1)
        #expect(try fixture.ledger.settlementBatch(DemoBillers.billFile, date: Fixture.today, now: later).rows.isEmpty)
        let next = try fixture.ledger.settlementBatch(DemoBillers.billFile, date: date("2026-11-22"), now: later)
        #expect(next.rows.map(\.payment) == ["p-1"])
    }

    @Test func aDayThatIsNotOverIsNotCut() throws {
        let fixture = try Fixture()
        let error = #expect(throws: HubLedgerError.self) {
            try fixture.ledger.settlementBatch(
                DemoBillers.billFile, date: Fixture.today, now: time("2026-11-21", hour: 23, minute: 59))
        }
        #expect(error?.code == .dayNotOver)
    }

    @Test func theFileListsPaymentsAndEndsWithCountAndSum() throws {
        let fixture = try Fixture()
        try pay("p-1", "60001234", at: time("2026-11-21", hour: 9, minute: 5), fixture)
        let batch = try fixture.ledger.settlementBatch(
            DemoBillers.billFile, date: Fixture.today, now: time("2026-11-22", hour: 1))
        #expect(
            batch.text == """
                reference,payment,account,period,amount,currency,settled_at
                H261121-000001,p-1,60001234,2026-10,44.85,CNY,2026-11-21T09:05:00+08:00
                TOTAL,1,,,44.85,CNY,2026-11-21

                """)
    }

    /// Refused money is owed to the resident, not to the company.
    @Test func refusedPaymentsAreInNoBatch() throws {
        let fixture = try Fixture()
        let statement = try fixture.statement(DemoBillers.billFile, "60001234")
        let order = try fixture.order("p-1", for: statement)
        _ = try fixture.ledger.prepare(order, now: fixture.now)
        _ = try fixture.ledger.confirm(fixture.submission(of: order, notes: [(20, 1)]), now: fixture.now)
        let batch = try fixture.ledger.settlementBatch(
            DemoBillers.billFile, date: Fixture.today, now: time("2026-11-22", hour: 1))
        #expect(batch.rows.isEmpty)
    }
}
