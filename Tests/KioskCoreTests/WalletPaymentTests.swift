import KioskCore
import Testing

@Suite struct WalletPaymentTests {
    private let amount = Money(8_640, .cny)

    private func code(_ provider: WalletProvider = .weChatPay) -> WalletCode {
        WalletCode(provider: provider, digits: "134567890123456789")
    }

    private func receipt(_ amount: Money, _ provider: WalletProvider = .weChatPay) -> WalletReceipt {
        WalletReceipt(amount: amount, provider: provider, reference: "W1")
    }

    /// A kiosk whose resident has just shown the phone.
    private func charging(_ provider: WalletProvider = .weChatPay) -> (MachineBench, PaymentID) {
        var bench = MachineBench.ready()
        let id = bench.beginPaying(by: .wallet)
        bench.send(.codeRead(.walletCode(code(provider))))
        return (bench, id)
    }

    /// Answers nothing until the machine tells the hub to cancel; the times of its questions, in seconds.
    private func questions(_ bench: inout MachineBench, _ id: PaymentID) -> (asked: [Int64], cancelled: Int64?) {
        let begin = bench.now
        var asked: [Int64] = []
        for _ in 0..<200 {
            let done = bench.wait(.seconds(1))
            let second = (bench.now.sinceBoot - begin.sinceBoot).wholeMilliseconds / 1_000
            if done.contains(.hub(.enquireWallet(id))) { asked.append(second) }
            if done.contains(.hub(.cancelWallet(id))) { return (asked, second) }
        }
        return (asked, nil)
    }

    // MARK: The usual road

