import HubLedger
import KioskAPI
import KioskCore
import Testing

struct SubmissionTests {
    @Test func confirmingSettlesTheBillAndOwesTheChange() throws {
        let fixture = try Fixture()
        let order = try fixture.order("p-1", for: try fixture.statement())
        _ = try fixture.ledger.prepare(order, now: fixture.now)
        let submission = fixture.submission(of: order, notes: [(50, 1), (20, 2)])
        let answer = try fixture.ledger.confirm(submission, now: fixture.now)
        #expect(answer.state == .settled)
        #expect(answer.settled == yuan(86, 40))
        #expect(answer.creditNote == CreditNote(code: submission.claimCode, amount: yuan(3, 60)))
        #expect(answer.reference == "H261121-000001")
        #expect(try fixture.statement().openBills.isEmpty)
        #expect(try fixture.statement().lastPaid?.paid == Fixture.today)
        try expectLaws(fixture.ledger)
    }

    @Test func theSameConfirmationAgainGetsTheStoredAnswer() throws {
        let fixture = try Fixture()
        let order = try fixture.order("p-1", for: try fixture.statement())
        _ = try fixture.ledger.prepare(order, now: fixture.now)
        let submission = fixture.submission(of: order, notes: [(100, 1)])
        let first = try fixture.ledger.confirm(submission, now: fixture.now)
        for days in [0, 1, 390] {
            let later = fixture.now.advanced(by: .seconds(days * 86_400))
            #expect(try fixture.ledger.confirm(submission, now: later) == first)
            #expect(try fixture.ledger.status("p-1", now: later) == first)
        }
        #expect(try fixture.ledger.settlementCount(of: "p-1") == 1)
        #expect(try fixture.ledger.totals().received == yuan(100))
        try expectLaws(fixture.ledger)
    }

    @Test func anotherBodyUnderTheSameIdIsAConflictAndChangesNothing() throws {
        let fixture = try Fixture()
        let order = try fixture.order("p-1", for: try fixture.statement())
        _ = try fixture.ledger.prepare(order, now: fixture.now)
        _ = try fixture.ledger.confirm(fixture.submission(of: order, notes: [(100, 1)]), now: fixture.now)
        let before = try fixture.ledger.totals()
        for other in [
            fixture.submission(of: order, notes: [(100, 2)]),
            fixture.submission(of: order, notes: [(100, 1)], allocations: []),
            fixture.submission(of: order, notes: [(100, 1)], code: 7),
        ] {
            #expect(refusal { try fixture.ledger.confirm(other, now: fixture.now) } == .conflict)
            #expect(refusal { try fixture.ledger.advise(other, now: fixture.now) } == .conflict)
        }
        #expect(try fixture.ledger.totals() == before)
    }

    @Test func confirmationAndAdviceOfTheSameMoneyAreOne() throws {
        let fixture = try Fixture()
        let order = try fixture.order("p-1", for: try fixture.statement())
        let confirmation = fixture.submission(of: order, notes: [(100, 1)])
        #expect(refusal { try fixture.ledger.confirm(confirmation, now: fixture.now) } == .notFound)
        let advice = fixture.submission(of: order, notes: [(100, 1)], kind: .advice)
        let answer = try fixture.ledger.advise(advice, now: fixture.now)
        #expect(answer.state == .settled)
        #expect(try fixture.ledger.confirm(confirmation, now: fixture.now) == answer)
        try expectLaws(fixture.ledger)
    }

    @Test func aBillPaidElsewhereMeanwhileIsOwedInFull() throws {
        let fixture = try Fixture()
        let statement = try fixture.statement()
        let order = try fixture.order("p-1", for: statement, kiosk: "k-1")
        _ = try fixture.ledger.prepare(order, now: fixture.now)
        let offline = try fixture.order("p-2", for: statement, kiosk: "k-2")
        let advice = fixture.submission(of: offline, notes: [(100, 1)], kind: .advice)
        #expect(try fixture.ledger.advise(advice, now: fixture.now).state == .settled)
        let answer = try fixture.ledger.confirm(fixture.submission(of: order, notes: [(100, 1)]), now: fixture.now)
        #expect(answer.state == .refused)
        #expect(answer.refusal?.reason == .alreadyPaid)
        #expect(answer.creditNote?.amount == yuan(100))
        try expectLaws(fixture.ledger)
    }

    @Test func moneyTakenAfterTheExpiryAndItsGraceIsOwed() throws {
        let fixture = try Fixture()
        let order = try fixture.order("p-1", for: try fixture.statement())
        _ = try fixture.ledger.prepare(order, now: fixture.now)
        let late = fixture.now.advanced(
            by: HubLedger.preparationLifetime + HubLedger.confirmationGrace + .milliseconds(1))
        let answer = try fixture.ledger.confirm(
            fixture.submission(of: order, notes: [(100, 1)], taken: late), now: late)
        #expect(answer.refusal?.reason == .preparationExpired)
        #expect(answer.creditNote?.amount == yuan(100))
        try expectLaws(fixture.ledger)
    }

