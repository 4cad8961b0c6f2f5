import HubLedger
import KioskAPI
import KioskCore
import Testing

/// Billers that take their time: the money is on the books at once, the settlement comes later.
struct PendingTests {
    private func submitted(_ account: AccountNumber) throws -> (Fixture, Submission, PaymentAnswer) {
        var fixture = try Fixture()
        let inquiry = Inquiry(biller: DemoBillers.telecom, account: account)
        let asked = try fixture.ledger.inquire(inquiry, now: fixture.now).inquiry
        fixture.now = fixture.now.advanced(by: .seconds(2))
        let statement = try #require(try fixture.ledger.inquiry(asked, now: fixture.now).statement)
        let order = try fixture.order("p-1", for: statement)
        _ = try fixture.ledger.prepare(order, now: fixture.now)
        let submission = fixture.submission(of: order, notes: [(100, 1)])
        return (fixture, submission, try fixture.ledger.confirm(submission, now: fixture.now))
    }

    @Test func aSlowBillerSettlesLaterAndOnce() throws {
        let (fixture, submission, first) = try submitted(DemoBillers.slowTelecomAccount)
        #expect(first.state == .pending)
        #expect(try fixture.ledger.totals().pending == yuan(100))
        try expectLaws(fixture.ledger)
        let later = fixture.now.advanced(by: .seconds(3))
        let settled = try fixture.ledger.status("p-1", now: later)
        #expect(settled.state == .settled)
        #expect(settled.settled == yuan(29))
        #expect(settled.creditNote?.amount == yuan(71))
        #expect(try fixture.ledger.confirm(submission, now: later) == settled)
        #expect(try fixture.ledger.totals().pending == yuan(0))
        try expectLaws(fixture.ledger)
    }

    @Test func aBillerThatRefusesLateLeavesTheMoneyOwed() throws {
        let (fixture, submission, _) = try submitted(DemoBillers.refusingTelecomAccount)
        try fixture.ledger.finishPending(now: fixture.now.advanced(by: .seconds(3)))
        let answer = try fixture.ledger.confirm(submission, now: fixture.now.advanced(by: .seconds(4)))
        #expect(answer.state == .refused)
        #expect(answer.creditNote?.amount == yuan(100))
        try expectLaws(fixture.ledger)
    }

    @Test func aBillThatWaitsForItsAnswerIsPaidByNobodyElse() throws {
        let (fixture, submission, _) = try submitted(DemoBillers.slowTelecomAccount)
        let again = Submission(
            payment: "p-2", kind: .advice, kiosk: "k-2", receiptNumber: "R-2", biller: submission.biller,
            account: submission.account, allocations: submission.allocations, tenders: submission.tenders,
            claimCode: claimCode("p-2"), taken: fixture.now)
        let answer = try fixture.ledger.advise(again, now: fixture.now)
        #expect(answer.refusal?.reason == .paymentInProgress)
        #expect(answer.creditNote?.amount == yuan(100))
        try fixture.ledger.finishPending(now: fixture.now.advanced(by: .seconds(3)))
        #expect(try fixture.ledger.payment("p-1")?.state == .settled)
        try expectLaws(fixture.ledger)
    }
}
