import HubLedger
import KioskAPI
import KioskCore
import Testing

/// Cash box against ledger against hub: each difference names its payment.
struct ReconciliationTests {
    private let fixture: Fixture
    private var ledger: HubLedger { fixture.ledger }
    private var now: WallTime { fixture.now }
    private let nextMorning = time("2026-11-22", hour: 7)

    init() throws { fixture = try Fixture() }

    /// Ten-yuan notes that were taken and told to the hub as money in suspense: cash without a bill.
    private func take(
        _ id: PaymentID, notes: Int = 1, ordinal: Int, kiosk: KioskID = "k-1", taken: WallTime? = nil
    ) throws {
        let submission = Submission(
            payment: id, kind: .advice, kiosk: kiosk, receiptNumber: "\(kiosk)-\(ordinal.padded(to: 6))", biller: nil,
            account: nil, allocations: [], tenders: [.notes(denomination: yuan(10), count: notes)],
            claimCode: claimCode(id), taken: taken ?? now)
        _ = try ledger.advise(submission, now: now)
    }

    private func collection(
        _ id: CollectionID, _ payments: [(PaymentID, Int64)], counted: Int, uncertain: [(PaymentID, Int64)] = []
    ) -> CashCollection {
        CashCollection(
            id: id, kiosk: "k-1", by: "Lin", counted: [NoteCount(denomination: yuan(10), count: counted)],
            payments: payments.map { PaymentCash(payment: $0.0, cash: yuan($0.1)) },
            uncertain: uncertain.map { PaymentCash(payment: $0.0, cash: yuan($0.1)) }, taken: now)
    }

    private func difference(
        _ kind: PaymentDifference.Kind, _ payment: PaymentID?, kiosk: Int64, hub: Int64
    ) -> PaymentDifference {
        PaymentDifference(payment: payment, kind: kind, kiosk: yuan(kiosk), hub: yuan(hub))
    }

    // MARK: Cash collections

    @Test func aBoxThatAgreesHasNoDifference() throws {
        try take("p-1", notes: 2, ordinal: 1)
        try take("p-2", ordinal: 2)
        let first = collection("c-1", [("p-1", 20), ("p-2", 10)], counted: 3)
        let answer = try ledger.collect(first, now: now)
        #expect(answer.differences.isEmpty)
        #expect(try ledger.collect(first, now: now.advanced(by: .seconds(60))) == answer)
        // What was collected is not in the next box.
        try take("p-3", ordinal: 3)
        #expect(try ledger.collect(collection("c-2", [("p-3", 10)], counted: 1), now: now).differences.isEmpty)
        #expect(try ledger.alarms().open == 0)
    }

    @Test func theSameCollectionWithAnotherBodyIsAConflict() throws {
        _ = try ledger.collect(collection("c-1", [], counted: 0), now: now)
        #expect(refusal { try ledger.collect(collection("c-1", [], counted: 1), now: now) } == .conflict)
    }

