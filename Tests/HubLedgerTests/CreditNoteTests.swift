import HubLedger
import KioskAPI
import KioskCore
import Testing

struct CreditNoteTests {
    private func owed() throws -> (Fixture, ClaimCode) {
        let fixture = try Fixture()
        try fixture.pay("p-1", try fixture.statement())
        return (fixture, claimCode("p-1"))
    }

    @Test func aCreditNoteIsPaidOutOnce() throws {
        let (fixture, code) = try owed()
        #expect(try fixture.ledger.creditNote(code).state == .open)
        let claim = ClaimBody(claim: "c-1", kiosk: "k-2")
        let first = try fixture.ledger.claim(code, claim, now: fixture.now)
        #expect(first.state == .claimed)
        #expect(first.amount == yuan(13, 60))
        #expect(try fixture.ledger.claim(code, claim, now: fixture.now.advanced(by: .seconds(60))) == first)
        let other = ClaimBody(claim: "c-2", kiosk: "k-2")
        #expect(refusal { try fixture.ledger.claim(code, other, now: fixture.now) } == .alreadyClaimed)
        // The same id from elsewhere would be paid out a second time.
        let elsewhere = ClaimBody(claim: "c-1", kiosk: "k-3")
        #expect(refusal { try fixture.ledger.claim(code, elsewhere, now: fixture.now) } == .alreadyClaimed)
        let totals = try fixture.ledger.totals()
        #expect(totals.paidOut == yuan(13, 60))
        #expect(totals.owed == yuan(0))
        try expectLaws(fixture.ledger)
    }

    @Test func anUnknownCodeIsNotFound() throws {
        let (fixture, _) = try owed()
        #expect(refusal { try fixture.ledger.creditNote(claimCode("nobody")) } == .notFound)
    }

    @Test func aClaimCodeCannotServeTwoPayments() throws {
        let (fixture, code) = try owed()
        let second = Submission(
            payment: "p-2", kind: .advice, kiosk: "k-1", receiptNumber: "R-2", biller: nil, account: nil,
            allocations: [], tenders: [.notes(denomination: yuan(10), count: 1)], claimCode: code,
            taken: fixture.now)
        #expect(refusal { try fixture.ledger.advise(second, now: fixture.now) } == .conflict)
        try expectLaws(fixture.ledger)
    }
}