    @Test func theCodeOnThePhonePaysTheBill() throws {
        var bench = MachineBench.ready()
        let id = bench.beginPaying(by: .wallet)
        #expect(bench.screen == .wallet(amount: amount, prompt: .showCode, isAborting: false))
        let charge = bench.send(.codeRead(.walletCode(code())))
        #expect(
            charge == [
                .record([.walletIntended(id, amount: amount, provider: .weChatPay)]),
                .hub(
                    .chargeWallet(
                        WalletCharge(payment: id, kiosk: "K0417", amount: amount, code: code()))),
            ])
        let paid = bench.send(.hubAnswered(.wallet(id, .paid(receipt(amount)))))
        let submission = try #require(bench.machine.ledger[id]?.submission)
        #expect(
            paid.prefix(2) == [
                .record([
                    .walletPaid(id, receipt(amount)), .paymentClosing(id, .paidInFull), .paymentQueued(submission),
                ]), .hub(.submit(submission, as: .confirm)),
            ])
        #expect(submission.tenders == [.wallet(receipt(amount))])
        #expect(submission.allocations.map(\.amount).total(.cny) == amount)
    }

    @Test func theCodeItselfIsNeverWrittenDown() {
        let (bench, _) = charging()
        #expect(!bench.entries.contains { "\($0.fact)".contains("134567890123456789") })
    }

    @Test func withoutTheHubNoWalletIsOffered() {
        var bench = MachineBench.ready()
        bench.scanBill()
        bench.touch(.pay)
        bench.send(.hubReachable(false))
        guard case .methodChoice(_, _, let methods, _) = bench.screen else {
            Issue.record("the screen is \(bench.screen)")
            return
        }
        #expect(methods.last?.kind == .wallet && methods.last?.obstacle == .notOffline)
        #expect(bench.touch(.method(.wallet)).isEmpty)
    }

    @Test func aHubThatGoesWhilePreparingTakesNoWalletOffline() {
        var settings = MachineBench.settings
        settings.offline.tenders = [.cash, .card, .wallet]
        var bench = MachineBench.ready(settings: settings)
        bench.scanBill()
        bench.touch(.pay)
        bench.touch(.method(.wallet))
        let id = bench.machine.ledger.inOrder[0].id
        bench.send(.hubAnswered(.prepared(id, .unavailable(.timedOut))))
        #expect(bench.machine.ledger[id]?.outcome == .abandoned)
    }

    @Test func aBillHeldThereInsteadOfThePhoneSendsNothing() {
        var bench = MachineBench.ready()
        bench.beginPaying(by: .wallet)
        #expect(bench.send(.codeRead(.bill(MachineBench.reference))).isEmpty)
        #expect(bench.screen == .wallet(amount: amount, prompt: .notAPaymentCode, isAborting: false))
    }

    @Test func theSameCodeReadTwiceIsChargedOnce() {
        var (bench, _) = charging()
        #expect(bench.send(.codeRead(.walletCode(code()))).isEmpty)
    }

    @Test func anIdleKioskSaysWhatAPaymentCodeIsNot() {
        var bench = MachineBench.ready()
        bench.send(.codeRead(.walletCode(code())))
        guard case .attract(_, .walletCode) = bench.screen else {
            Issue.record("the screen is \(bench.screen)")
            return
        }
    }

    // MARK: No answer

    @Test(arguments: [
        (WalletProvider.weChatPay, Int64(30), 4...5), (.alipay, 60, 3...5), (.unionPay, 60, 3...5),
    ])
    func aSilentHubIsAskedAsTheProviderWantsAndThenToldToCancel(
        provider: WalletProvider, span: Int64, pause: ClosedRange<Int64>
    ) throws {
        var (bench, id) = charging(provider)
        let (asked, cancelled) = questions(&bench, id)
        #expect(asked.last == span, "the last question ends the span")
        #expect(zip(asked, asked.dropFirst()).allSatisfy { pause.contains($1 - $0) })
        #expect(try #require(cancelled) - span <= pause.upperBound)
        #expect(bench.machine.ledger[id]?.wallet?.state == .intended, "nothing is failed before the hub says so")
        guard case .wallet(_, .wait, _) = bench.screen else {
            Issue.record("the screen is \(bench.screen)")
            return
        }
    }

    @Test func theAnswerToTheLastQuestionIsFollowedByTheCancellationAtOnce() {
        var (bench, id) = charging()
        for _ in 0..<6 {
            let done = bench.wait(.seconds(5))
            #expect(done.contains(.hub(.enquireWallet(id))))
            if bench.machine.ledger[id] == nil { return }
        }
        #expect(bench.send(.hubAnswered(.wallet(id, .awaitingPayer))).contains(.hub(.cancelWallet(id))))
    }

    @Test func aPayerWhoMustConfirmIsToldSo() {
        var (bench, id) = charging()
        bench.send(.hubAnswered(.wallet(id, .awaitingPayer)))
        #expect(bench.screen == .wallet(amount: amount, prompt: .confirmOnPhone, isAborting: false))
    }

    @Test func aChargeTheHubDoesNotKnowMayBeUnderWayAndIsCancelled() {
        var (bench, id) = charging()
        _ = bench.wait(.seconds(5))
        #expect(bench.send(.hubAnswered(.wallet(id, .notFound))) == [.hub(.cancelWallet(id))])
        #expect(bench.machine.ledger[id]?.outcome == nil)
        bench.send(.hubAnswered(.wallet(id, .notFound)))
        #expect(bench.machine.ledger[id]?.outcome == nil, "only the answer to the cancellation is final")
        bench.send(.hubAnswered(.wallet(id, .declined(.neverSent))))
        #expect(bench.machine.ledger[id]?.outcome == .abandoned)
    }

    @Test func aCancellationThatIsNeverAnsweredLeavesASlipAndIsAskedOnEveryMinute() {
        var (bench, id) = charging()
        _ = questions(&bench, id)
        var cancels = 1
        for _ in 0..<60 {
            if case .failed = bench.screen { break }
            if bench.wait(.seconds(1)).contains(.hub(.cancelWallet(id))) { cancels += 1 }
        }
        #expect(cancels == 3)
        guard case .failed(let failure) = bench.screen else {
            Issue.record("the screen is \(bench.screen)")
            return
        }
        #expect(failure.kind == .walletOutcomeUnknown && failure.paper == .printing)
        #expect(failure.next.contains(.doNotPayAgain))
        guard case .uncertain(amount, Money(0, .cny), _) = failure.money else {
            Issue.record("the money is \(failure.money)")
            return
        }
        #expect(bench.machine.ledger.exceptions.map(\.kind) == [.walletUnknown])
        #expect(bench.wait(.seconds(60)).contains(.hub(.enquireWallet(id))))
        bench.send(.hubAnswered(.wallet(id, .unavailable(.timedOut))))
        bench.touch(.stay)
        #expect(bench.wait(.seconds(60)).contains(.hub(.enquireWallet(id))))
        bench.send(.hubAnswered(.wallet(id, .paid(receipt(amount)))))
        #expect(bench.machine.ledger[id]?.submission?.tendered == amount)
        #expect(bench.machine.ledger.exceptions.isEmpty)
        guard case .done = bench.screen else {
            Issue.record("the screen is \(bench.screen)")
            return
        }
    }

    @Test func inTheBackgroundAHubThatOnlySaysWaitIsToldToCancelOncePerQuestion() {
        var (bench, id) = charging()
        bench = MachineBench(restarting: bench.entries)
        #expect(bench.actions.contains(.hub(.cancelWallet(id))), "nobody stands there: first it is undone")
        for _ in 0..<5 { #expect(bench.send(.hubAnswered(.wallet(id, .awaitingPayer))).isEmpty) }
        #expect(bench.wait(.seconds(60)).contains(.hub(.enquireWallet(id))))
        #expect(bench.send(.hubAnswered(.wallet(id, .notFound))) == [.hub(.cancelWallet(id))])
        #expect(bench.send(.hubAnswered(.wallet(id, .notFound))).isEmpty)
        bench.send(.hubAnswered(.wallet(id, .declined(.cancelled))))
        #expect(bench.machine.ledger[id]?.outcome == .abandoned)
        #expect(bench.machine.ledger.open.isEmpty)
    }

    @Test func moneyThatWasPaidBeforeARestartIsSettled() {
        let (before, id) = charging()
        var bench = MachineBench(restarting: before.entries)
        bench.send(.hubAnswered(.wallet(id, .paid(receipt(amount)))))
        #expect(bench.machine.ledger[id]?.submission?.tendered == amount)
        #expect(bench.machine.ledger[id]?.settlesBills == true)
    }

    // MARK: No, and other answers

    @Test(arguments: WalletDecline.allCases)
    func aDeclinedCodeTakesNothing(_ reason: WalletDecline) {
        var (bench, id) = charging()
        let done = bench.send(.hubAnswered(.wallet(id, .declined(reason))))
        #expect(done.first == .record([.walletDeclined(id, reason), .paymentAbandoned(id)]))
        #expect(done.contains(.hub(.cancel(id))))
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

    @Test func anotherAmountThanAskedForIsCountedAsTold() {
        var (bench, id) = charging()
        let done = bench.send(.hubAnswered(.wallet(id, .paid(receipt(Money(5_000, .cny))))))
        #expect(
            done.contains {
                if case .record(let facts) = $0 { facts.first == .incident(.captureOfOtherAmount) } else { false }
            })
        let submission = bench.machine.ledger[id]?.submission
        #expect(submission?.tendered == Money(5_000, .cny))
        #expect(submission?.allocations == [], "too little for the bill: all of it is owed")
    }

    @Test(arguments: [Money(8_640, .eur), Money(0, .cny), Money(-5, .cny)])
    func anAmountThatCannotBeIsForAPerson(_ amount: Money) {
        var (bench, id) = charging()
        bench.send(.hubAnswered(.wallet(id, .paid(receipt(amount)))))
        #expect(bench.machine.ledger[id]?.submission == nil)
        #expect(bench.machine.ledger.exceptions.map(\.kind) == [.walletUnknown])
    }

    @Test func aSecondAnswerChangesNothing() {
        var (bench, id) = charging()
        bench.send(.hubAnswered(.wallet(id, .paid(receipt(amount)))))
        let count = bench.entries.count
        bench.send(.hubAnswered(.wallet(id, .paid(receipt(amount)))))
        bench.send(.hubAnswered(.wallet(id, .declined(.cancelled))))
        #expect(bench.entries.count == count)
    }

    // MARK: The resident stops

    @Test func beforeTheCodeNothingHappened() {
        var bench = MachineBench.ready()
        let id = bench.beginPaying(by: .wallet)
        #expect(bench.touch(.back) == [.record([.paymentAbandoned(id)]), .hub(.cancel(id))])
        guard case .methodChoice = bench.screen else {
            Issue.record("the screen is \(bench.screen)")
            return
        }
    }

    @Test func nobodyWithAPhoneEndsTheVisit() {
        var bench = MachineBench.ready()
        let id = bench.beginPaying(by: .wallet)
        _ = bench.wait(.seconds(30))
        _ = bench.wait(.seconds(30))
        #expect(bench.machine.ledger[id]?.outcome == .abandoned)
        guard case .attract = bench.screen else {
            Issue.record("the screen is \(bench.screen)")
            return
        }
    }

    @Test func afterTheCodeTheHubUndoesIt() {
        var (bench, id) = charging()
        #expect(bench.touch(.end) == [.hub(.cancelWallet(id))])
        #expect(bench.screen == .wallet(amount: amount, prompt: .wait, isAborting: true))
        #expect(bench.touch(.end).isEmpty)
        bench.send(.hubAnswered(.wallet(id, .declined(.cancelled))))
        #expect(bench.machine.ledger[id]?.outcome == .abandoned)
        guard case .attract = bench.screen else {
            Issue.record("the screen is \(bench.screen)")
            return
        }
    }

    @Test func aCancellationThatCameTooLateSettlesTheBill() {
        var (bench, id) = charging()
        bench.touch(.back)
        bench.send(.hubAnswered(.wallet(id, .paid(receipt(amount)))))
        #expect(bench.machine.ledger[id]?.settlesBills == true)
    }

    @Test func anOpenChargeKeepsTheSameBillFromBeingPaidAgain() {
        let (before, _) = charging()
        var bench = MachineBench(restarting: before.entries)
        bench.devicesReady()
        bench.send(.printerReported(.printed(PrintJobID(1))))
        bench.touch(.end)
        bench.scanBill()
        bench.touch(.pay)
        guard case .methodChoice(_, _, let methods, _) = bench.screen else {
            Issue.record("the screen is \(bench.screen)")
            return
        }
        #expect(methods.map(\.obstacle) == [.outcomePending, .outcomePending, .outcomePending])
    }
}
