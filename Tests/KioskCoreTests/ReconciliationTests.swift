import KioskCore
import Testing

@Suite struct ReconciliationTests {
    /// 2026-11-18 is the bench's day; its noon at the billers (04:00 UTC).
    private static let noon = WallTime(milliseconds: 1_794_974_400_000)
    private let day = CalendarDate(year: 2026, month: 11, day: 18)!

    private func bench() -> MachineBench {
        var bench = MachineBench.ready()
        bench.now = KioskInstant(sinceBoot: .seconds(1_000), wall: ReconciliationTests.noon)
        return bench
    }

    /// Pays in cash with ¥100; the hub settles it when `isSettled`.
    private func pay(_ bench: inout MachineBench, isSettled: Bool = true) -> PaymentID {
        let id = bench.beginPaying(by: .cash)
        bench.insertNote(100)
        bench.send(.noteAcceptorReported(.disabled))
        if isSettled {
            bench.send(.hubAnswered(.submitted(id, .settled(bench.settlement(of: id, owed: 1_360)))))
        } else {
            bench.send(.hubAnswered(.submitted(id, .pending)))
        }
        bench.send(.printerReported(.printed(PrintJobID(bench.machine.ledger.lastPrintJob))))
        bench.touch(.end)
        _ = bench.wait(.seconds(5))
        return id
    }

    private func statements(_ actions: [KioskAction]) -> [DayStatement] {
        actions.compactMap { if case .hub(.reportDay(let statement)) = $0 { statement } else { nil } }
    }

    /// Lets time pass in steps of five minutes. The hub answers questions about payments with "not yet", and a day's
    /// statement with these differences; with nil it does not answer, and time stands still.
    private func pass(
        _ bench: inout MachineBench, minutes: Int, differences: [PaymentDifference]? = []
    ) -> [DayStatement] {
        var told: [DayStatement] = []
        for _ in 0..<(minutes / 5) {
            var actions = bench.wait(.seconds(300))
            while !actions.isEmpty {
                let action = actions.removeFirst()
                if case .hub(.enquire(let id, _)) = action {
                    actions += bench.send(.hubAnswered(.submitted(id, .pending)))
                }
                guard case .hub(.reportDay(let statement)) = action else { continue }
                told.append(statement)
                guard let differences else { return told }
                actions += bench.send(.hubAnswered(.dayCompared(statement.date, .compared(differences))))
            }
        }
        return told
    }

    // MARK: The cash box

    private let counted = [NoteCount(denomination: Money(10_000, .cny), count: 1)]

