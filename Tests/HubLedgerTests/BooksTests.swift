import Foundation
import GRDB
import KioskAPI
import KioskCore
import Testing

@testable import HubLedger

struct BooksTests {
    /// A path for books of their own, removed afterwards with what SQLite puts beside them.
    private func withBooks<Result>(_ body: (String) throws -> Result) throws -> Result {
        let folder = FileManager.default.temporaryDirectory.appendingPathComponent("hub-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        return try body(folder.appendingPathComponent("hub.sqlite").path)
    }

    @Test func whatWasAnsweredIsThereAfterARestart() throws {
        try withBooks { path in
            let submission: Submission
            let answer: PaymentAnswer
            do {
                let fixture = try Fixture(path: path)
                let order = try fixture.order("p-1", for: try fixture.statement())
                _ = try fixture.ledger.prepare(order, now: fixture.now)
                submission = fixture.submission(of: order, notes: [(100, 1)])
                answer = try fixture.ledger.confirm(submission, now: fixture.now)
            }
            let reopened = try HubLedger(path: path, adapters: DemoBillers.adapters)
            #expect(try reopened.confirm(submission, now: Fixture.morning) == answer)
            #expect(try reopened.catalogue(since: nil).version == 1)
            try expectLaws(reopened)
        }
    }

    @Test func changedBillersAreANewVersionOfTheCatalogue() throws {
        try withBooks { path in
            let versions = try [DemoBillers.adapters, DemoBillers.adapters, Array(DemoBillers.adapters.dropLast())]
                .map { try HubLedger(path: path, adapters: $0).catalogueVersion() }
            #expect(versions == [1, 1, 2])
        }
    }

    @Test func aCopyGoesItsOwnWay() throws {
        let fixture = try Fixture()
        let copy = try fixture.ledger.copy()
        try fixture.pay("p-1", try fixture.statement())
        #expect(try copy.allPayments().isEmpty)
        #expect(try copy.catalogue(since: nil) == fixture.ledger.catalogue(since: nil))
        #expect(try copy.totals() != fixture.ledger.totals())
    }

    /// Two requests of one id at once, as when a proxy repeats one: one books, the other gets its answer.
    @Test func concurrentConfirmationsOfOneIdSettleOnce() async throws {
        let fixture = try Fixture()
        let order = try fixture.order("p-1", for: try fixture.statement())
        _ = try fixture.ledger.prepare(order, now: fixture.now)
        let (ledger, now) = (fixture.ledger, fixture.now)
        let submission = fixture.submission(of: order, notes: [(100, 1)])
        let answers = try await withThrowingTaskGroup(of: PaymentAnswer.self) { group in
            for _ in 0..<8 { group.addTask { try ledger.confirm(submission, now: now) } }
            return try await group.reduce(into: Set<PaymentAnswer>()) { $0.insert($1) }
        }
        #expect(answers.count == 1)
        #expect(try ledger.settlementCount(of: "p-1") == 1)
        #expect(try ledger.totals().received == yuan(100))
        try expectLaws(ledger)
    }

    @Test(arguments: [
        "UPDATE book SET amount = 1", "DELETE FROM book", "DELETE FROM settlements",
        "UPDATE settlements SET amount = 1",
    ])
    func theBookIsNeverRewritten(_ sql: String) throws {
        let fixture = try Fixture()
        try fixture.pay("p-1", try fixture.statement())
        #expect(throws: DatabaseError.self) { try fixture.ledger.database.write { try $0.execute(sql: sql) } }
        try expectLaws(fixture.ledger)
    }

    @Test func anotherProgramsDatabaseIsLeftAlone() throws {
        try withBooks { path in
            let other = try DatabaseQueue(path: path)
            try other.write { try $0.execute(sql: "CREATE TABLE journal (sequence INTEGER PRIMARY KEY)") }
            try other.close()
            #expect(throws: HubLedgerError.self) { try HubLedger(path: path, adapters: DemoBillers.adapters) }
            let again = try DatabaseQueue(path: path)
            let tables = try again.read { try String.fetchAll($0, sql: "SELECT name FROM sqlite_master") }
            #expect(tables == ["journal"])
        }
    }

    @Test func everyEarlierSchemaIsBroughtUpToDate() throws {
        for migration in HubLedger.migrator.migrations {
            try withBooks { path in
                let queue = try DatabaseQueue(path: path)
                try HubLedger.migrator.migrate(queue, upTo: migration)
                try queue.close()
                let fixture = try Fixture(path: path)
                #expect(try fixture.pay("p-1", try fixture.statement()).state == .settled)
            }
        }
    }

    @Test func idsAreForgottenAfterThirteenMonthsUnlessSomethingIsOpen() throws {
        var fixture = try Fixture()
        // p-1 leaves a credit note, p-2 is exact, p-3 was only prepared.
        try fixture.pay("p-1", try fixture.statement())
        let statement = try fixture.statement(DemoBillers.television, DemoBillers.demoTelevisionAccount)
        let exact = try fixture.order("p-2", for: statement, amount: yuan(100))
        _ = try fixture.ledger.prepare(exact, now: fixture.now)
        _ = try fixture.ledger.confirm(fixture.submission(of: exact, notes: [(100, 1)]), now: fixture.now)
        _ = try fixture.ledger.prepare(try fixture.order("p-3", for: statement), now: fixture.now)
        let totals = try fixture.ledger.totals()

        fixture.now = time("2027-12-21", hour: 9)
        #expect(try fixture.ledger.purge(now: fixture.now) == 0)
        fixture.now = time("2027-12-27", hour: 9)
        #expect(try fixture.ledger.purge(now: fixture.now) == 2)
        #expect(try fixture.ledger.allPayments().map(\.id) == ["p-1"])
        #expect(try fixture.ledger.totals() == totals)

        _ = try fixture.ledger.claim(claimCode("p-1"), ClaimBody(claim: "c", kiosk: "k-1"), now: fixture.now)
        #expect(try fixture.ledger.purge(now: fixture.now) == 1)
    }

    @Test func aSettlementThatNoBatchHoldsKeepsItsId() throws {
        let fixture = try Fixture()
        let statement = try fixture.statement(DemoBillers.billFile, DemoBillers.demoBillFileAccount)
        let order = try fixture.order("p-1", for: statement)
        let card = CardCapture(
            amount: statement.openBills[0].amountDue, terminalReceiptNumber: 1, traceNumber: 1,
            authorisationCode: "A1", lastFour: "4242", cardName: "UnionPay", terminalID: "T1")
        let advice = Submission(
            payment: "p-1", kind: .advice, kiosk: "k-1", receiptNumber: "R-1", biller: order.biller,
            account: order.account, allocations: order.allocations, tenders: [.card(card)],
            claimCode: claimCode("p-1"), taken: fixture.now)
        #expect(try fixture.ledger.advise(advice, now: fixture.now).creditNote == nil)
        let later = time("2028-03-01", hour: 9)
        #expect(try fixture.ledger.purge(now: later) == 0)
        _ = try fixture.ledger.settlementBatch(DemoBillers.billFile, date: Fixture.today, now: later)
        #expect(try fixture.ledger.purge(now: later) == 1)
    }

    @Test func reconciliationListsADayWithItsSums() throws {
        let fixture = try Fixture()
        try fixture.pay("p-1", try fixture.statement())
        try fixture.pay("p-2", try fixture.statement(DemoBillers.water, DemoBillers.demoWaterAccount), kiosk: "k-2")
        let day = try fixture.ledger.reconciliation(Fixture.today)
        #expect(day.entries.map(\.payment) == ["p-1", "p-2"])
        #expect(day.totals.map(\.settled) == [yuan(176, 10)])
        #expect(day.totals.map(\.tendered) == [yuan(200)])
        #expect(day.next == nil)
        let one = try fixture.ledger.reconciliation(Fixture.today, kiosk: "k-2")
        #expect(one.entries.map(\.payment) == ["p-2"])
        #expect(one.totals.map(\.payments) == [1])
        #expect(try fixture.ledger.reconciliation(date("2026-11-20")).entries.isEmpty)
    }

    @Test func storageThatFailedIsToldFromOrdinaryErrors() {
        #expect(HubLedger.storageFailure(DatabaseError(resultCode: .SQLITE_IOERR)) != nil)
        #expect(HubLedger.storageFailure(DatabaseError(resultCode: .SQLITE_FULL)) != nil)
        #expect(HubLedger.storageFailure(DatabaseError(resultCode: .SQLITE_CONSTRAINT)) == nil)
        #expect(HubLedger.storageFailure(HubError(.notFound, "")) == nil)
    }
}
