import HubLedger
import KioskAPI
import KioskCore
import Testing

/// A credit note of ¥13.60 that becomes a tender of another payment.
struct CreditNoteUseTests {
    private static let claim = CreditNoteClaim(payment: "p-2", kiosk: "k-2", code: claimCode("p-1"), currency: .cny)

    private func owed() throws -> Fixture {
        let fixture = try Fixture()
        try fixture.pay("p-1", try fixture.statement())
        return fixture
    }

    private func use(
        _ fixture: Fixture, _ id: PaymentID = "p-2", kiosk: KioskID = "k-2", _ currency: Currency = .cny
    ) throws -> CreditNoteAnswer {
        let claim = CreditNoteClaim(payment: id, kiosk: kiosk, code: claimCode("p-1"), currency: currency)
        return try fixture.ledger.claim(claim.code, ClaimBody(claim), now: fixture.now)
    }

    /// Settles nothing: all of it is owed again.
    private func submission(
        _ fixture: Fixture, _ tenders: [Tender], _ id: PaymentID = "p-2", kiosk: KioskID = "k-2"
    ) -> Submission {
        Submission(
            payment: id, kind: .advice, kiosk: kiosk, receiptNumber: "R-2", biller: nil, account: nil, allocations: [],
            tenders: tenders, claimCode: claimCode(id), taken: fixture.now)
    }

    private let note = CreditNote(code: claimCode("p-1"), amount: yuan(13, 60))

    @Test func theMoneyGoesFromOwedThroughTheKioskIntoThePaymentOnce() throws {
        let fixture = try owed()
        let answer = try use(fixture)
        #expect(answer.amount == yuan(13, 60) && answer.usedBy == "p-2" && answer.claimedBy == "k-2")
        #expect(try use(fixture) == answer, "the same claim again is answered as before")
        var totals = try fixture.ledger.totals()
        #expect(totals.owed == yuan(0) && totals.claimed == yuan(13, 60) && totals.paidOut == yuan(0))
        #expect(totals.balances)
        let payment = try fixture.ledger.advise(submission(fixture, [.creditNote(note)]), now: fixture.now)
        #expect(payment.creditNote == CreditNote(code: claimCode("p-2"), amount: yuan(13, 60)))
        totals = try fixture.ledger.totals()
        #expect(totals.owed == yuan(13, 60) && totals.claimed == yuan(0) && totals.received == yuan(100))
        try expectLaws(fixture.ledger)
    }

    @Test func aNoteAndCashPayABillTogether() throws {
        let fixture = try owed()
        let statement = try fixture.statement(DemoBillers.water, DemoBillers.demoWaterAccount)
        let order = try fixture.order("p-2", for: statement, kiosk: "k-2")
        let due = try fixture.ledger.prepare(order, now: fixture.now).amount ?? yuan(0)
        _ = try use(fixture)
        let paid = Submission(
            payment: "p-2", kind: .confirm, kiosk: "k-2", receiptNumber: "R-2", biller: order.biller,
            account: order.account, allocations: order.allocations,
            tenders: [.notes(denomination: yuan(100), count: 1), .creditNote(note)], claimCode: claimCode("p-2"),
            taken: fixture.now)
        let answer = try fixture.ledger.confirm(paid, now: fixture.now)
        #expect(answer.settled == due)
        #expect(answer.creditNote?.amount == yuan(113, 60) - due)
        try expectLaws(fixture.ledger)
        // The cash box holds the banknote alone, the day all that was tendered.
        let collection = CashCollection(
            id: "c-1", kiosk: "k-2", by: "T. Li", counted: [NoteCount(denomination: yuan(100), count: 1)],
            payments: [PaymentCash(payment: "p-2", cash: yuan(100))], uncertain: [], taken: fixture.now)
        #expect(try fixture.ledger.collect(collection, now: fixture.now).differences.isEmpty)
        let day = DayStatement(
            kiosk: "k-2", date: Fixture.today,
            lines: [DayStatement.Line(payment: "p-2", taken: yuan(113, 60), isFinal: true)])
        #expect(try fixture.ledger.compareDay(day, now: fixture.now).differences.isEmpty)
    }

    @Test func oneOfTwoKiosksGetsIt() throws {
        let fixture = try owed()
        _ = try use(fixture)
        #expect(refusal { try use(fixture, "p-3", kiosk: "k-3") } == .alreadyClaimed)
        #expect(refusal { try use(fixture, "p-2", kiosk: "k-3") } == .alreadyClaimed)
        let payOut = ClaimBody(claim: "p-2", kiosk: "k-2")
        #expect(refusal { try fixture.ledger.claim(claimCode("p-1"), payOut, now: fixture.now) } == .alreadyClaimed)
    }

