import HubLedger
import KioskAPI
import KioskCore
import Testing

/// Wallets: charged once a payment, whatever is lost, repeated or late, with the provider's own books as the judge.
struct WalletTests {
    private let fixture: Fixture
    private let gateway = DemoWalletGateway()
    private var ledger: HubLedger { fixture.ledger }
    private var now: WallTime { fixture.now }

    init() throws { fixture = try Fixture() }

    /// The code's last digit says what the demonstration's provider does.
    private func charge(_ digit: Int, _ id: PaymentID = "p-1", fen: Int64 = 86_40) -> WalletCharge {
        WalletCharge(
            payment: id, kiosk: "k-1", amount: Money(fen, .cny),
            code: WalletCode(provider: .weChatPay, digits: "13456789012345678\(digit)"))
    }

    private func pay(_ charge: WalletCharge, after: Duration = .zero) throws -> WalletAnswer {
        let now = now.advanced(by: after)
        return try ledger.finish(try ledger.chargeWallet(charge, now: now), through: gateway, now: now)
    }

    private func enquire(_ id: PaymentID = "p-1", after: Duration = .zero) throws -> WalletAnswer {
        try ledger.finish(try ledger.enquireWallet(id), through: gateway, now: now.advanced(by: after))
    }

    private func cancel(_ id: PaymentID = "p-1", after: Duration = .zero) throws -> WalletAnswer {
        let now = now.advanced(by: after)
        return try ledger.finish(try ledger.cancelWallet(id, now: now), through: gateway, now: now)
    }

    private func submission(_ receipt: WalletReceipt, _ order: PaymentOrder) -> Submission {
        Submission(
            payment: order.payment, kind: .confirm, kiosk: order.kiosk, receiptNumber: "k-1-000001",
            biller: order.biller, account: order.account, allocations: order.allocations, tenders: [.wallet(receipt)],
            claimCode: claimCode(order.payment), taken: now)
    }

    private func preparedOrder(_ id: PaymentID = "p-1") throws -> PaymentOrder {
        let order = try fixture.order(id, for: try fixture.statement())
        _ = try ledger.prepare(order, now: now)
        return order
    }

