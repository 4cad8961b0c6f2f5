import KioskCore
import KioskDevices
import KioskSimulator
import Testing

/// Terminals that cannot repeat their last receipt (06 20): the totals of the day (06 10) tell what became of a charge.
@Suite struct PaymentTerminalTotalsTests {
    private func terminal(
        _ framing: ZVTFraming = .plain, _ change: (inout PaymentTerminalModel) -> Void = { _ in }
    ) -> PaymentTerminalBench {
        var model = PaymentTerminalModel()
        model.framing = framing
        model.repeatsReceipt = false
        change(&model)
        var bench = PaymentTerminalBench(
            ZVTStateMachine(profile: Self.profile(framing)), SimulatedPaymentTerminal(model: model),
            startingAt: startOfBench)
        bench.connect()
        bench.expect(.presence(.ready))
        _ = bench.takeReports()
        return bench
    }

    private static func profile(_ framing: ZVTFraming = .plain) -> ZVTProfile {
        var profile = ZVTProfile(framing: framing)
        profile.repeatsReceipt = false
        return profile
    }

    private func last(_ bench: inout PaymentTerminalBench) -> PaymentTerminalReport? {
        bench.run(for: .seconds(60))
        return bench.takeReports().last {
            switch $0 {
            case .last, .baseline, .silent: true
            case .presence, .prompted, .approved, .declined, .reversed, .reversalFailed, .dayEnded: false
            }
        }
    }

    @Test(arguments: ZVTFraming.allCases) func itTakesCards(_ framing: ZVTFraming) throws {
        var bench = terminal(framing)
        bench.command(.enquireBaseline)
        bench.expect(.baseline(lastReceiptNumber: nil))
        bench.charge(yuan(86), .good)
        #expect(try bench.approval().amount == yuan(86))
        // With charges in its day it tells their last number, also to a kiosk that has just started.
        bench.replaceMachine(with: ZVTStateMachine(profile: Self.profile(framing)))
        bench.connect()
        _ = bench.takeReports()
        bench.command(.enquireBaseline)
        #expect(last(&bench) == .baseline(lastReceiptNumber: 1))
    }

    @Test func aChargeWhoseAnswerWasLostIsFoundByWhatItAdded() throws {
        var bench = terminal()
        bench.charge(yuan(14), .good)
        _ = try bench.approval()
        _ = bench.takeReports()
        bench.hand(.goSilent(.afterCapture))
        bench.charge(yuan(86), .good)
        bench.expectSilence()
        bench.hand(.wakeUp)
        bench.command(.enquireLast)
        guard case .last(let capture?)? = last(&bench) else {
            Issue.record("the charge was not found")
            return
        }
        #expect(capture.amount == yuan(86))
        #expect(capture.terminalReceiptNumber == bench.device.captures.last?.receiptNumber)
    }

    @Test func aChargeThatNeverWasIsFoundToBeNone() throws {
        var bench = terminal()
        bench.charge(yuan(14), .good)
        _ = try bench.approval()
        _ = bench.takeReports()
        bench.hand(.goSilent(.beforeCapture))
        bench.charge(yuan(86), .good)
        bench.expectSilence()
        bench.hand(.wakeUp)
        bench.command(.enquireLast)
        #expect(last(&bench) == .last(nil))
    }

    @Test func aKioskThatWasKilledInTheMiddleFindsTheOnlyChargeOfTheDayAndGuessesNoOther() throws {
        for charges in [0, 1] {
            var bench = terminal()
            for _ in 0..<charges {
                bench.charge(yuan(14), .good)
                _ = try bench.approval()
                _ = bench.takeReports()
            }
            bench.charge(yuan(86), .good)
            bench.expect(.prompted(.enterPIN))
            bench.replaceMachine(with: ZVTStateMachine(profile: Self.profile()))
            bench.run(for: .seconds(30))
            _ = bench.takeReports()
            bench.connect()
            bench.command(.enquireLast)
            let answer = last(&bench)
            if charges == 0, let captured = bench.device.captures.last, !captured.isReversed {
                guard case .last(let capture?)? = answer else {
                    Issue.record("\(String(describing: answer))")
                    return
                }
                #expect(capture.amount == captured.amount)
            } else {
                #expect(answer == .silent)
            }
        }
    }

