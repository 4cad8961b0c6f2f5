import KioskCore
import KioskDevices
import KioskSimulator
import Testing

@Suite struct PaymentTerminalFaultTests {
    // MARK: Silence

    @Test(arguments: ZVTFraming.allCases) func silentAfterTheCaptureIsFoundByTheEnquiry(_ framing: ZVTFraming) {
        var bench = readyTerminal(framing)
        bench.hand(.goSilent(.afterCapture))
        bench.charge(yuan(86), .good)
        bench.expectSilence()
        bench.command(.enquireLast)
        bench.run(for: .seconds(20))
        bench.hand(.wakeUp)
        bench.run(for: .seconds(30))
        let reports = bench.takeReports()
        #expect(reports.first == .presence(.ready))
        guard case .last(let capture?) = reports.last else {
            Issue.record("the capture was expected, not \(reports)")
            return
        }
        #expect(capture.amount == yuan(86))
        #expect(capture.terminalReceiptNumber == bench.device.captures.last?.receiptNumber)
    }

    @Test func silentBeforeTheCaptureIsFoundToBeNothing() {
        var bench = readyTerminal()
        bench.hand(.goSilent(.beforeCapture))
        bench.charge(yuan(86), .good)
        bench.expectSilence()
        bench.hand(.wakeUp)
        bench.command(.enquireLast)
        bench.expect(.last(nil))
        #expect(bench.device.captures == [])
    }

    @Test func silentBeforeTheCaptureFindsOnlyTheChargeBefore() throws {
        var bench = readyTerminal { $0.firstReceiptNumber = 41 }
        bench.charge(yuan(5), .good)
        let before = try bench.approval()
        _ = bench.takeReports()
        bench.hand(.goSilent(.beforeCapture))
        bench.charge(yuan(86), .good)
        bench.expectSilence()
        bench.hand(.wakeUp)
        bench.command(.enquireLast)
        bench.expect(.last(before))
        #expect(before.terminalReceiptNumber == 41)
    }

    @Test func anAnswerLostOnItsWayIsFoundByTheEnquiry() {
        var bench = readyTerminal()
        bench.charge(yuan(86), .good)
        bench.expect(.prompted(.enterPIN))
        bench.hand(.loseAnswers(true))
        bench.expectSilence()
        #expect(bench.device.captures.map(\.isReversed) == [false])
        bench.hand(.loseAnswers(false))
        bench.command(.enquireLast)
        bench.run(for: .seconds(60))
        guard case .last(let capture?) = bench.takeReports().last else {
            Issue.record("the capture was expected")
            return
        }
        #expect(capture.amount == yuan(86))
    }

    @Test func aTerminalThatUndoesAnUnheardChargeIsFoundWithoutIt() {
        var bench = readyTerminal { $0.reversesUnacknowledged = true }
        bench.charge(yuan(86), .good)
        bench.expect(.prompted(.enterPIN))
        bench.hand(.loseAnswers(true))
        bench.expectSilence()
        #expect(bench.device.captures.map(\.isReversed) == [true])
        bench.hand(.loseAnswers(false))
        bench.command(.enquireLast)
        bench.run(for: .seconds(60))
        #expect(bench.takeReports().last == .last(nil))
    }

    @Test func anEnquiryOfASilentTerminalIsSilentOnceAndInTime() {
        var bench = readyTerminal()
        bench.hand(.goSilent(.now))
        bench.command(.enquireLast)
        bench.run(for: .seconds(120))
        #expect(bench.takeReports() == [.presence(.absent), .silent])
        bench.command(.enquireLast)
        bench.run(for: .seconds(120))
        #expect(bench.takeReports() == [.silent])
    }

    @Test func aChargeBehindTheSilenceEndsBeforeTheEnquiryIsAnswered() {
        // The line breaks while the terminal asks for the card; the resident is still standing there.
        var bench = readyTerminal { $0.cardWait = .seconds(170) }
        bench.charge(yuan(86), nil)
        bench.disconnect()
        #expect(bench.takeReports().suffix(2) == [.presence(.absent), .silent])
        bench.command(.enquireLast)
        bench.run(for: .seconds(3))
        bench.connect()
        bench.expect(.last(nil))
        // Whoever puts in a card now is not charged for what the kiosk believes was nothing.
        bench.hand(.insertCard(.good))
        bench.run(for: .seconds(30))
        #expect(bench.device.captures == [])
    }

    @Test func aChargeThatNeverEndsIsSilentAtTheDeadlineAndThenCancelled() {
        var bench = readyTerminal { $0.cardWait = .seconds(600) }
        bench.charge(yuan(86), nil)
        bench.run(for: .seconds(200))
        let reports = bench.takeReports()
        #expect(reports.filter { $0 == .silent }.count == 1)
        bench.hand(.insertCard(.good))
        bench.run(for: .seconds(30))
        #expect(bench.device.captures == [])
    }