    @Test func aBillIsPaidByWallet() throws {
        let order = try preparedOrder()
        let answer = try pay(charge(0))
        #expect(answer.state == .paid)
        #expect(gateway.paid("p-1") == yuan(86, 40))
        #expect(try ledger.totals().received == yuan(0), "the money comes onto the books with the submission")
        let receipt = WalletReceipt(
            amount: yuan(86, 40), provider: .weChatPay, reference: try #require(answer.reference))
        let settled = try ledger.confirm(submission(receipt, order), now: now)
        #expect(settled.state == .settled)
        #expect(try ledger.confirm(submission(receipt, order), now: now) == settled)
        #expect(try ledger.totals().received == yuan(86, 40))
        try ledger.checkBooks(now: now.advanced(by: .seconds(30 * 86_400)))
        #expect(try !ledger.alarms().alarms.contains { $0.kind == .walletUnclaimed })
        try expectLaws(ledger)
    }

    @Test(arguments: [
        (1, WalletDecline.insufficientFunds), (2, .codeExpired), (3, .codeInvalid), (8, .declinedByProvider),
    ])
    func aDeclineIsFinal(_ digit: Int, _ reason: WalletDecline) throws {
        let answer = try pay(charge(digit))
        #expect(answer.state == .declined)
        #expect(answer.reason == reason)
        #expect(try pay(charge(digit)) == answer)
        #expect(try enquire() == answer)
        #expect(try cancel() == answer)
        #expect(gateway.paid("p-1") == nil)
    }

    @Test func aPasswordTakesItsTime() throws {
        #expect(try pay(charge(4)).state == .awaitingPayer)
        #expect(try enquire(after: .seconds(7)).state == .awaitingPayer)
        #expect(try enquire(after: .seconds(8)).state == .paid)
        #expect(gateway.paid("p-1") == yuan(86, 40))
    }

    @Test func aPayerWhoDoesNothingIsCancelled() throws {
        #expect(try pay(charge(5)).state == .awaitingPayer)
        let cancelled = try cancel(after: .seconds(60))
        #expect(cancelled.state == .cancelled)
        #expect(try enquire(after: .seconds(90)) == cancelled)
        #expect(try pay(charge(5), after: .seconds(90)) == cancelled)
        #expect(gateway.paid("p-1") == nil)
    }

    /// The provider charged and said nothing: the question finds it, and so does the cancellation.
    @Test(arguments: [false, true]) func aSilentProviderIsAskedUntilItSpeaks(_ isCancelled: Bool) throws {
        #expect(try pay(charge(6)).state == .awaitingPayer)
        #expect(gateway.paid("p-1") != nil)
        if isCancelled {
            #expect(try cancel(after: .seconds(5)).state == .awaitingPayer)
            #expect(try enquire(after: .seconds(20)).state == .cancelled, "a question goes on with the cancellation")
            #expect(gateway.paid("p-1") == nil)
        } else {
            #expect(try enquire(after: .seconds(5)).state == .awaitingPayer)
            #expect(try enquire(after: .seconds(20)).state == .paid)
        }
    }

    @Test func aChargeThatNeverReachedTheProviderIsClosedThere() throws {
        #expect(try pay(charge(7)).state == .awaitingPayer)
        #expect(try enquire().state == .awaitingPayer)
        #expect(try cancel().state == .cancelled)
        #expect(gateway.charges["p-1"]?.state == .reversed, "what may still be on its way comes to nothing")
    }

    @Test func aChargeThatComesAfterItsCancellationComesToNothing() throws {
        let cancelled = try cancel()
        #expect(cancelled.state == .cancelled)
        #expect(cancelled.reason == .neverSent)
        #expect(try pay(charge(0)) == cancelled)
        #expect(gateway.charges.isEmpty)
    }

    /// The kiosk may have been told, and its submission may be on its way.
    @Test func whatIsKnownAsPaidStaysPaid() throws {
        let paid = try pay(charge(0))
        #expect(try cancel() == paid)
        #expect(gateway.paid("p-1") == yuan(86, 40))
    }

    @Test func anotherCodeOrAmountUnderTheSameIdIsAConflict() throws {
        _ = try pay(charge(1))
        #expect(refusal { try ledger.chargeWallet(charge(0), now: now) } == .conflict)
        #expect(refusal { try ledger.chargeWallet(charge(1, fen: 1), now: now) } == .conflict)
        #expect(gateway.paid("p-1") == nil)
        #expect(refusal { try ledger.enquireWallet("p-2") } == .notFound)
    }

    /// The hub dies between its own write and the provider, before or after the provider has charged.
    @Test(arguments: [false, true]) func aHubThatDiedAsksAgainUnderTheSameNumber(_ reachedProvider: Bool) throws {
        guard case .ask(let request) = try ledger.chargeWallet(charge(0), now: now) else {
            Issue.record("the provider is asked")
            return
        }
        if reachedProvider { _ = gateway.answer(request, now: now) }
        let afterRestart = try ledger.copy()
        let step = try afterRestart.chargeWallet(charge(0), now: now)
        let answer = try afterRestart.finish(step, through: gateway, now: now)
        #expect(answer.state == .paid)
        #expect(gateway.charges.count == 1)
    }

    /// The kiosk cancels while the provider is asked: whichever of the two is heard first, the charge is undone.
    @Test(arguments: [false, true]) func aCancellationOvertakesACharge(_ answerComesFirst: Bool) throws {
        guard case .ask(let request) = try ledger.chargeWallet(charge(0), now: now) else {
            Issue.record("the provider is asked")
            return
        }
        let reply = gateway.answer(request, now: now)
        let cancellation = try ledger.cancelWallet("p-1", now: now)
        if answerComesFirst {
            guard case .answered(let answer) = try ledger.walletReplied(request, reply, now: now) else {
                Issue.record("the answer to a charge says nothing about its reversal")
                return
            }
            #expect(answer.state == .awaitingPayer)
        }
        let cancelled = try ledger.finish(cancellation, through: gateway, now: now)
        #expect(cancelled.state == .cancelled)
        #expect(try ledger.walletReplied(request, reply, now: now) == .answered(cancelled))
        #expect(gateway.paid("p-1") == nil)
    }

    @Test func theHubGoesOnWithWhatNobodyAsksAbout() throws {
        _ = try pay(charge(6))
        _ = try cancel(after: .seconds(1))
        #expect(try ledger.walletsToAsk(now: now.advanced(by: .seconds(30))).isEmpty)
        let later = now.advanced(by: .seconds(61))
        for request in try ledger.walletsToAsk(now: later) {
            _ = try ledger.finish(.ask(request), through: gateway, now: later)
        }
        #expect(try enquire(after: .seconds(62)).state == .cancelled)
        #expect(try ledger.walletsToAsk(now: later.advanced(by: .seconds(600))).isEmpty)
    }

    /// Fault 43: a reversal that fails again and again is a person's.
    @Test func theSeventhReversalWithoutAnAnswerIsAnAlarm() throws {
        _ = try ledger.chargeWallet(charge(0), now: now)
        var step = try ledger.cancelWallet("p-1", now: now)
        for attempt in 1...7 {
            guard case .ask(let request) = step else {
                Issue.record("the provider is asked")
                return
            }
            #expect(try ledger.alarms().open == 0, "attempt \(attempt)")
            _ = try ledger.walletReplied(request, .noAnswer, now: now)
            step = try ledger.enquireWallet("p-1")
        }
        #expect(try ledger.alarms().alarms.map(\.kind) == [.walletNotReversed])
        #expect(try enquire().state == .cancelled)
        #expect(try ledger.alarms().open == 0, "the cause is gone")
    }

    @Test func moneyOfAWalletWithoutItsPaymentIsAnAlarmAfterTwoDays() throws {
        _ = try pay(charge(0))
        let twoDays = Duration.seconds(2 * 86_400)
        try ledger.checkBooks(now: now.advanced(by: twoDays))
        #expect(try ledger.alarms().open == 0)
        for extra in [1, 3_600] {
            try ledger.checkBooks(now: now.advanced(by: twoDays + .seconds(extra)))
            #expect(try ledger.alarms().alarms.map(\.kind) == [.walletUnclaimed])
            #expect(try ledger.alarms().alarms.map(\.payment) == ["p-1"])
        }
    }

    @Test(arguments: [
        WalletReceipt(amount: yuan(86, 41), provider: .weChatPay, reference: "W00000001"),
        WalletReceipt(amount: yuan(86, 40), provider: .alipay, reference: "W00000001"),
        WalletReceipt(amount: yuan(86, 40), provider: .weChatPay, reference: "W00000002"),
    ])
    func aSubmissionMustSayWhatTheWalletPaid(_ receipt: WalletReceipt) throws {
        let order = try preparedOrder()
        #expect(try pay(charge(0)).reference == "W00000001")
        #expect(refusal { try ledger.confirm(submission(receipt, order), now: now) } == .conflict)
        #expect(try ledger.payment("p-1")?.state == .prepared)
        try expectLaws(ledger)
    }

    @Test func aWalletThatPaidNothingIsNoMoney() throws {
        let order = try preparedOrder()
        let receipt = WalletReceipt(amount: yuan(86, 40), provider: .weChatPay, reference: "W1")
        #expect(refusal { try ledger.confirm(submission(receipt, order), now: now) } == .conflict)
        _ = try pay(charge(1))
        #expect(refusal { try ledger.confirm(submission(receipt, order), now: now) } == .conflict)
        #expect(try ledger.totals().received == yuan(0))
    }

    @Test func noWalletIsChargedForAPaymentThatIsOver() throws {
        try fixture.pay("p-1", try fixture.statement())
        #expect(refusal { try ledger.chargeWallet(charge(0), now: now) } == .conflict)
        #expect(gateway.charges.isEmpty)
    }

    @Test func noCodeIsEverWrittenDown() throws {
        _ = try pay(charge(0))
        let dump = try ledger.dump()
        #expect(dump.contains("wallet_charges"))
        #expect(!dump.contains("134567890123456780"))
    }
}
