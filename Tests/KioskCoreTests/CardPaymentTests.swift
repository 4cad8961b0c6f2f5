import KioskCore
import Testing

@Suite struct CardPaymentTests {
    @Test func payingAScannedBillByCardTakesTwoTouches() {
        var bench = MachineBench.ready()
        bench.scanBill()
        bench.touch(.pay)
        bench.touch(.method(.card))
        let id = bench.machine.ledger.inOrder[0].id
        bench.send(
            .hubAnswered(
                .prepared(
                    id,
                    .prepared(
                        Preparation(payment: id, amount: Money(8_640, .cny), expires: WallTime(milliseconds: 0))))))
        #expect(bench.actions.contains(.terminal(.authorise(Money(8_640, .cny)))))
    }

    @Test func intentIsDurableBeforeTheTerminalIsAsked() throws {
        var bench = MachineBench.ready()
        let id = bench.beginPaying(by: .card)
        let record = try #require(
            bench.actions.lastIndex {
                if case .record(let facts) = $0 {
                    facts.contains(.cardIntended(id, amount: Money(8_640, .cny), lastReceiptNumber: nil))
                } else {
                    false
                }
            })
        let authorise = try #require(bench.actions.lastIndex(of: .terminal(.authorise(Money(8_640, .cny)))))
        #expect(record < authorise)
    }

    @Test func captureIsQueuedInTheSameWrite() throws {
        var bench = MachineBench.ready()
        let id = bench.beginPaying(by: .card)
        let actions = bench.send(.terminalReported(.approved(MachineBench.capture())))
        let submission = try #require(bench.machine.ledger[id]?.submission)
        #expect(
            actions.first
                == .record([
                    .cardCaptured(id, MachineBench.capture()), .paymentClosing(id, .paidInFull),
                    .paymentQueued(submission),
                ]))
    }

    @Test(arguments: CardDecline.allCases)
    func declinedCardTakesNothingAndOffersAnotherWay(_ reason: CardDecline) {
        var bench = MachineBench.ready()
        let id = bench.beginPaying(by: .card)
        bench.send(.terminalReported(.declined(reason)))
        #expect(bench.machine.ledger[id]?.outcome == .abandoned)
        guard case .failed(let failure) = bench.screen else {
            Issue.record("the screen is \(bench.screen)")
            return
        }
        #expect(failure.money == .notTaken)
        bench.touch(.back)
        guard case .methodChoice = bench.screen else {
            Issue.record("the screen is \(bench.screen)")
            return
        }
    }

    @Test func silentTerminalIsAskedBeforeAnythingIsSaid() {
        var bench = MachineBench.ready()
        bench.beginPaying(by: .card)
        #expect(bench.send(.terminalReported(.silent)) == [.terminal(.enquireLast)])
    }

    @Test func lostAnswerOfACapturedCardIsFound() {
        var bench = MachineBench.ready()
        let id = bench.beginPaying(by: .card)
        bench.send(.terminalReported(.silent))
        bench.send(.terminalReported(.last(MachineBench.capture())))
        #expect(bench.machine.ledger[id]?.taken == Money(8_640, .cny))
        #expect(bench.machine.ledger[id]?.state == .submitted)
    }

    @Test func lastTransactionOfAnEarlierPaymentIsNotOurs() {
        var bench = MachineBench.ready()
        let first = bench.beginPaying(by: .card)
        bench.send(.terminalReported(.approved(MachineBench.capture(receipt: 7))))
        bench.send(.hubAnswered(.submitted(first, .settled(bench.settlement(of: first, owed: 0)))))
        let second = bench.beginPaying(by: .card)
        bench.send(.terminalReported(.silent))
        bench.send(.terminalReported(.last(MachineBench.capture(receipt: 7))))
        #expect(bench.machine.ledger[second]?.taken == .zero(.cny))
        #expect(bench.machine.ledger[second]?.outcome == .abandoned)
    }

    @Test func terminalThatStaysSilentEndsWithASlipAndIsAskedAgainLater() {
        var bench = MachineBench.ready()
        let id = bench.beginPaying(by: .card)
        bench.send(.terminalReported(.silent))
        for _ in 0..<3 { _ = bench.wait(.seconds(10)) }
        guard case .failed(let failure) = bench.screen else {
            Issue.record("the screen is \(bench.screen)")
            return
        }
        #expect(failure.kind == .cardOutcomeUnknown)
        #expect(bench.actions.contains { if case .printSlip(id, _, false) = $0 { true } else { false } })
        #expect(bench.wait(.seconds(60)).contains(.terminal(.enquireLast)))
        bench.send(.terminalReported(.last(MachineBench.capture())))
        #expect(bench.machine.ledger[id]?.state == .submitted)
    }

    @Test func restartInTheMiddleOfAChargeAsksTheTerminal() {
        var bench = MachineBench.ready()
        let id = bench.beginPaying(by: .card)
        var again = MachineBench(restarting: bench.entries)
        #expect(again.send(.terminalReported(.presence(.ready))).contains(.terminal(.enquireLast)))
        again.send(.terminalReported(.last(MachineBench.capture())))
        #expect(again.machine.ledger[id]?.taken == Money(8_640, .cny))
        #expect(again.machine.ledger[id]?.submission?.allocations.count == 1)
    }

    @Test func transactionFromBeforeTheKioskWasInstalledIsNotOurs() {
        var bench = MachineBench()
        bench.devicesReady(lastTransaction: MachineBench.capture(receipt: 41))
        let id = bench.beginPaying(by: .card)
        bench.send(.terminalReported(.silent))
        bench.send(.terminalReported(.last(MachineBench.capture(receipt: 41))))
        #expect(bench.machine.ledger[id]?.outcome == .abandoned)
    }

    @Test func captureOfAnotherAmountFoundByAskingIsNotLost() {
        var bench = MachineBench.ready()
        let id = bench.beginPaying(by: .card)
        bench.send(.terminalReported(.silent))
        bench.send(.terminalReported(.last(MachineBench.capture(8_000, receipt: 8))))
        #expect(bench.machine.ledger[id]?.submission?.tendered == Money(8_000, .cny))
        #expect(bench.machine.ledger[id]?.submission?.allocations.isEmpty == true)
    }

    @Test func noCardIsTakenBeforeTheTerminalSaidItsLastTransaction() {
        var bench = MachineBench()
        bench.devicesReady(lastTransaction: nil, terminalAnswers: false)
        bench.scanBill()
        bench.touch(.pay)
        guard case .methodChoice(_, _, let methods, _) = bench.screen else {
            Issue.record("the screen is \(bench.screen)")
            return
        }
        #expect(methods.prefix(2).map(\.obstacle) == [nil, .outcomePending])
        #expect(bench.actions.contains(.terminal(.enquireBaseline)))
    }

    @Test func unknownOutcomeStaysOnTheScreenLongEnoughToBeCopied() {
        var bench = MachineBench.ready()
        bench.beginPaying(by: .card)
        bench.now = bench.now.advanced(by: .seconds(180))
        bench.send(.terminalReported(.silent))
        for _ in 0..<3 { _ = bench.wait(.seconds(10)) }
        _ = bench.wait(.seconds(60))
        guard case .failed(let failure) = bench.screen else {
            Issue.record("the screen is \(bench.screen)")
            return
        }
        #expect(failure.kind == .cardOutcomeUnknown)
    }
}
