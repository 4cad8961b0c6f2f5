import KioskCore
import Testing

@Suite struct SettlementQueueTests {
    /// A kiosk whose resident has just paid 2 × ¥50 and left.
    private func paid() -> (MachineBench, PaymentID) {
        var bench = MachineBench.ready()
        let id = bench.beginPaying(by: .cash)
        bench.insertNote(50)
        bench.insertNote(50)
        bench.send(.noteAcceptorReported(.disabled))
        return (bench, id)
    }

    @Test func lostAnswerIsAskedForBeforeAnythingIsSentAgain() {
        var (bench, id) = paid()
        bench.send(.hubAnswered(.submitted(id, .unavailable(.timedOut))))
        #expect(bench.wait(.seconds(6)).contains(.hub(.enquire(id, tendered: Money(10_000, .cny)))))
    }

    @Test func unknownToTheHubIsSentAgainUnderTheSameIdWithTheSameBody() throws {
        var (bench, id) = paid()
        let submission = try #require(bench.machine.ledger[id]?.submission)
        bench.send(.hubAnswered(.submitted(id, .unavailable(.unreachable))))
        _ = bench.wait(.seconds(6))
        let actions = bench.send(.hubAnswered(.submitted(id, .unknownPayment)))
        #expect(actions.contains(.hub(.submit(submission, as: .advice))))
    }

    @Test func preparedAtTheHubIsConfirmed() throws {
        var (bench, id) = paid()
        let submission = try #require(bench.machine.ledger[id]?.submission)
        bench.send(.hubAnswered(.submitted(id, .unavailable(.timedOut))))
        _ = bench.wait(.seconds(6))
        let actions = bench.send(.hubAnswered(.submitted(id, .prepared)))
        #expect(actions.contains(.hub(.submit(submission, as: .confirm))))
    }

    @Test func secondAnswerChangesNothing() {
        var (bench, id) = paid()
        let settlement = bench.settlement(of: id, owed: 1_360)
        bench.send(.hubAnswered(.submitted(id, .settled(settlement))))
        let count = bench.entries.count
        bench.send(.hubAnswered(.submitted(id, .settled(settlement))))
        #expect(bench.entries.count == count)
    }

    @Test func answerWhoseSumIsWrongGoesToAPerson() {
        var (bench, id) = paid()
        bench.send(
            .hubAnswered(
                .submitted(
                    id, .settled(Settlement(reference: "H", settled: Money(8_640, .cny), creditNote: nil)))))
        #expect(bench.machine.ledger[id]?.state == .exception)
        #expect(bench.machine.ledger.exceptions.count == 1)
    }

    @Test func refusedSettlementIsOwedUnderTheClaimCode() throws {
        var (bench, id) = paid()
        let code = try #require(bench.machine.ledger[id]?.claimCode)
        bench.send(
            .hubAnswered(
                .submitted(
                    id,
                    .refused(
                        HubRefusal(reason: .alreadyPaid, message: ""),
                        CreditNote(code: code, amount: Money(10_000, .cny))))))
        guard case .failed(let failure) = bench.screen else {
            Issue.record("the screen is \(bench.screen)")
            return
        }
        #expect(failure.money == .owed(Money(10_000, .cny), code))
    }

    @Test func slowHubDoesNotHoldTheResident() {
        var (bench, id) = paid()
        _ = bench.wait(.seconds(8))
        guard case .done(let summary) = bench.screen else {
            Issue.record("the screen is \(bench.screen)")
            return
        }
        #expect(summary.standing == .pending)
        bench.send(.hubAnswered(.submitted(id, .settled(bench.settlement(of: id, owed: 1_360)))))
        guard case .done(let later) = bench.screen else {
            Issue.record("the screen is \(bench.screen)")
            return
        }
        #expect(later.standing == .settled(reference: "H1"))
    }

    @Test func afterARestartTheQueueAsksFirst() {
        let (bench, id) = paid()
        let again = MachineBench(restarting: bench.entries)
        #expect(again.actions.contains(.hub(.enquire(id, tendered: Money(10_000, .cny)))))
        #expect(!again.actions.contains { if case .hub(.submit) = $0 { true } else { false } })
    }