    /// The network failed after the last note; the confirmation comes a day later and the bill is still open.
    @Test func moneyTakenInTimeSettlesHoweverLateItsConfirmation() throws {
        let fixture = try Fixture()
        let order = try fixture.order("p-1", for: try fixture.statement())
        _ = try fixture.ledger.prepare(order, now: fixture.now)
        let taken = fixture.now.advanced(by: HubLedger.preparationLifetime)
        let answer = try fixture.ledger.confirm(
            fixture.submission(of: order, notes: [(100, 1)], taken: taken),
            now: fixture.now.advanced(by: .seconds(86_400)))
        #expect(answer.state == .settled)
    }

    /// A kiosk whose clock is ten years ahead confirms at once: the hub's own clock says it is in time.
    @Test func aKioskClockFarAheadDoesNotExpireAPreparation() throws {
        let fixture = try Fixture()
        let order = try fixture.order("p-1", for: try fixture.statement())
        _ = try fixture.ledger.prepare(order, now: fixture.now)
        let ahead = fixture.now.advanced(by: .seconds(10 * 365 * 86_400))
        let answer = try fixture.ledger.confirm(
            fixture.submission(of: order, notes: [(100, 1)], taken: ahead), now: fixture.now)
        #expect(answer.state == .settled)
    }

    @Test func aPreparationGivenUpIsNotSettledButItsMoneyIsOwed() throws {
        let fixture = try Fixture()
        let order = try fixture.order("p-1", for: try fixture.statement())
        _ = try fixture.ledger.prepare(order, now: fixture.now)
        _ = try fixture.ledger.cancel("p-1", now: fixture.now)
        let answer = try fixture.ledger.confirm(fixture.submission(of: order, notes: [(20, 1)]), now: fixture.now)
        #expect(answer.refusal?.reason == .cancelled)
        #expect(answer.creditNote?.amount == yuan(20))
        try expectLaws(fixture.ledger)
    }

    @Test func cancellingAfterStackingOwesEverything() throws {
        let fixture = try Fixture()
        let order = try fixture.order("p-1", for: try fixture.statement())
        _ = try fixture.ledger.prepare(order, now: fixture.now)
        let submission = fixture.submission(of: order, notes: [(20, 2)], allocations: [])
        let answer = try fixture.ledger.confirm(submission, now: fixture.now)
        #expect(answer.state == .credited)
        #expect(answer.refusal == nil)
        #expect(answer.creditNote == CreditNote(code: submission.claimCode, amount: yuan(40)))
        #expect(try fixture.statement().openBills.count == 1)
        try expectLaws(fixture.ledger)
    }

    @Test func moneyInSuspenseIsOwedUnderItsCode() throws {
        let fixture = try Fixture()
        let suspense = Submission(
            payment: "s-1", kind: .advice, kiosk: "k-1", receiptNumber: "R-1", biller: nil, account: nil,
            allocations: [], tenders: [.notes(denomination: yuan(50), count: 1)], claimCode: claimCode("s-1"),
            taken: fixture.now)
        #expect(try fixture.ledger.advise(suspense, now: fixture.now).state == .credited)
        #expect(try fixture.ledger.creditNote(suspense.claimCode).amount == yuan(50))
        try expectLaws(fixture.ledger)
    }

    @Test func lessThanTheBillSettlesNothing() throws {
        let fixture = try Fixture()
        let order = try fixture.order("p-1", for: try fixture.statement())
        _ = try fixture.ledger.prepare(order, now: fixture.now)
        let answer = try fixture.ledger.confirm(fixture.submission(of: order, notes: [(50, 1)]), now: fixture.now)
        #expect(answer.refusal?.reason == .amountNotAllowed)
        #expect(answer.creditNote?.amount == yuan(50))
        #expect(try fixture.statement().openBills.count == 1)
        try expectLaws(fixture.ledger)
    }

    @Test(arguments: [
        (DemoBillers.electricity, DemoBillers.blockedElectricityAccount, HubRefusal.Reason.accountBlocked),
        (DemoBillers.electricity, "3300999999", .accountUnknown), ("no-such", "3300999999", .billerUnknown),
    ])
    func anAdviceThatCannotBeSettledIsBookedAndOwed(
        _ biller: BillerID, _ account: AccountNumber, _ reason: HubRefusal.Reason
    ) throws {
        let fixture = try Fixture()
        let order = PaymentOrder(
            payment: "p-1", kiosk: "k-1", inquiry: "", biller: biller, account: account,
            allocations: [Allocation(bill: nil, period: BillingPeriod("2026-10"), amount: yuan(86, 40))],
            tender: .cash)
        let advice = fixture.submission(of: order, notes: [(100, 1)], kind: .advice)
        let answer = try fixture.ledger.advise(advice, now: fixture.now)
        #expect(answer.refusal?.reason == reason)
        #expect(answer.creditNote?.amount == yuan(100))
        try expectLaws(fixture.ledger)
    }