    @Test func anEmptiedBoxIsToldPaymentByPayment() throws {
        var bench = bench()
        let id = pay(&bench)
        let done = bench.send(.cashBoxCollected("C1", by: "Li Wei", counted: counted))
        let collection = try #require(
            done.compactMap { if case .hub(.reportCollection(let told)) = $0 { told } else { nil } }.first)
        #expect(done.first == .record([.cashCollected(collection)]))
        #expect(collection.payments == [PaymentCash(payment: id, cash: Money(10_000, .cny))])
        #expect(collection.uncertain.isEmpty && collection.counted == counted)
        #expect(bench.machine.ledger.cashBox.isEmpty)
        #expect(
            bench.send(.hubAnswered(.collectionCompared("C1", .compared([]))))
                == [.record([.collectionCompared("C1", [])])])
        #expect(bench.machine.ledger.exceptions.isEmpty)
    }

    @Test func aMissingNoteIsADifferenceEvenWhenTheHubAgreesWithTheLedger() {
        var bench = bench()
        _ = pay(&bench)
        bench.send(.cashBoxCollected("C1", by: "Li Wei", counted: []))
        bench.send(.hubAnswered(.collectionCompared("C1", .compared([]))))
        let difference = PaymentDifference(
            payment: nil, kind: .countedOtherwise, kiosk: Money(0, .cny), hub: Money(10_000, .cny))
        #expect(
            bench.machine.ledger.exceptions.map(\.kind) == [.difference(difference, foundBy: "collection C1")])
    }

    @Test func aLostNoteThatLiesInTheBoxExplainsTheSurplus() {
        var bench = bench()
        bench.beginPaying(by: .cash)
        bench.send(.noteAcceptorReported(.escrowed(Money(2_000, .cny))))
        bench.touch(.stopCash)
        bench.send(.noteAcceptorReported(.poweredUp(note: nil)))
        bench.send(.noteAcceptorReported(.disabled))
        bench.send(
            .cashBoxCollected("C1", by: "Li", counted: [NoteCount(denomination: Money(2_000, .cny), count: 1)]))
        bench.send(.hubAnswered(.collectionCompared("C1", .compared([]))))
        #expect(bench.machine.ledger.exceptions.map(\.kind) == [.noteUnplaced])
    }

    @Test func whatTheHubNamesWaitsForAPerson() {
        var bench = bench()
        let id = pay(&bench)
        bench.send(.cashBoxCollected("C1", by: "Li Wei", counted: counted))
        let difference = PaymentDifference(
            payment: id, kind: .otherAmount, kiosk: Money(10_000, .cny), hub: Money(5_000, .cny))
        bench.send(.hubAnswered(.collectionCompared("C1", .compared([difference]))))
        let exception = bench.machine.ledger.exceptions.first
        #expect(exception?.payment == id && exception?.money == Money(5_000, .cny))
        let close = ExceptionResolution(decision: .closed, by: "Li", why: "the hub had lost a second")
        bench.send(.exceptionResolved(exception?.id ?? "", close))
        #expect(bench.machine.ledger.exceptions.isEmpty)
    }

    @Test func aCollectionIsToldUntilTheHubAnswersAndAfterARestart() {
        var bench = bench()
        bench.send(.cashBoxCollected("C1", by: "Li Wei", counted: []))
        bench.send(.hubAnswered(.collectionCompared("C1", .unavailable(.unreachable))))
        func isTold(_ actions: [KioskAction]) -> Bool {
            actions.contains { if case .hub(.reportCollection) = $0 { true } else { false } }
        }
        #expect(isTold(bench.wait(.seconds(6))))
        let silent = bench.wait(.seconds(45)) + bench.wait(.seconds(18))
        #expect(isTold(silent), "no answer at all is asked again too")
        #expect(isTold(MachineBench(restarting: bench.entries).actions))
    }

    @Test func theSameCollectionToldTwiceCountsOnce() {
        var bench = bench()
        bench.send(.cashBoxCollected("C1", by: "Li Wei", counted: []))
        _ = pay(&bench)
        let count = bench.entries.count
        bench.send(.cashBoxCollected("C1", by: "Li Wei", counted: []))
        #expect(bench.entries.count == count)
        #expect(bench.machine.ledger.cashBox.count == 1)
        #expect(bench.machine.refusal(ofCollection: "C1", by: "Li", counted: []) != nil)
    }

    @Test(arguments: [
        [NoteCount(denomination: Money(10_000, .eur), count: 1)],
        [NoteCount(denomination: Money(10_000, .cny), count: -1)],
        [NoteCount(denomination: Money(.max, .cny), count: 2)],
        [NoteCount(denomination: Money(100, .cny), count: .max)],
    ])
    func whatCannotBeCountedIsRefused(_ counted: [NoteCount]) {
        var bench = bench()
        #expect(bench.machine.refusal(ofCollection: "C1", by: "Li", counted: counted) != nil)
        #expect(bench.send(.cashBoxCollected("C1", by: "Li", counted: counted)).isEmpty)
    }

    // MARK: The day

    @Test func aDayIsToldOnceAfterItsMidnightAndOnlyThen() throws {
        var bench = bench()
        let id = pay(&bench)
        #expect(pass(&bench, minutes: 11 * 60 + 50).isEmpty, "it is not over")
        let told = pass(&bench, minutes: 60)
        #expect(
            told == [
                DayStatement(
                    kiosk: "K0417", date: day,
                    lines: [DayStatement.Line(payment: id, taken: Money(10_000, .cny), isFinal: true)])
            ])
        #expect(bench.entries.last?.fact == .dayCompared(day, []))
        #expect(pass(&bench, minutes: 3 * 24 * 60).isEmpty)
    }

    @Test func aHubThatCannotBeReachedIsToldLater() {
        var bench = bench()
        _ = pay(&bench)
        bench.send(.hubReachable(false))
        #expect(pass(&bench, minutes: 14 * 60).isEmpty)
        bench.send(.hubReachable(true))
        #expect(pass(&bench, minutes: 10).count == 1)
    }

    @Test func whatTheHubDoesNotHaveIsADifferenceOnlyOnceItSaidItHadIt() {
        for isSettled in [true, false] {
            var bench = bench()
            let id = pay(&bench, isSettled: isSettled)
            let missing = PaymentDifference(
                payment: id, kind: .missingAtHub, kiosk: Money(10_000, .cny), hub: Money(0, .cny))
            #expect(pass(&bench, minutes: 13 * 60, differences: [missing]).count == 1)
            #expect(bench.machine.ledger.exceptions.count == (isSettled ? 1 : 0))
        }
    }

    /// Every payment is in exactly one of the statements, whatever the clock does.
    @Test func aClockThatJumpsPutsEachPaymentIntoOneDay() {
        var bench = bench()
        var paid: [PaymentID] = []
        var told: [CalendarDate: DayStatement] = [:]
        let hours: [Int64] = [0, 10, 2, 30, -26, 24, 87_600, -87_600, 5, -87_600, 87_600, 24, 24, 24]
        for hour in hours {
            bench.now = KioskInstant(
                sinceBoot: bench.now.sinceBoot + .seconds(60), wall: bench.now.wall.advanced(by: .seconds(hour * 3_600))
            )
            paid.append(pay(&bench))
            for _ in 0..<10 {
                for statement in pass(&bench, minutes: 60) { told[statement.date] = statement }
            }
        }
        for _ in 0..<72 {
            for statement in pass(&bench, minutes: 60) { told[statement.date] = statement }
        }
        #expect(told.values.flatMap { $0.lines.map(\.payment) }.sorted() == paid.sorted())
    }

    @Test func aPaymentThatComesWhileItsDayIsComparedIsNotLost() {
        var bench = bench()
        _ = pay(&bench)
        #expect(pass(&bench, minutes: 13 * 60, differences: nil).count == 1)
        let midnight = bench.now.wall
        bench.now = KioskInstant(sinceBoot: bench.now.sinceBoot, wall: ReconciliationTests.noon)
        let late = pay(&bench)
        bench.now = KioskInstant(sinceBoot: bench.now.sinceBoot, wall: midnight)
        let again = statements(bench.send(.hubAnswered(.dayCompared(day, .compared([])))))
        #expect(again.first?.lines.map(\.payment).contains(late) == true)
        #expect(again.first?.lines.count == 2)
    }

    // MARK: The journal's standing

    @Test(arguments: [JournalStanding.older, .forked, .otherKey])
    func aJournalTheHubRefusesTakesTheKioskOutOfServiceUntilItIsAccepted(_ standing: JournalStanding) {
        var bench = bench()
        _ = pay(&bench, isSettled: false)
        #expect(bench.send(.journalJudged(.accepted)).isEmpty, "nothing changed")
        #expect(bench.send(.journalJudged(standing)) == [.record([.journalJudged(standing)])])
        #expect(bench.send(.journalJudged(standing)).isEmpty)
        var again = MachineBench(restarting: bench.entries)
        again.devicesReady()
        again.send(.printerReported(.printed(PrintJobID(2))))
        _ = again.wait(.seconds(200))
        _ = again.wait(.seconds(200))
        #expect(again.screen == .outOfService(.journalRefused))
        #expect(again.send(.codeRead(.bill(MachineBench.reference))).isEmpty)
        #expect(again.touch(.service(.electricity)).isEmpty)
        #expect(again.screen == .outOfService(.journalRefused))
        #expect(again.machine.ledger.exceptions.map(\.kind) == [.journalRefused(standing)])
        #expect(again.actions.contains { if case .hub(.enquire) = $0 { true } else { false } }, "the queue drains")
        again.send(.journalJudged(.accepted))
        guard case .attract = again.screen else {
            Issue.record("the screen is \(again.screen)")
            return
        }
    }

    @Test func whoeverIsPayingNotesIsGivenACodeForThem() {
        var bench = bench()
        let id = bench.beginPaying(by: .cash)
        bench.insertNote(50)
        let done = bench.send(.journalJudged(.forked))
        #expect(done.contains(.noteAcceptor(.disable)))
        bench.send(.noteAcceptorReported(.disabled))
        #expect(bench.machine.ledger[id]?.submission?.tendered == Money(5_000, .cny))
        guard case .failed(let failure) = bench.screen else {
            Issue.record("the screen is \(bench.screen)")
            return
        }
        guard case .owed(Money(5_000, .cny), _) = failure.money else {
            Issue.record("the money is \(failure.money)")
            return
        }
    }
}
