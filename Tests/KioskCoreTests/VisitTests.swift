import KioskCore
import Testing

@Suite struct VisitTests {
    @Test func languageThatSomebodyChoseAndLeftGoesBack() {
        var bench = MachineBench.ready()
        bench.touch(.language(.english))
        bench.touch(.largeType(true))
        _ = bench.wait(.seconds(29))
        #expect(bench.machine.view(at: bench.now).language == .english)
        _ = bench.wait(.seconds(2))
        let view = bench.machine.view(at: bench.now)
        #expect(view.language == .simplifiedChinese && !view.isLargeType)
        #expect(bench.machine.nextDeadline == nil)
    }

    @Test func anotherBillKeepsTheLanguageAndEndDoesNot() {
        var bench = MachineBench.ready()
        bench.touch(.language(.english))
        let id = bench.beginPaying(by: .card)
        bench.send(.terminalReported(.approved(MachineBench.capture())))
        bench.send(.hubAnswered(.submitted(id, .settled(bench.settlement(of: id, owed: 0)))))
        bench.touch(.anotherBill)
        #expect(bench.machine.view(at: bench.now).language == .english)
        bench.scanBill()
        bench.touch(.end)
        #expect(bench.machine.view(at: bench.now).language == .simplifiedChinese)
    }

    @Test func visitEndsAfterAWarningAndStaysWhenAsked() {
        var bench = MachineBench.ready()
        bench.scanBill()
        _ = bench.wait(.seconds(30))
        #expect(bench.machine.view(at: bench.now).secondsUntilEnd == 30)
        bench.touch(.stay)
        #expect(bench.machine.view(at: bench.now).secondsUntilEnd == nil)
        _ = bench.wait(.seconds(30))
        _ = bench.wait(.seconds(30))
        guard case .attract = bench.screen else {
            Issue.record("the screen is \(bench.screen)")
            return
        }
    }

    @Test func inLargeTypeAllTimeOutsAreThreeTimesAsLong() {
        var bench = MachineBench.ready()
        bench.touch(.largeType(true))
        bench.scanBill()
        _ = bench.wait(.seconds(89))
        #expect(bench.machine.view(at: bench.now).secondsUntilEnd == nil)
        _ = bench.wait(.seconds(1))
        #expect(bench.machine.view(at: bench.now).secondsUntilEnd == 90)
    }

    @Test func whoeverHasMoneyInsideMayFinishWhileTheProcessWaitsToEnd() {
        var bench = MachineBench.ready()
        bench.beginPaying(by: .cash)
        bench.insertNote(20)
        #expect(!bench.send(.stopRequested).contains(.stop(.requested)))
        bench.touch(.stopCash)
        // The slip is waited for, too.
        #expect(!bench.send(.noteAcceptorReported(.disabled)).contains(.stop(.requested)))
        #expect(bench.send(.printerReported(.printed(PrintJobID(1)))).contains(.stop(.requested)))
    }

    @Test func stopDoesNotWaitForEverForTheNextNote() {
        var bench = MachineBench.ready()
        let id = bench.beginPaying(by: .cash)
        bench.insertNote(20)
        bench.send(.stopRequested)
        _ = bench.wait(.seconds(60))
        bench.send(.noteAcceptorReported(.disabled))
        #expect(bench.machine.ledger[id]?.submission?.tendered == Money(2_000, .cny))
    }

    @Test func aPaymentTakesNothingFromAnEmptyTick() {
        var bench = MachineBench.ready()
        let bills = [MachineBench.bill(period: "2026-09"), MachineBench.bill(period: "2026-10")]
        bench.scanBill(bills)
        for bill in bills { bench.touch(.tick(bill.id, false)) }
        bench.touch(.confirmBills)
        guard case .billChoice(_, let ticked, let total) = bench.screen else {
            Issue.record("the screen is \(bench.screen)")
            return
        }
        #expect(ticked.isEmpty && total == .zero(.cny))
    }
}