    /// Offline the kiosk knows the printed code alone: account, period and the amount as printed.
    @Test func anOfflineAdviceFindsItsBillByPeriodAndTakesThePrintedAmount() throws {
        let fixture = try Fixture()
        let order = PaymentOrder(
            payment: "p-1", kiosk: "k-1", inquiry: "", biller: DemoBillers.electricity,
            account: DemoBillers.overdueElectricityAccount,
            allocations: [Allocation(bill: nil, period: BillingPeriod("2026-09"), amount: yuan(95, 76))],
            tender: .cash)
        let answer = try fixture.ledger.advise(
            fixture.submission(of: order, notes: [(100, 1)], kind: .advice), now: fixture.now)
        #expect(answer.state == .settled)
        #expect(answer.settled == yuan(95, 76))
        let left = try fixture.statement(DemoBillers.electricity, DemoBillers.overdueElectricityAccount)
        #expect(left.openBills.map(\.period) == [BillingPeriod("2026-10")])
    }

    @Test func theAmountPreparedStaysGoodOverMidnight() throws {
        var fixture = try Fixture()
        fixture.now = time("2026-11-21", hour: 23, minute: 58)
        let statement = try fixture.statement(DemoBillers.electricity, DemoBillers.overdueElectricityAccount)
        let order = try fixture.order("p-1", for: statement)
        _ = try fixture.ledger.prepare(order, now: fixture.now)
        fixture.now = time("2026-11-22", hour: 0, minute: 3)
        let answer = try fixture.ledger.confirm(fixture.submission(of: order, notes: [(100, 1)]), now: fixture.now)
        #expect(answer.settled == yuan(97, 77))
    }

    @Test func twoBillsOfAnAccountAreOneSettlement() throws {
        let fixture = try Fixture()
        let statement = try fixture.statement(DemoBillers.electricity, DemoBillers.overdueElectricityAccount)
        let allocations = statement.openBills.map { Allocation(bill: $0.id, period: $0.period, amount: $0.amountDue) }
        let order = PaymentOrder(
            payment: "p-1", kiosk: "k-1", inquiry: statement.inquiry, biller: statement.biller.id,
            account: statement.account, allocations: allocations, tender: .cash)
        #expect(try fixture.ledger.prepare(order, now: fixture.now).amount == yuan(155, 13))
        let answer = try fixture.ledger.confirm(
            fixture.submission(of: order, notes: [(100, 1), (50, 1), (10, 1)]), now: fixture.now)
        #expect(answer.settled == yuan(155, 13))
        #expect(answer.creditNote?.amount == yuan(4, 87))
        #expect(try fixture.ledger.settlementCount(of: "p-1") == 1)
        try expectLaws(fixture.ledger)
    }

    @Test func payingAheadRaisesTheBalance() throws {
        let fixture = try Fixture()
        let statement = try fixture.statement(DemoBillers.television, DemoBillers.demoTelevisionAccount)
        let order = try fixture.order("p-1", for: statement, amount: yuan(100))
        _ = try fixture.ledger.prepare(order, now: fixture.now)
        #expect(
            try fixture.ledger.confirm(fixture.submission(of: order, notes: [(100, 1)]), now: fixture.now).state
                == .settled)
        let after = try fixture.statement(DemoBillers.television, DemoBillers.demoTelevisionAccount)
        #expect(after.balance == yuan(112, 50))
        try expectLaws(fixture.ledger)
    }

    @Test(arguments: [
        [Tender.notes(denomination: Money(.max, .cny), count: 1)],
        [.notes(denomination: yuan(100), count: .max)],
        [.notes(denomination: yuan(100), count: 1), .notes(denomination: Money(100, .eur), count: 1)],
        [.notes(denomination: yuan(-100), count: 1)],
        [],
    ])
    func tendersThatCannotBeReckonedWithAreInvalid(_ tenders: [Tender]) throws {
        let fixture = try Fixture()
        let submission = Submission(
            payment: "p-1", kind: .advice, kiosk: "k-1", receiptNumber: "R-1", biller: nil, account: nil,
            allocations: [], tenders: tenders, claimCode: claimCode("p-1"), taken: fixture.now)
        #expect(refusal { try fixture.ledger.advise(submission, now: fixture.now) } == .requestInvalid)
        #expect(try fixture.ledger.allPayments().isEmpty)
    }

    @Test func anotherKiosksConfirmationIsAConflict() throws {
        let fixture = try Fixture()
        let statement = try fixture.statement()
        _ = try fixture.ledger.prepare(try fixture.order("p-1", for: statement, kiosk: "k-1"), now: fixture.now)
        let stranger = try fixture.order("p-1", for: statement, kiosk: "k-2")
        let submission = fixture.submission(of: stranger, notes: [(100, 1)])
        #expect(refusal { try fixture.ledger.confirm(submission, now: fixture.now) } == .conflict)
    }
}