    @Test func waitsGrowToThreeMinutesAndNeverEnd() {
        var (bench, id) = paid()
        var waits: [Int64] = []
        for _ in 0..<8 {
            bench.send(.hubAnswered(.submitted(id, .unavailable(.serverError(status: 500)))))
            let before = bench.now
            while !bench.wait(.seconds(1)).contains(.hub(.enquire(id, tendered: Money(10_000, .cny)))) {}
            waits.append((bench.now.sinceBoot - before.sinceBoot).wholeMilliseconds / 1_000)
        }
        let nominal: [Double] = [5, 15, 30, 60, 180, 180, 180, 180]
        for (wait, expected) in zip(waits, nominal) {
            #expect(Double(wait) >= expected * 0.8 && Double(wait) <= expected * 1.2 + 1)
        }
    }

    @Test func offlineIsTakenWithinThePolicyOnly() throws {
        var settings = MachineBench.settings
        settings.offline.largestPaymentMinorUnits = 8_000
        var bench = MachineBench.ready(settings: settings)
        bench.scanBill()
        bench.send(.hubReachable(false))
        bench.touch(.pay)
        guard case .methodChoice(_, _, let methods, _) = bench.screen else {
            Issue.record("the screen is \(bench.screen)")
            return
        }
        #expect(methods.prefix(2).map(\.obstacle) == [.overOfflineLimit, .notOffline])
        #expect(methods[0].limit == OfflineLimit(cap: .payment, isOfBiller: false))
    }

    @Test func billWithItsAmountInTheCodeIsPaidWithoutTheHub() throws {
        var bench = MachineBench.ready()
        bench.send(.codeRead(.bill(MachineBench.reference)))
        bench.send(
            .hubAnswered(
                .inquired(
                    Inquiry(biller: MachineBench.biller.id, account: MachineBench.account), .unavailable(.unreachable)))
        )
        bench.touch(.pay)
        bench.touch(.method(.cash))
        bench.touch(.consentToCash)
        let id = try #require(bench.machine.ledger.inOrder.last?.id)
        bench.insertNote(100)
        bench.send(.noteAcceptorReported(.disabled))
        let submission = try #require(bench.machine.ledger[id]?.submission)
        #expect(submission.kind == .advice)
        #expect(
            submission.allocations
                == [Allocation(bill: nil, period: BillingPeriod("2026-10"), amount: Money(8_640, .cny))])
    }

    @Test func refusalThatComesLateReplacesTheScreenThatPromisedMore() {
        var (bench, id) = paid()
        bench.send(.hubAnswered(.submitted(id, .pending)))
        let code = bench.machine.ledger[id]!.claimCode
        guard case .done(let summary) = bench.screen else {
            Issue.record("the screen is \(bench.screen)")
            return
        }
        #expect(summary.codeIfRefused == code)
        bench.send(
            .hubAnswered(
                .submitted(
                    id,
                    .refused(
                        HubRefusal(reason: .accountBlocked, message: ""),
                        CreditNote(code: code, amount: Money(10_000, .cny))))))
        guard case .failed(let failure) = bench.screen else {
            Issue.record("the screen is \(bench.screen)")
            return
        }
        #expect(failure.money == .owed(Money(10_000, .cny), code))
        #expect(bench.actions.filter { if case .printSlip(id, _, _) = $0 { true } else { false } }.count == 2)
    }

    @Test func billThatIsOnItsWayCannotBePaidAgain() {
        var (bench, id) = paid()
        bench.send(.hubAnswered(.submitted(id, .unavailable(.serverError(status: 500)))))
        bench.send(.printerReported(.printed(PrintJobID(1))))
        bench.scanBill()
        bench.touch(.pay)
        guard case .methodChoice(_, _, let methods, _) = bench.screen else {
            Issue.record("the screen is \(bench.screen)")
            return
        }
        #expect(methods.prefix(2).map(\.obstacle) == [.outcomePending, .outcomePending])
    }

    @Test func hubThatNeverKnowsThePaymentIsNotAskedWithoutPause() {
        var (bench, id) = paid()
        bench.send(.hubAnswered(.submitted(id, .unknownPayment)))
        #expect(bench.send(.hubAnswered(.submitted(id, .unknownPayment))).isEmpty)
        #expect(bench.wait(.seconds(7)).contains(.hub(.enquire(id, tendered: Money(10_000, .cny)))))
    }

    @Test func billOfAnotherCurrencyTakesNoNotes() {
        var settings = MachineBench.settings
        settings.denominations = [Money(10_00, .eur)]
        var bench = MachineBench.ready(settings: settings)
        bench.scanBill()
        bench.touch(.pay)
        bench.touch(.method(.cash))
        guard case .methodChoice(_, _, let methods, _) = bench.screen else {
            Issue.record("the screen is \(bench.screen)")
            return
        }
        #expect(methods[0].obstacle == .notTakenByBiller)
    }
}