    @Test func eachDifferenceNamesItsPayment() throws {
        try take("p-1", notes: 2, ordinal: 1)
        try take("p-2", ordinal: 2)
        try take("p-3", ordinal: 3)
        // p-2 is not in the kiosk's ledger; of p-1 it has a note less; p-9 is not at the hub; p-3 agrees.
        let answer = try ledger.collect(
            collection("c-1", [("p-1", 10), ("p-9", 10), ("p-3", 10)], counted: 3), now: now)
        #expect(
            answer.differences == [
                difference(.otherAmount, "p-1", kiosk: 10, hub: 20),
                difference(.missingAtHub, "p-9", kiosk: 10, hub: 0),
                difference(.missingAtKiosk, "p-2", kiosk: 0, hub: 10),
            ])
        #expect(try ledger.alarms().alarms.map(\.kind) == [.collectionDiffers])
        #expect(try ledger.alarms().alarms.map(\.payment) == ["p-1"])
        let listed = try ledger.reconciliation(Fixture.today).differences
        #expect(listed.map(\.difference) == answer.differences)
        #expect(listed.allSatisfy { $0.collection == "c-1" && $0.kiosk == "k-1" })
    }

    /// What is in the queue of a kiosk without network is no alarm, unless it never comes.
    @Test func cashWhosePaymentIsOnItsWayIsAnAlarmOnlyAfterTwoDays() throws {
        let answer = try ledger.collect(collection("c-1", [("p-1", 10), ("p-2", 10)], counted: 2), now: now)
        #expect(answer.differences.map(\.kind) == [.missingAtHub, .missingAtHub])
        #expect(try ledger.alarms().open == 0)
        try take("p-1", ordinal: 1)
        #expect(try ledger.reconciliation(Fixture.today).differences.map(\.difference.payment) == ["p-2"])
        // It was collected before it came, so the next box is not held to have it.
        try take("p-3", ordinal: 3)
        #expect(try ledger.collect(collection("c-2", [("p-3", 10)], counted: 1), now: now).differences.isEmpty)
        try ledger.checkBooks(now: now.advanced(by: .seconds(2 * 86_400 + 1)))
        let alarms = try ledger.alarms().alarms.filter { $0.kind == .collectionDiffers }
        #expect(alarms.map(\.payment) == ["p-2"])
    }

    /// Payments that were taken after the box went are not missing in it, whatever the clocks said.
    @Test func aPaymentAfterTheCollectionIsNotMissingInIt() throws {
        try take("p-1", ordinal: 1, taken: now.advanced(by: .seconds(10 * 365 * 86_400)))
        try take("p-2", ordinal: 2, taken: now.advanced(by: .seconds(-3_600)))
        #expect(try ledger.collect(collection("c-1", [("p-1", 10)], counted: 1), now: now).differences.isEmpty)
        #expect(try ledger.collect(collection("c-2", [("p-2", 10)], counted: 1), now: now).differences.isEmpty)
    }

    @Test func aCountThatNoPaymentExplainsIsADifferenceOfItsOwn() throws {
        try take("p-1", ordinal: 1)
        let answer = try ledger.collect(collection("c-1", [("p-1", 10)], counted: 4), now: now)
        #expect(answer.differences == [difference(.countedOtherwise, nil, kiosk: 40, hub: 10)])
    }

    /// An uncertain note is named either way; the count tells whether it explains everything.
    @Test(arguments: [(1, false), (2, false), (3, true), (0, true)])
    func anUncertainNoteMayExplainTheCount(_ counted: Int, _ isOtherwise: Bool) throws {
        try take("p-1", ordinal: 1)
        let answer = try ledger.collect(
            collection("c-1", [("p-1", 10)], counted: counted, uncertain: [("p-2", 10)]), now: now)
        let expected: [PaymentDifference.Kind] = isOtherwise ? [.uncertainNote, .countedOtherwise] : [.uncertainNote]
        #expect(answer.differences.map(\.kind) == expected)
        #expect(answer.differences.first?.payment == "p-2")
    }

    // MARK: Business days

    private func statement(
        _ lines: [(PaymentID, Int64, Bool)], on day: CalendarDate = Fixture.today
    ) -> DayStatement {
        DayStatement(
            kiosk: "k-1", date: day,
            lines: lines.map { DayStatement.Line(payment: $0.0, taken: yuan($0.1), isFinal: $0.2) })
    }

    @Test func aDayThatAgreesHasNoDifference() throws {
        try take("p-1", ordinal: 1)
        try take("p-2", notes: 3, ordinal: 2)
        try take("x-1", ordinal: 1, kiosk: "k-2")
        // The last one waits in the kiosk's queue.
        let day = statement([("p-1", 10, true), ("p-2", 30, true), ("p-3", 10, false)])
        #expect(try ledger.compareDay(day, now: now).differences.isEmpty)
        #expect(try ledger.alarms().open == 0)
    }

    /// Fault 42: the hub lost its last seconds, and the kiosk was told otherwise.
    @Test func whatTheHubLostIsFoundByTheDay() throws {
        try take("p-1", ordinal: 1)
        let answer = try ledger.compareDay(statement([("p-1", 10, true), ("p-2", 10, true)]), now: now)
        #expect(answer.differences == [difference(.missingAtHub, "p-2", kiosk: 10, hub: 0)])
        #expect(try ledger.alarms().alarms.map(\.kind) == [.dayDiffers])
        try take("p-2", ordinal: 2)
        #expect(try ledger.reconciliation(Fixture.today).differences.isEmpty)
        let again = try ledger.compareDay(statement([("p-1", 10, true), ("p-2", 10, true)]), now: now)
        #expect(again.differences.isEmpty)
        #expect(try ledger.alarms().open == 0, "the cause is gone")
    }

    @Test func otherAmountsAndWhatTheKioskForgotAreNamed() throws {
        try take("p-1", ordinal: 1)
        try take("p-2", ordinal: 2)
        let answer = try ledger.compareDay(statement([("p-1", 20, false)]), now: now)
        #expect(
            answer.differences == [
                difference(.otherAmount, "p-1", kiosk: 20, hub: 10),
                difference(.missingAtKiosk, "p-2", kiosk: 0, hub: 10),
            ])
    }

    /// The kiosk has forgotten what it stated of that day long ago.
    @Test func aPaymentThatComesLateToAnOldDayIsStatedAlone() throws {
        try take("p-1", ordinal: 1)
        _ = try ledger.compareDay(statement([("p-1", 10, true)]), now: now)
        try take("p-2", ordinal: 2)
        #expect(try ledger.compareDay(statement([("p-2", 10, true)]), now: nextMorning).differences.isEmpty)
    }

    /// Fault 46: a payment around midnight is in one day, that of its money, and the hub finds it in another.
    @Test func aPaymentIsInExactlyOneDay() throws {
        let (before, after) = (time("2026-11-21", hour: 23, minute: 59), time("2026-11-22", hour: 0))
        try take("p-1", ordinal: 1, taken: before)
        try take("p-2", ordinal: 2, taken: after)
        #expect(try ledger.compareDay(statement([("p-1", 10, true)]), now: now).differences.isEmpty)
        let second = date("2026-11-22")
        #expect(try ledger.compareDay(statement([("p-2", 10, true)], on: second), now: now).differences.isEmpty)
        let both = try ledger.compareDay(statement([("p-1", 10, true), ("p-2", 10, true)], on: second), now: now)
        #expect(both.differences == [difference(.otherAmount, "p-1", kiosk: 10, hub: 0)])
    }

    @Test func aDayWithoutAStatementIsAnAlarmAfterTheGrace() throws {
        try take("p-1", ordinal: 1)
        try take("x-1", ordinal: 1, kiosk: "k-2")
        _ = try ledger.compareDay(
            DayStatement(
                kiosk: "k-2", date: Fixture.today,
                lines: [DayStatement.Line(payment: "x-1", taken: yuan(10), isFinal: true)]), now: now)
        try ledger.checkBooks(now: time("2026-11-22", hour: 5, minute: 59))
        #expect(try ledger.alarms().open == 0)
        for _ in 0..<2 { try ledger.checkBooks(now: nextMorning) }
        let alarm = try #require(try ledger.alarms().alarms.first)
        #expect(try ledger.alarms().open == 1)
        #expect(alarm.kind == .dayMissing)
        #expect(alarm.kiosk == "k-1")
        // Whoever has seen it is not told again, and the statement that comes after all closes it.
        #expect(try ledger.compareDay(statement([("p-1", 10, true)]), now: nextMorning).differences.isEmpty)
        #expect(try ledger.alarms().open == 0)
        try ledger.checkBooks(now: nextMorning)
        #expect(try ledger.alarms().open == 0)
    }

    // MARK: Bounds

    @Test func amountsThatCannotBeReckonedWithAreRefused() {
        let euro = Currency(code: "EUR") ?? .cny
        let mixed = DayStatement(
            kiosk: "k-1", date: Fixture.today,
            lines: [
                DayStatement.Line(payment: "p-1", taken: yuan(1), isFinal: true),
                DayStatement.Line(payment: "p-2", taken: Money(1, euro), isFinal: true),
            ])
        let huge = collection("c-1", [("p-1", 100_000_000), ("p-2", 100_000_000)], counted: 0)
        let twice = statement([("p-1", 10, true), ("p-1", 10, true)])
        let old = CashCollection(
            id: "c-1", kiosk: "k-1", by: "Lin", counted: [], payments: [], uncertain: [],
            taken: WallTime(milliseconds: .min))
        #expect(refusal { try ledger.compareDay(mixed, now: now) } == .requestInvalid)
        #expect(refusal { try ledger.collect(huge, now: now) } == .requestInvalid)
        #expect(refusal { try ledger.compareDay(twice, now: now) } == .requestInvalid)
        #expect(refusal { try ledger.collect(old, now: now) } == .requestInvalid)
    }

    /// A clock beyond all years must not stop the hub.
    @Test(arguments: [Int64.min, .max]) func aSubmissionOfNoYearIsRefused(_ milliseconds: Int64) {
        #expect(
            refusal { try take("p-1", ordinal: 1, taken: WallTime(milliseconds: milliseconds)) } == .requestInvalid)
    }
}