    @Test func aNoteThatWasPaidOutPaysNoBill() throws {
        let fixture = try owed()
        _ = try fixture.ledger.claim(claimCode("p-1"), ClaimBody(claim: "p-2", kiosk: "k-2"), now: fixture.now)
        #expect(refusal { try use(fixture) } == .alreadyClaimed)
    }

    @Test func aNoteOfAnotherCurrencyStaysGood() throws {
        let fixture = try owed()
        #expect(refusal { try use(fixture, "p-2", .eur) } == .tenderNotAllowed)
        #expect(try fixture.ledger.creditNote(claimCode("p-1")).state == .open)
    }

    @Test func aClaimThatWasToldThereIsNoSuchNoteStaysRefused() throws {
        let fixture = try Fixture()
        #expect(refusal { try use(fixture) } == .notFound)
        // The payment that it comes from was only on its way: now there is one, and a repetition of the claim is late.
        try fixture.pay("p-1", try fixture.statement())
        #expect(refusal { try use(fixture) } == .notFound)
        #expect(try use(fixture, "p-3").usedBy == "p-3", "another payment may have it")
    }

    @Test func aPaymentThatIsOverTakesNoNote() throws {
        let fixture = try owed()
        let statement = try fixture.statement(DemoBillers.water, DemoBillers.demoWaterAccount)
        _ = try fixture.ledger.prepare(fixture.order("p-2", for: statement, kiosk: "k-2"), now: fixture.now)
        _ = try fixture.ledger.cancel("p-2", now: fixture.now)
        #expect(refusal { try use(fixture) } == .cancelled)
        #expect(try fixture.ledger.creditNote(claimCode("p-1")).state == .open)
    }

    enum Falsehood: CaseIterable, Sendable {
        case notClaimed, otherPayment, otherKiosk, otherAmount, twice
    }

    @Test(arguments: Falsehood.allCases)
    func aTenderThatWasNotClaimedJustSoIsAConflict(_ falsehood: Falsehood) throws {
        let fixture = try owed()
        if falsehood != .notClaimed { _ = try use(fixture) }
        let submission =
            switch falsehood {
            case .notClaimed: submission(fixture, [.creditNote(note)])
            case .otherPayment: submission(fixture, [.creditNote(note)], "p-3")
            case .otherKiosk: submission(fixture, [.creditNote(note)], kiosk: "k-3")
            case .otherAmount: submission(fixture, [.creditNote(CreditNote(code: note.code, amount: yuan(14)))])
            case .twice: submission(fixture, [.creditNote(note), .creditNote(note)])
            }
        #expect(refusal { try fixture.ledger.advise(submission, now: fixture.now) } == .conflict)
        #expect(try fixture.ledger.payment(submission.payment) == nil)
        #expect(try fixture.ledger.totals().balances)
    }

    @Test func aNoteWhosePaymentNeverComesRaisesAnAlarm() throws {
        var fixture = try owed()
        _ = try use(fixture)
        fixture.now = fixture.now.advanced(by: .seconds(47 * 3_600))
        try fixture.ledger.checkBooks(now: fixture.now)
        #expect(try !fixture.ledger.alarms().alarms.contains { $0.kind == .creditNoteUnspent })
        fixture.now = fixture.now.advanced(by: .seconds(2 * 3_600))
        try fixture.ledger.checkBooks(now: fixture.now)
        #expect(try fixture.ledger.alarms().alarms.filter { $0.kind == .creditNoteUnspent }.map(\.payment) == ["p-2"])
        _ = try fixture.ledger.advise(submission(fixture, [.creditNote(note)]), now: fixture.now)
        #expect(try !fixture.ledger.alarms().alarms.contains { $0.kind == .creditNoteUnspent })
    }

    @Test(arguments: [true, false])
    func aPaymentComesWithItsCurrency(hasPayment: Bool) throws {
        let text = hasPayment ? #""payment":"p-2""# : #""currency":"CNY""#
        let body = try HubJSON.decode(ClaimBody.self, from: Array(#"{"claim":"p-2","kiosk":"k-2",\#(text)}"#.utf8))
        #expect(refusal { try Fixture().ledger.claim(claimCode("p-1"), body, now: Fixture.morning) } == .requestInvalid)
    }
}