    @Test func theWholeAuthorisationEndsAfterItsNamedTime() {
        var bench = readyTerminal { $0.cardWait = .seconds(600) }
        bench.charge(yuan(86), nil)
        bench.run(for: .seconds(179))
        #expect(bench.outcome == nil)
        bench.run(upTo: .seconds(1)) { $0.outcome != nil }
        #expect(bench.outcome == .silent)
        // The terminal is told to end it.
        #expect(bench.sent.suffix(3) == [0x06, 0xB0, 0x00])
    }

    @Test func theEndOfAnEarlierChargeIsNotTakenForThisOne() throws {
        var bench = readyTerminal()
        bench.charge(yuan(86), .good)
        _ = try bench.approval()
        var machine = bench.machine
        let now = bench.now
        _ = machine.received(.command(.authorise(yuan(86))), at: now)
        // Not one of these follows an acknowledgement of the new command.
        let amount = ZVTField.field(ZVTField.amount, [0, 0, 0, 0, 0x86, 0])
        let status = ZVTMessage(.statusInformation, ZVTField.field(ZVTField.resultCode, [0]) + amount)
        for message in [status, ZVTMessage(.completion)] {
            for output in machine.received(.bytes(ZVTCodec.encode(message)), at: now) {
                #expect(output == .send([0x80, 0x00, 0x00]))
            }
        }
    }

    @Test func theStatusInformationAloneIsNoApproval() {
        var bench = readyTerminal()
        bench.charge(yuan(86), .good)
        bench.expect(.prompted(.removeCard))
        // The next message, the status information, arrives; the one after it does not.
        bench.run(for: .milliseconds(2))
        bench.hand(.goSilent(.now))
        bench.run(for: .seconds(8))
        #expect(bench.outcome == nil)
        bench.run(for: .seconds(4))
        #expect(bench.outcome == .silent)
        #expect(bench.device.captures.count == 1)
    }

    // MARK: Line and power

    @Test(arguments: stride(from: 0, through: 6_000, by: 250).map { Int64($0) })
    func aLineThatBreaksAtAnyMomentLosesNoCharge(_ milliseconds: Int64) {
        var bench = readyTerminal()
        bench.command(.authorise(yuan(86)))
        bench.run(for: .milliseconds(3))
        bench.hand(.insertCard(.good))
        bench.run(for: .milliseconds(milliseconds))
        let known = bench.outcome
        bench.disconnect()
        let reports = bench.takeReports()
        if known == nil {
            #expect(reports.filter { $0 == .silent }.count == 1)
            bench.run(for: .seconds(10))
            bench.connect()
            bench.command(.enquireLast)
            bench.run(for: .seconds(60))
            guard case .last(let capture) = bench.takeReports().last else {
                Issue.record("the enquiry was not answered")
                return
            }
            #expect(capture?.amount == bench.device.captures.last?.amount)
        } else {
            #expect(!reports.contains(.silent))
            #expect(bench.device.captures.count == 1)
        }
        bench.run(for: .seconds(120))
        #expect(bench.device.captures.count <= 1)
    }

    @Test(arguments: stride(from: 0, through: 6_000, by: 500).map { Int64($0) })
    func aKioskKilledAtAnyMomentOfTheChargeFindsOutWhatBecameOfIt(_ milliseconds: Int64) {
        var bench = readyTerminal()
        bench.charge(yuan(86), .good)
        bench.run(for: .milliseconds(milliseconds))
        bench.replaceMachine(with: ZVTStateMachine(profile: ZVTProfile()))
        _ = bench.takeReports()
        bench.run(for: .milliseconds(300))
        bench.connect()
        bench.command(.enquireLast)
        bench.run(for: .seconds(60))
        guard case .last(let capture) = bench.takeReports().last(where: { !$0.isPresence }) else {
            Issue.record("the enquiry was not answered")
            return
        }
        #expect(capture?.amount == bench.device.captures.last?.amount)
        let known = bench.device.captures
        bench.hand(.insertCard(.good))
        bench.run(for: .seconds(120))
        #expect(bench.device.captures == known)
    }

    @Test func halfAMessageDoesNotSwallowTheNext() {
        var machine = ZVTStateMachine(profile: ZVTProfile())
        _ = machine.received(.connected, at: startOfBench)
        // A status information that says it has 200 bytes, of which none come.
        _ = machine.received(.bytes([0x04, 0x0F, 0xC8]), at: startOfBench)
        let later = startOfBench.advanced(by: .seconds(5))
        #expect(machine.received(.deadlineReached, at: later) == [.report(.presence(.absent))])
        let again = later.advanced(by: .seconds(5))
        #expect(machine.received(.deadlineReached, at: again).count == 1)
        let outputs = machine.received(.bytes([0x80, 0x00, 0x00, 0x06, 0x0F, 0x00]), at: again)
        #expect(outputs.contains(.report(.presence(.ready))))
    }

    @Test func powerLostAndBackIsRegisteredAgain() {
        var bench = readyTerminal()
        bench.hand(.cutPower)
        bench.run(for: .seconds(60))
        #expect(bench.takeReports() == [.presence(.absent)])
        bench.powerCycle()
        bench.run(for: .seconds(20))
        #expect(bench.takeReports() == [.presence(.ready)])
        #expect(bench.device.isRegistered)
    }

