import KioskCore
import KioskDevices
import KioskSimulator
import Testing

@Suite struct SmartCardLineTests {
    @Test func aReaderThatAsksForTimeGetsIt() throws {
        var bench = try SmartCardBench.activated(card: .t0)
        bench.hand(.askForTime(1))
        let before = bench.now
        #expect(try bench.ask(SmartCardSetting.give(10)) == SmartCardSetting.given(10))
        #expect(bench.now.sinceBoot - before.sinceBoot >= .seconds(6))
    }

    @Test func aBusyReaderIsAskedAgainUpToABound() throws {
        var bench = try SmartCardBench.activated(card: .t0)
        bench.hand(.beBusy(20))
        #expect(try bench.ask(SmartCardSetting.give(10)) == SmartCardSetting.given(10))
        #expect(bench.device.card?.done == [0x12])
        bench.hand(.beBusy(10_000))
        #expect(try bench.tell(.transmit(SmartCardSetting.give(10))) == .failed(.readerBusy))
    }

    @Test func answersWithAnotherSequenceNumberAreNobodys() throws {
        var bench = try SmartCardBench.activated(card: .t0)
        bench.hand(.mistakeSequence(1))
        #expect(try bench.tell(.transmit(SmartCardSetting.give(10))) == .failed(.timedOut))
        _ = try bench.activate()
        #expect(try bench.ask(SmartCardSetting.give(10)) == SmartCardSetting.given(10))
    }

    @Test func aSilentReaderBecomesFaultyAndReadyAgain() throws {
        var bench = try SmartCardBench.activated(card: .t0)
        bench.hand(.goSilent)
        #expect(try bench.tell(.transmit(SmartCardSetting.give(10))) == .failed(.timedOut))
        bench.run(for: .seconds(5))
        let told = bench.takeReports()
        guard case .presence(.faulty(let text)) = told.first else {
            Issue.record("\(told)")
            return
        }
        #expect(text.contains("does not answer"))
        #expect(told.last == .cardRemoved)
        #expect(try bench.tell(.activate) == .failed(.readerUnavailable))
        let before = bench.sent.count
        bench.run(for: .seconds(60))
        #expect(bench.sent.count - before <= 10 * 30)
        bench.hand(.wakeUp)
        bench.run(for: .seconds(4))
        #expect(bench.takeReports() == [.presence(.ready), .cardInserted])
        _ = try bench.activate()
    }

    @Test func noCommandOutlastsItsBound() throws {
        for kind in SmartCardSetting.cards {
            var bench = try SmartCardBench.activated(card: kind)
            let before = bench.now
            bench.hand(.goSilent)
            _ = try bench.tell(.transmit(SmartCardSetting.give(10)))
            #expect(bench.now.sinceBoot - before.sinceBoot <= CCIDStateMachine.longestCommand)
        }
    }

    @Test func garbageOnTheLineIsToldNowAndThenAndHarmsNothing() throws {
        var bench = try SmartCardBench.activated(card: .t1)
        var noise = LineNoise(state: 99)
        for _ in 0..<500 {
            bench.hand(.garble(noise.bytes(Int.random(in: 1...80, using: &noise)).map { $0 & 0x7F }))
            bench.run(for: .milliseconds(20))
        }
        let told = bench.takeReports()
        #expect(told.count <= 20)
        bench.run(for: .seconds(30))
        _ = bench.takeReports()
        _ = try bench.activate()
        #expect(try bench.ask(SmartCardSetting.give(10)) == SmartCardSetting.given(10))
    }

    @Test func aFalseNotificationEndsNoSession() throws {
        var bench = try SmartCardBench.activated(card: .t1)
        bench.run(for: .seconds(1))
        bench.hand(.garble([0x50, 0x02]))
        #expect(try bench.ask(SmartCardSetting.give(10)) == SmartCardSetting.given(10))
        bench.run(for: .seconds(2))
        #expect(bench.takeReports() == [])
    }

    @Test func anOverCurrentAndOtherSlotsAreTold() throws {
        var bench = try SmartCardBench.activated(card: .t1)
        bench.hand(.shortCircuit)
        bench.run(for: .seconds(1))
        #expect(bench.takeReports() == [.noticed("the reader tells a hardware error, slot 0, code 1")])
        var model = CardReaderModel()
        model.maximumSlotIndex = 1
        bench = try SmartCardBench.activated(model, card: .t1)
        for _ in 0..<3 {
            bench.hand(.garble([0x50, 0b1101]))
            bench.run(for: .seconds(1))
        }
        #expect(bench.takeReports() == [.noticed("the reader has more than one slot: only the first is used")])
        #expect(try bench.ask(SmartCardSetting.give(10)) == SmartCardSetting.given(10))
    }

    @Test(arguments: SmartCardSetting.readers.indices, SmartCardSetting.cards.indices)
    func whatIsLostOrDamagedOnTheLineEndsInAnAnswerOrAFailure(_ reader: Int, _ kind: Int) throws {
        for direction in [SmartCardBench.Direction.toMachine, .toDevice] {
            for isLoss in [true, false] {
                var bench = try SmartCardBench.activated(
                    SmartCardSetting.readers[reader], card: SmartCardSetting.cards[kind])
                if isLoss { bench.toLose[direction] = 1 } else { bench.toDamage[direction] = 1 }
                _ = try bench.tell(.transmit(SmartCardSetting.give(40)))
                bench.run(for: .seconds(20))
                _ = bench.takeReports()
                _ = try bench.activate()
                #expect(try bench.ask(SmartCardSetting.give(40)) == SmartCardSetting.given(40))
            }
        }
    }

