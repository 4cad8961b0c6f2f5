import KioskCore
import KioskDevices
import KioskSimulator
import Testing

/// The driver of a payment terminal on a line with a simulated one.
typealias PaymentTerminalBench = DevicePump<ZVTStateMachine, SimulatedPaymentTerminal>

/// Registered, with nothing left to say.
func readyTerminal(
    _ framing: ZVTFraming = .plain, _ change: (inout PaymentTerminalModel) -> Void = { _ in }
) -> PaymentTerminalBench {
    var model = PaymentTerminalModel()
    model.framing = framing
    change(&model)
    let profile = ZVTProfile(framing: framing)
    var bench = PaymentTerminalBench(
        ZVTStateMachine(profile: profile), SimulatedPaymentTerminal(model: model), startingAt: startOfBench)
    bench.connect()
    bench.expect(.presence(.ready))
    _ = bench.takeReports()
    return bench
}

extension DevicePump where Machine == ZVTStateMachine, Device == SimulatedPaymentTerminal {
    /// The capture that was approved; fails the test when none was within five minutes.
    mutating func approval(sourceLocation: SourceLocation = #_sourceLocation) throws -> CardCapture {
        run(upTo: .seconds(300)) { $0.outcome != nil }
        let ended = outcome
        let capture: CardCapture? = if case .approved(let capture) = ended { capture } else { nil }
        return try #require(capture, "not approved but \(reports)", sourceLocation: sourceLocation)
    }

    /// What ended the charge, as far as it was reported.
    var outcome: PaymentTerminalReport? {
        reports.first {
            switch $0 {
            case .approved, .declined, .silent: true
            case .presence, .prompted, .last, .baseline, .reversed, .reversalFailed, .dayEnded: false
            }
        }
    }

    /// The card goes in as soon as the terminal asks for it.
    mutating func charge(_ amount: Money, _ card: SimulatedCard?) {
        command(.authorise(amount))
        expect(.prompted(.insertCard))
        if let card { hand(.insertCard(card)) }
    }
}