    @Test func aTerminalThatForgotTheRegistrationDeclinesAndIsRegisteredAgain() throws {
        var bench = readyTerminal()
        bench.powerCycle()
        bench.command(.authorise(yuan(9)))
        bench.expect(.declined(.terminalTrouble))
        bench.run(for: .seconds(1))
        _ = bench.takeReports()
        bench.charge(yuan(9), .good)
        let charged = try bench.approval()
        #expect(charged.amount == yuan(9))
    }

    @Test func powerLostDuringTheCardIsSilentAndNothingIsCharged() {
        var bench = readyTerminal()
        bench.charge(yuan(86), .good)
        bench.run(for: .seconds(2))
        bench.powerCycle()
        bench.expectSilence()
        bench.command(.enquireLast)
        bench.expect(.last(nil))
    }

    @Test(arguments: ZVTFraming.allCases, [1, 2, 3, 7])
    func bytesCutAnywhereMakeTheSameCharge(_ framing: ZVTFraming, _ chunk: Int) throws {
        var bench = readyTerminal(framing)
        bench.largestChunk = chunk
        bench.charge(yuan(86), .good)
        let charged = try bench.approval()
        #expect(charged.amount == yuan(86))
    }

    @Test(arguments: 1...12) func aSerialLineMendsWhatItDamages(_ skipped: Int) throws {
        var bench = readyTerminal(.serial)
        bench.charge(yuan(86), .good)
        bench.run(for: .milliseconds(Int64(skipped) * 450))
        bench.toDamage[.toMachine] = 1
        bench.toLose[.toDevice] = 1
        let capture = try bench.approval()
        #expect(capture.amount == yuan(86))
        #expect(bench.device.captures.count == 1)
    }

    // MARK: Anything

    @Test(arguments: ZVTFraming.allCases, [1, 2]) func randomBytesNeverCrashNorCharge(
        _ framing: ZVTFraming, _ seed: UInt64
    ) {
        var random = SplitMix(seed: seed)
        var machine = ZVTStateMachine(profile: ZVTProfile(framing: framing))
        var model = PaymentTerminalModel()
        model.framing = framing
        var device = SimulatedPaymentTerminal(model: model)
        var now = startOfBench
        _ = machine.received(.connected, at: now)
        for round in 0..<2_000 {
            let bytes = random.bytes(50)
            now = now.advanced(by: .milliseconds(50))
            if round % 40 == 0 { _ = machine.received(.command(.authorise(yuan(5))), at: now) }
            for output in machine.received(.bytes(bytes), at: now) {
                if case .report(.approved) = output { Issue.record("noise was taken for an approval") }
            }
            _ = machine.received(.deadlineReached, at: now)
            _ = device.received(bytes, at: now)
            _ = device.deadlineReached(at: now)
            #expect(machine.bufferedByteCount <= ZVTCodec.largestMessage)
        }
        #expect(device.captures == [])
    }

    @Test(arguments: [21, 22, 23]) func anyOrderOfSoundMessagesKeepsItsFooting(_ seed: UInt64) {
        var random = SplitMix(seed: seed)
        var machine = ZVTStateMachine(profile: ZVTProfile())
        var now = startOfBench
        _ = machine.received(.connected, at: now)
        let commands: [ZVTCommand] = [
            .acknowledged, .statusInformation, .intermediateStatus, .completion, .abort, .refused(0x9C),
            .refused(0x6B), .printLine, ZVTCommand(rawValue: 0x0401),
        ]
        var unanswered = 0
        for _ in 0..<20_000 {
            now = now.advanced(by: .milliseconds(Int64(random.next() % 3_000)))
            let command = commands[Int(random.next() % UInt64(commands.count))]
            let message = ZVTMessage(command, random.bytes(Int(random.next() % 30)))
            var outputs = machine.received(.bytes(ZVTCodec.encode(message)), at: now)
            outputs += machine.received(.deadlineReached, at: now)
            for case .report(let report) in outputs {
                switch report {
                case .approved: Issue.record("noise was taken for an approval")
                case .declined, .silent: unanswered = max(0, unanswered - 1)
                case .presence, .prompted, .last, .baseline, .reversed, .reversalFailed, .dayEnded: break
                }
            }
            if unanswered == 0 {
                unanswered += 1
                let told = machine.received(.command(.authorise(yuan(5))), at: now)
                if told.contains(.report(.declined(.terminalTrouble))) { unanswered = 0 }
            }
        }
    }
}

extension PaymentTerminalReport {
    fileprivate var isPresence: Bool {
        if case .presence = self { true } else { false }
    }
}

extension DevicePump where Machine == ZVTStateMachine, Device == SimulatedPaymentTerminal {
    /// The outcome is unknown, and that is said once.
    mutating func expectSilence(sourceLocation: SourceLocation = #_sourceLocation) {
        run(upTo: .seconds(300)) { $0.outcome != nil }
        run(for: .seconds(1))
        let reports = takeReports()
        #expect(reports.filter { $0 == .silent }.count == 1, sourceLocation: sourceLocation)
        #expect(!reports.contains { if case .approved = $0 { true } else { false } }, sourceLocation: sourceLocation)
    }
}