    @Test func aReaderThatTellsOfTheCardItStartedWithDoesNotExchangeIt() throws {
        var bench = SmartCardBench.fresh(card: .t1)
        bench.connect()
        bench.run { $0.reports.contains(.cardInserted) }
        _ = bench.takeReports()
        bench.command(.activate)
        bench.hand(.garble([0x50, 0x03]))
        bench.run(for: .seconds(3))
        #expect(bench.takeReports().filter { !$0.isOutcome } == [])
        #expect(try bench.ask(SmartCardSetting.give(10)) == SmartCardSetting.given(10))
    }

    @Test func whereTheDriverGivesThePowerAFalseExchangeIsSeenThrough() throws {
        let model = CardReaderModel(.tpdu, automatic: CardReaderModel.Automatic.nothing)
        var bench = try SmartCardBench.activated(model, card: .t1)
        bench.run(for: .seconds(1))
        bench.hand(.garble([0x50, 0x03]))
        bench.run(for: .seconds(1))
        #expect(bench.takeReports() == [])
        #expect(try bench.ask(SmartCardSetting.give(10)) == SmartCardSetting.given(10))
    }

    @Test func aReaderThatBabblesNotificationsIsAskedAtABoundedPace() throws {
        var bench = try SmartCardBench.activated(card: .t1)
        let before = bench.sent.count
        for _ in 0..<1_000 {
            bench.hand(.garble([0x50, 0x01]))
            bench.run(for: .milliseconds(1))
        }
        #expect((bench.sent.count - before) / 10 <= 22)
    }

    @Test func theSimulatedReaderTakesAnyBytesAsWell() {
        var noise = LineNoise(state: 17)
        for model in SmartCardSetting.readers {
            var reader = SimulatedCardReader(model: model, card: .both)
            var now = SmartCardBench.start
            for _ in 0..<300 {
                let data = noise.bytes(Int.random(in: 0...40, using: &noise))
                let types: [UInt8] = [0x61, 0x62, 0x63, 0x65, 0x6C, 0x6D, 0x6F, 0x6F, 0x6F, 0x00]
                let type = types[Int.random(in: 0..<types.count, using: &noise)]
                let specific = noise.bytes(3).map { $0 & 0x03 }
                let head: [UInt8] = [type, UInt8(data.count), 0, 0, 0, 0, 1] + specific
                _ = reader.received(head + data, at: now)
                now = now.advanced(by: .milliseconds(50))
                _ = reader.deadlineReached(at: now)
            }
        }
    }

    /// A device that is no reader at all, or one gone mad.
    @Test(arguments: 0..<12) func noBytesWhateverMakeTheDriverFailGrowOrTalkWithoutEnd(_ seed: UInt64) throws {
        var noise = LineNoise(state: seed)
        var machine = CCIDStateMachine()
        var now = SmartCardBench.start
        let descriptor = SmartCardSetting.readers[Int(seed) % SmartCardSetting.readers.count].classDescriptor
        _ = machine.received(.described(descriptor), at: now)
        var outputs = machine.received(.connected, at: now)
        var asked = 0
        var outcomes = 0
        var commands = 0
        for _ in 0..<2_000 {
            var sequence: UInt8?
            for output in outputs {
                if case .send(let bytes) = output { sequence = bytes[6] }
                if case .report(let report) = output, report.isOutcome { outcomes += 1 }
            }
            now = now.advanced(by: .milliseconds(Int64.random(in: 0...400, using: &noise)))
            switch Int.random(in: 0..<6, using: &noise) {
            case 0: outputs = machine.received(.bytes(noise.bytes(Int.random(in: 0...200, using: &noise))), at: now)
            case 1:
                commands += 1
                let orders: [SmartCardReaderCommand] = [.activate, .transmit(SmartCardSetting.give(9)), .deactivate]
                outputs = machine.received(.command(orders[Int.random(in: 0..<3, using: &noise)]), at: now)
            case 2: outputs = machine.received(.deadlineReached, at: now)
            default:
                // Answers that are well formed and mean anything.
                let data = Bool.random(using: &noise) ? SimulatedChipCard.t1.answerToReset : noise.bytes(20)
                let kind = UInt8.random(in: 0x80...0x82, using: &noise)
                let status = [0x00, 0x01, 0x40, 0x41, 0x42, 0x80][Int.random(in: 0..<6, using: &noise)] as UInt8
                let head = [kind, UInt8(data.count), 0, 0, 0, 0, sequence ?? UInt8(truncatingIfNeeded: asked)]
                outputs = machine.received(.bytes(head + [status] + noise.bytes(2) + data), at: now)
            }
            asked += outputs.count
            #expect(machine.bufferedByteCount <= CCIDClassDescriptor.longestMessage)
        }
        for output in outputs { if case .report(let report) = output, report.isOutcome { outcomes += 1 } }
        for output in machine.received(.disconnected, at: now) {
            if case .report(let report) = output, report.isOutcome { outcomes += 1 }
        }
        // Every command was answered once, whatever happened.
        #expect(outcomes == commands)
        #expect(asked < 20_000)
    }
}