@Suite struct PaymentTerminalTests {
    @Test(arguments: ZVTFraming.allCases) func aGoodCardIsCharged(_ framing: ZVTFraming) throws {
        var bench = readyTerminal(framing)
        bench.charge(yuan(86), .good)
        let capture = try bench.approval()
        bench.run(for: .seconds(20))
        #expect(capture.amount == yuan(86))
        #expect(capture.lastFour == "4771")
        #expect(capture.cardName == "UnionPay Debit")
        #expect(capture.terminalID == "28004869")
        #expect(capture.terminalReceiptNumber == 1)
        #expect(capture.authorisationCode == "100001")
        #expect(
            bench.takeReports() == [
                .prompted(.insertCard), .prompted(.wait), .prompted(.enterPIN), .prompted(.wait),
                .prompted(.removeCard), .approved(capture),
            ])
        #expect(bench.device.captures.map(\.amount) == [yuan(86)])
    }

    @Test func whatGoesOverTheLineIsWhatTheManualSays() {
        var bench = readyTerminal()
        // Registration: password 000000, configuration, currency 156; then the completion is acknowledged.
        let registration = [0x06, 0x00, 0x06, 0x00, 0x00, 0x00, 0x38, 0x01, 0x56] + [0x80, 0x00, 0x00] as [UInt8]
        #expect(bench.sent == registration)
        bench.command(.authorise(Money(8_640, .cny)))
        let charge: [UInt8] = [0x06, 0x01, 0x0A, 0x04, 0, 0, 0, 0, 0x86, 0x40, 0x49, 0x01, 0x56]
        #expect(bench.sent == registration + charge)
    }

    @Test(arguments: [
        (SimulatedCard.refused, CardDecline.declinedByIssuer), (.unreadable, .cardNotReadable),
        (SimulatedCard(.declined(0x78)), .declinedByIssuer), (SimulatedCard(.declined(0xFF)), .terminalTrouble),
    ])
    func aDeclinedCardIsNotCharged(_ card: SimulatedCard, _ reason: CardDecline) {
        var bench = readyTerminal()
        bench.charge(yuan(86), card)
        bench.expect(.declined(reason))
        bench.run(for: .seconds(20))
        #expect(bench.device.captures == [])
        #expect(bench.takeReports().last == .declined(reason))
    }

    @Test func cancelOnTheTerminalEndsTheCharge() {
        var bench = readyTerminal()
        bench.charge(yuan(86), nil)
        bench.run(for: .seconds(5))
        bench.hand(.pressCancel)
        bench.expect(.declined(.cancelled))
        #expect(bench.device.captures == [])
    }

    @Test func cancelDuringThePINEndsTheCharge() {
        var bench = readyTerminal()
        bench.charge(yuan(86), .good)
        bench.expect(.prompted(.enterPIN))
        bench.hand(.pressCancel)
        bench.expect(.declined(.cancelled))
        #expect(bench.device.captures == [])
    }

    @Test func nobodyWithACardIsToldApartFromCancel() {
        var bench = readyTerminal()
        bench.charge(yuan(86), nil)
        bench.run(for: .seconds(70))
        #expect(bench.takeReports().last == .declined(.noCard))
    }

    @Test(arguments: ZVTFraming.allCases) func theKiosksAbortEndsTheCharge(_ framing: ZVTFraming) {
        var bench = readyTerminal(framing)
        bench.charge(yuan(86), nil)
        bench.run(for: .seconds(40))
        bench.command(.abort)
        bench.expect(.declined(.cancelled))
        #expect(bench.device.captures == [])
    }

    @Test func anAbortRightAfterTheCommandIsSentWhenTheTerminalListens() {
        var bench = readyTerminal()
        bench.command(.authorise(yuan(86)))
        bench.command(.abort)
        bench.expect(.declined(.cancelled))
        bench.run(for: .seconds(5))
        #expect(bench.device.captures == [])
    }

    @Test func anAbortThatComesTooLateGetsTheApproval() throws {
        var bench = readyTerminal()
        bench.charge(yuan(86), .good)
        bench.run(for: .milliseconds(4_500))
        bench.command(.abort)
        let capture = try bench.approval()
        #expect(capture.amount == yuan(86))
        #expect(bench.device.captures.count == 1)
    }

    @Test func aSecondAuthorisationWhileOneRunsChargesNothingMore() throws {
        var bench = readyTerminal()
        bench.charge(yuan(86), .good)
        bench.command(.authorise(yuan(10)))
        _ = try bench.approval()
        bench.run(for: .seconds(200))
        #expect(bench.device.captures.map(\.amount) == [yuan(86)])
    }

    @Test func whatCannotBeChargedIsDeclinedAtOnceAndNotSent() {
        var bench = readyTerminal()
        let before = bench.sent
        for amount in [yuan(0), yuan(-5), Money(100, .eur), Money(10_000_000_000_000, .cny)] {
            bench.command(.authorise(amount))
            #expect(bench.takeReports() == [.declined(.terminalTrouble)])
        }
        #expect(bench.sent == before)
    }

    @Test func anAuthorisationWithoutATerminalIsDeclinedWhenABlipIsOver() {
        var bench = readyTerminal()
        bench.disconnect()
        _ = bench.takeReports()
        bench.run(for: .seconds(1))
        bench.command(.authorise(yuan(5)))
        bench.run(for: .milliseconds(1_999))
        #expect(bench.takeReports() == [])
        bench.run(for: .milliseconds(1))
        #expect(bench.takeReports() == [.declined(.terminalTrouble)])
        bench.command(.authorise(yuan(5)))
        #expect(bench.takeReports() == [.declined(.terminalTrouble)], "it is not a blip any more")
        bench.connect()
        bench.run(for: .seconds(120))
        #expect(bench.device.captures == [])
    }

    @Test func anAuthorisationThatWaitsForTheTerminalCanBeGivenUp() {
        var bench = readyTerminal()
        bench.disconnect()
        _ = bench.takeReports()
        bench.command(.authorise(yuan(5)))
        bench.command(.abort)
        #expect(bench.takeReports() == [.declined(.cancelled)])
        bench.connect()
        bench.run(for: .seconds(120))
        #expect(bench.device.captures == [])
    }

    @Test func aTerminalThatTakesNoAbortIsSentNone() {
        var model = PaymentTerminalModel()
        model.cardWait = .seconds(60)
        var profile = ZVTProfile(framing: model.framing)
        profile.canAbort = false
        profile.authorisation = .seconds(20)
        var bench = PaymentTerminalBench(
            ZVTStateMachine(profile: profile), SimulatedPaymentTerminal(model: model), startingAt: startOfBench)
        bench.connect()
        bench.expect(.presence(.ready))
        bench.charge(yuan(86), nil)
        bench.command(.abort)
        bench.expect(.silent)
        // It is still at the charge: neither the registration nor the enquiry sends an abort.
        bench.command(.enquireLast)
        bench.run(for: .seconds(120))
        let abort: [UInt8] = [0x06, 0xB0, 0x00]
        #expect(!bench.sent.indices.contains { bench.sent[$0...].starts(with: abort) })
        #expect(bench.takeReports().last == .last(nil))
    }

    @Test func aTerminalThatSendsTheCardNumberInClearDoesNotGetItIntoTheReports() throws {
        var bench = readyTerminal { $0.sendsClearCardNumber = true }
        bench.charge(yuan(86), SimulatedCard(.approved, lastFour: "9876"))
        let capture = try bench.approval()
        #expect(capture.lastFour == "9876")
        var everything = ""
        dump(bench.machine, to: &everything)
        dump(bench.reports, to: &everything)
        #expect(!everything.contains("621234567890"))
        #expect(!everything.contains("6212345678909876"))
    }

    @Test func aChargeOfAnotherAmountIsReportedAsItIs() throws {
        var bench = readyTerminal { $0.chargesInstead = yuan(68) }
        bench.charge(yuan(86), .good)
        let capture = try bench.approval()
        #expect(capture.amount == yuan(68))
    }

    @Test(arguments: ZVTFraming.allCases) func aReversalUndoesTheCharge(_ framing: ZVTFraming) throws {
        var bench = readyTerminal(framing)
        bench.charge(yuan(86), .good)
        let capture = try bench.approval()
        bench.command(.reverse(terminalReceiptNumber: capture.terminalReceiptNumber, amount: capture.amount))
        bench.expect(.reversed(terminalReceiptNumber: 1))
        #expect(bench.device.captures.map(\.isReversed) == [true])
        // Asked again, because the first answer might have been lost: it is reversed all the same, and once.
        _ = bench.takeReports()
        bench.command(.reverse(terminalReceiptNumber: 1, amount: capture.amount))
        bench.expect(.reversed(terminalReceiptNumber: 1))
        bench.command(.enquireLast)
        bench.expect(.last(nil))
    }

    @Test func aReversalOfNothingFails() {
        var bench = readyTerminal()
        bench.command(.reverse(terminalReceiptNumber: 4_711, amount: yuan(1)))
        bench.run(for: .seconds(5))
        bench.command(.reverse(terminalReceiptNumber: 10_000, amount: yuan(1)))
        let reports = bench.takeReports()
        #expect(reports.count == 2)
        for report in reports {
            guard case .reversalFailed = report else {
                Issue.record("a failure was expected, not \(report)")
                continue
            }
        }
    }

    @Test func theDayEndsWithItsTotal() throws {
        var bench = readyTerminal()
        for amount in [yuan(86), yuan(14), yuan(50)] {
            bench.charge(amount, .good)
            let capture = try bench.approval()
            _ = bench.takeReports()
            if amount == yuan(50) {
                bench.command(.reverse(terminalReceiptNumber: capture.terminalReceiptNumber, amount: amount))
            }
        }
        bench.command(.endOfDay)
        bench.expect(.dayEnded(total: yuan(100)))
        bench.command(.endOfDay)
        bench.expect(.dayEnded(total: yuan(0)))
    }

    @Test func aCardThatNeedsNoHandIsCharged() throws {
        var bench = readyTerminal { $0.insertsByItself = .good }
        bench.command(.authorise(yuan(7)))
        let charged = try bench.approval()
        #expect(charged.amount == yuan(7))
    }
}
