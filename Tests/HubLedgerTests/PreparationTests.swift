import HubLedger
import KioskAPI
import KioskCore
import Testing

struct PreparationTests {
    @Test func preparingReservesTheAmountForTenMinutes() throws {
        let fixture = try Fixture()
        let order = try fixture.order("p-1", for: try fixture.statement())
        let answer = try fixture.ledger.prepare(order, now: fixture.now)
        #expect(answer.state == .prepared)
        #expect(answer.amount == yuan(86, 40))
        #expect(answer.expires == fixture.now.advanced(by: .seconds(600)))
        try expectLaws(fixture.ledger)
    }

    @Test func theSameOrderAgainGetsTheSameAnswerAndAnotherIsAConflict() throws {
        let fixture = try Fixture()
        let statement = try fixture.statement()
        let order = try fixture.order("p-1", for: statement)
        let first = try fixture.ledger.prepare(order, now: fixture.now)
        #expect(try fixture.ledger.prepare(order, now: fixture.now.advanced(by: .seconds(9))) == first)
        let other = PaymentOrder(
            payment: "p-1", kiosk: order.kiosk, inquiry: order.inquiry, biller: order.biller, account: order.account,
            allocations: order.allocations, tender: .card)
        #expect(refusal { try fixture.ledger.prepare(other, now: fixture.now) } == .conflict)
    }

    @Test func onePaymentIsInFlightAnAccount() throws {
        var fixture = try Fixture()
        let statement = try fixture.statement()
        _ = try fixture.ledger.prepare(try fixture.order("p-1", for: statement, kiosk: "k-1"), now: fixture.now)
        let second = try fixture.order("p-2", for: statement, kiosk: "k-2")
        #expect(refusal { try fixture.ledger.prepare(second, now: fixture.now) } == .paymentInProgress)
        fixture.now = fixture.now.advanced(by: HubLedger.preparationLifetime + .milliseconds(1))
        #expect(try fixture.ledger.prepare(second, now: fixture.now).state == .prepared)
        #expect(try fixture.ledger.status("p-1", now: fixture.now).state == .expired)
    }

    @Test func anotherTryAtTheSameKioskGivesTheFirstUp() throws {
        let fixture = try Fixture()
        let statement = try fixture.statement()
        _ = try fixture.ledger.prepare(try fixture.order("p-1", for: statement), now: fixture.now)
        let second = try fixture.order("p-2", for: statement)
        #expect(try fixture.ledger.prepare(second, now: fixture.now).state == .prepared)
        #expect(try fixture.ledger.status("p-1", now: fixture.now).state == .cancelled)
    }

    @Test func cancellingFreesTheAccountAtOnce() throws {
        let fixture = try Fixture()
        let statement = try fixture.statement()
        _ = try fixture.ledger.prepare(try fixture.order("p-1", for: statement, kiosk: "k-1"), now: fixture.now)
        #expect(try fixture.ledger.cancel("p-1", now: fixture.now).state == .cancelled)
        #expect(try fixture.ledger.cancel("p-1", now: fixture.now).state == .cancelled)
        let second = try fixture.order("p-2", for: statement, kiosk: "k-2")
        #expect(try fixture.ledger.prepare(second, now: fixture.now).state == .prepared)
        #expect(refusal { try fixture.ledger.cancel("p-9", now: fixture.now) } == .notFound)
    }

    @Test func aSettledPaymentCannotBeCancelled() throws {
        let fixture = try Fixture()
        try fixture.pay("p-1", try fixture.statement())
        #expect(refusal { try fixture.ledger.cancel("p-1", now: fixture.now) } == .conflict)
        try expectLaws(fixture.ledger)
    }

    @Test(arguments: [yuan(86, 39), yuan(86, 41), yuan(100)])
    func anExactBillerTakesTheAmountDueAlone(_ amount: Money) throws {
        let fixture = try Fixture()
        let order = try fixture.order("p-1", for: try fixture.statement(), amount: amount)
        #expect(refusal { try fixture.ledger.prepare(order, now: fixture.now) } == .amountNotAllowed)
    }

    @Test(arguments: [
        (yuan(0, 99), HubErrorCode.amountNotAllowed), (yuan(2_000, 1), .amountNotAllowed), (yuan(73), nil),
    ])
    func aPrepaidAccountTakesAnyAmountWithinItsRange(_ amount: Money, _ expected: HubErrorCode?) throws {
        let fixture = try Fixture()
        let statement = try fixture.statement(DemoBillers.television, DemoBillers.demoTelevisionAccount)
        let order = try fixture.order("p-1", for: statement, amount: amount)
        #expect(refusal { try fixture.ledger.prepare(order, now: fixture.now) } == expected)
    }

    @Test func aPaidBillIsRefusedAsPaid() throws {
        let fixture = try Fixture()
        let statement = try fixture.statement()
        try fixture.pay("p-1", statement)
        let order = try fixture.order("p-2", for: statement)
        #expect(refusal { try fixture.ledger.prepare(order, now: fixture.now) } == .alreadyPaid)
    }

    @Test func anInquiryExpires() throws {
        var fixture = try Fixture()
        let order = try fixture.order("p-1", for: try fixture.statement())
        fixture.now = fixture.now.advanced(by: HubLedger.inquiryLifetime + .milliseconds(1))
        #expect(refusal { try fixture.ledger.prepare(order, now: fixture.now) } == .inquiryExpired)
    }

    /// At midnight the penalty grows: what the resident saw is no longer what is due.
    @Test func aBillThatGrewSinceTheInquiryAsksForANewOne() throws {
        var fixture = try Fixture()
        fixture.now = time("2026-11-21", hour: 23, minute: 55)
        let statement = try fixture.statement(DemoBillers.electricity, DemoBillers.overdueElectricityAccount)
        let order = try fixture.order("p-1", for: statement)
        fixture.now = time("2026-11-22", hour: 0, minute: 1)
        #expect(refusal { try fixture.ledger.prepare(order, now: fixture.now) } == .billChanged)
    }

    @Test func aBillCannotBeAllocatedToTwice() throws {
        let fixture = try Fixture()
        let order = try fixture.order("p-1", for: try fixture.statement())
        let twice = PaymentOrder(
            payment: "p-1", kiosk: "k-1", inquiry: order.inquiry, biller: order.biller, account: order.account,
            allocations: order.allocations + order.allocations, tender: .cash)
        #expect(refusal { try fixture.ledger.prepare(twice, now: fixture.now) } == .requestInvalid)
    }
}