    @Test func aDayThatWasEndedMeanwhileLeavesTheChargeUnknown() throws {
        var bench = terminal()
        bench.charge(yuan(14), .good)
        _ = try bench.approval()
        _ = bench.takeReports()
        bench.hand(.goSilent(.afterCapture))
        bench.charge(yuan(86), .good)
        bench.expectSilence()
        bench.hand(.wakeUp)
        bench.command(.endOfDay)
        bench.expect(.dayEnded(total: yuan(100)))
        bench.command(.enquireLast)
        #expect(last(&bench) == .silent)
    }

    @Test func aTerminalThatTellsNeitherReceiptNorTotalsChargesNothing() {
        var bench = terminal { $0.tellsTotals = false }
        bench.command(.enquireBaseline)
        bench.expect(.silent)
        bench.command(.authorise(yuan(5)))
        bench.expect(.declined(.terminalTrouble))
        bench.hand(.insertCard(.good))
        bench.run(for: .seconds(60))
        #expect(bench.device.captures.isEmpty)
    }

    @Test func anAbortBeforeTheTotalsHaveComeChargesNothing() {
        var bench = terminal()
        bench.latency = .milliseconds(300)
        bench.command(.authorise(yuan(5)))
        bench.command(.abort)
        bench.expect(.declined(.cancelled))
        bench.hand(.insertCard(.good))
        bench.run(for: .seconds(60))
        #expect(bench.device.captures.isEmpty)
    }

    @Test(arguments: stride(from: 0, through: 6_000, by: 250).map { Int64($0) })
    func aLineThatBreaksAtAnyMomentLosesNoCharge(_ milliseconds: Int64) {
        var bench = terminal()
        bench.command(.authorise(yuan(86)))
        bench.run(for: .milliseconds(9))
        bench.hand(.insertCard(.good))
        bench.run(for: .milliseconds(milliseconds))
        let known = bench.outcome
        bench.disconnect()
        guard known == nil else { return #expect(bench.device.captures.count == 1) }
        bench.run(for: .seconds(10))
        bench.connect()
        bench.command(.enquireLast)
        guard case .last(let capture)? = last(&bench) else {
            Issue.record("the enquiry was not answered")
            return
        }
        #expect(capture?.amount == bench.device.captures.last?.amount)
    }
}

/// Terminals that do repeat their last receipt, and what that receipt may be.
@Suite struct PaymentTerminalEnquiryTests {
    @Test func theReceiptOfAnEndOfDayIsNoCharge() throws {
        var bench = readyTerminal { $0.repeatsEndOfDay = true }
        bench.charge(yuan(86), .good)
        _ = try bench.approval()
        bench.command(.endOfDay)
        bench.expect(.dayEnded(total: yuan(86)))
        _ = bench.takeReports()
        bench.command(.enquireLast)
        bench.expect(.silent)
        bench.command(.enquireBaseline)
        bench.expect(.baseline(lastReceiptNumber: nil))
    }

    @Test func aTerminalThatChargedAndNowKnowsOfNoneIsNotBelieved() throws {
        var bench = readyTerminal { $0.repeatsReceipt = false }
        bench.command(.enquireLast)
        bench.expect(.last(nil))
        bench.charge(yuan(86), .good)
        _ = try bench.approval()
        _ = bench.takeReports()
        bench.command(.enquireLast)
        bench.expect(.silent)
    }

    @Test func theBaselineIsTheLastTransaction() throws {
        var bench = readyTerminal()
        bench.charge(yuan(86), .good)
        let capture = try bench.approval()
        bench.command(.enquireBaseline)
        bench.expect(.baseline(lastReceiptNumber: capture.terminalReceiptNumber))
    }
}
