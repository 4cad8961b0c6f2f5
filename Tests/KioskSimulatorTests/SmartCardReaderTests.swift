import KioskCore
import KioskDevices
import KioskSimulator
import Testing

@Suite struct SmartCardReaderTests {
    @Test(arguments: SmartCardSetting.readers.indices, SmartCardSetting.cards.indices)
    func everyReaderTalksToEveryCard(_ reader: Int, _ kind: Int) throws {
        let card = SmartCardSetting.cards[kind]
        var bench = SmartCardBench.ready(SmartCardSetting.readers[reader], card: card)
        #expect(bench.takeReports() == [.presence(.ready), .cardInserted])
        let activated = try bench.activate()
        #expect(activated.answerToReset == card.answerToReset)
        #expect(activated.transmission == (card.protocols[0] == 0 ? .t0 : .t1))
        #expect(String(decoding: activated.historicalBytes, as: UTF8.self).hasPrefix("PAY"))

        let name = try bench.ask(SmartCardSetting.selectApplication)
        #expect(name == [0x6F, 0x0C, 0x84, 0x0A] + SimulatedChipCard.utilityName + SmartCardSetting.ok)
        #expect(try bench.ask(SmartCardSetting.selectCustomer).suffix(2) == SmartCardSetting.ok)
        #expect(try bench.ask(SmartCardSetting.readCustomer) == SmartCardSetting.customer + SmartCardSetting.ok)
        #expect(try bench.ask([0x00, 0xB0, 0x00, 0x09, 0x0A]).prefix(10) == SmartCardSetting.customer.suffix(10))
        #expect(try bench.ask([0x00, 0xD6, 0x00, 0x00, 0x01, 0x4B]) == SmartCardSetting.ok)
        #expect(try bench.ask([0x00, 0xB0, 0x00, 0x00, 0x01]) == [0x4B, 0x90, 0x00])
        for count in [1, 31, 32, 255, 256, 257, 700] {
            #expect(try bench.ask(SmartCardSetting.give(count)) == SmartCardSetting.given(count))
        }
        #expect(try bench.ask([0x00, 0xA4, 0x00, 0x00, 0x02, 0x7F, 0x10]) == [0x6A, 0x82])
        #expect(try bench.ask([0x00, 0xFE, 0x00, 0x00]) == [0x6D, 0x00])
        #expect(try bench.tell(.deactivate) == .deactivated)
        #expect(bench.device.card?.isPowered == false)
        #expect(try bench.tell(.transmit(SmartCardSetting.readCustomer)) == .failed(.notActivated))
    }

    @Test(arguments: SmartCardSetting.readers.indices, SmartCardSetting.cards.indices)
    func bytesMayComeOneAtATime(_ reader: Int, _ kind: Int) throws {
        var bench = SmartCardBench.fresh(SmartCardSetting.readers[reader], card: SmartCardSetting.cards[kind])
        bench.largestChunk = 1
        bench.connect()
        bench.run(for: .seconds(2))
        _ = bench.takeReports()
        _ = try bench.activate()
        #expect(try bench.ask(SmartCardSetting.selectCustomer).suffix(2) == SmartCardSetting.ok)
        #expect(try bench.ask(SmartCardSetting.readCustomer) == SmartCardSetting.customer + SmartCardSetting.ok)
        #expect(try bench.ask(SmartCardSetting.give(700)) == SmartCardSetting.given(700))
    }

    @Test(arguments: SmartCardSetting.readers.indices, SmartCardSetting.cards.indices)
    func longCommandsGetThereOrAreRefusedBeforeTheCardIsAsked(_ reader: Int, _ kind: Int) throws {
        let model = SmartCardSetting.readers[reader]
        let card = SmartCardSetting.cards[kind]
        var bench = try SmartCardBench.activated(model, card: card)
        let data = (0..<1_000).map { UInt8(truncatingIfNeeded: $0 &* 3) }
        let outcome = try bench.tell(.transmit([0x80, 0x10, 0x00, 0x00, 0x00, 0x03, 0xE8] + data + [0x00, 0x00]))
        if model.level == .shortAPDU, card.protocols[0] == 1 {
            #expect(outcome == .failed(.commandTooLong))
            #expect(bench.device.card?.done == [])
        } else {
            #expect(outcome == .answered(data + SmartCardSetting.ok))
            #expect(bench.device.card?.done == [0x10])
        }
        #expect(try bench.ask(SmartCardSetting.selectCustomer).suffix(2) == SmartCardSetting.ok)
    }

    @Test func readersThatLeaveEverythingToTheDriverAreToldEverything() throws {
        // T=0 is offered first and the reader speaks T=1 alone: PPS, parameters and the size of blocks are the driver's.
        var model = CardReaderModel(.tpdu, automatic: CardReaderModel.Automatic.nothing)
        model.protocols = 0x02
        var bench = try SmartCardBench.activated(model, card: .both)
        #expect(bench.device.card?.currentProtocol == 1)
        // Fi = 372, Di = 4; LRC, direct; no guard time; BWI 4, CWI 5; clock goes on; blocks of 254; node address 0.
        #expect(bench.device.parameters == [0x13, 0x10, 0x00, 0x45, 0x00, 0xFE, 0x00])
        #expect(bench.device.powerSelections == [3])
        #expect(bench.sent.contains([0xFF, 0x11, 0x13, 0xFD]))
        #expect(try bench.ask(SmartCardSetting.give(600)) == SmartCardSetting.given(600))
    }

    @Test func aCardThatRefusesToNegotiateIsLeftAtItsStandard() throws {
        var card = SimulatedChipCard.both
        card.misbehaviour.refusesPPS = true
        var bench = SmartCardBench.ready(
            CardReaderModel(.tpdu, automatic: CardReaderModel.Automatic.nothing), card: card)
        _ = bench.takeReports()
        #expect(try bench.activate().transmission == .t0)
        #expect(bench.device.parameters == [0x11, 0x00, 0x00, 0x0A, 0x00])
        #expect(try bench.ask(SmartCardSetting.selectCustomer).suffix(2) == SmartCardSetting.ok)
    }

    @Test(arguments: [true, false]) func voltagesAreTriedFromTheLowestOn(_ stammers: Bool) throws {
        var card = SimulatedChipCard.t0
        card.voltages = [1]
        card.misbehaviour.stammersAtWrongVoltage = stammers
        let model = CardReaderModel(.tpdu, automatic: CardReaderModel.Automatic.nothing)
        let bench = try SmartCardBench.activated(model, card: card)
        #expect(bench.device.powerSelections == [3, 2, 1])
    }

    @Test func aCardAndAReaderWithoutACommonProtocolAreToldApart() throws {
        var model = CardReaderModel()
        model.protocols = 0x01
        var bench = SmartCardBench.ready(model, card: .t1)
        _ = bench.takeReports()
        #expect(try bench.tell(.activate) == .failed(.protocolNotSupported))
    }

    @Test(arguments: [true, false]) func cardsThatComeAndGoAreToldInPairs(_ notifies: Bool) {
        var model = CardReaderModel()
        model.notifies = notifies
        var bench = SmartCardBench.ready(model)
        #expect(bench.takeReports() == [.presence(.ready)])
        for _ in 0..<3 {
            bench.hand(.insert(.t0))
            bench.run(for: .seconds(1))
            #expect(bench.takeReports() == [.cardInserted])
            bench.hand(.remove)
            bench.run(for: .seconds(1))
            #expect(bench.takeReports() == [.cardRemoved])
        }
    }

    @Test func anIdleReaderIsAskedSeldomOnceItTellsOfCardsByItself() {
        func questions(_ notifies: Bool) -> Int {
            var model = CardReaderModel()
            model.notifies = notifies
            var bench = SmartCardBench.ready(model)
            bench.hand(.insert(.t0))
            bench.hand(.remove)
            bench.run(for: .seconds(5))
            let before = bench.sent.count
            bench.run(for: .seconds(60))
            return (bench.sent.count - before) / 10
        }
        #expect(questions(true) == 12)
        #expect(120 - questions(false) < 3)
    }

    @Test func theCharacterLevelIsRefusedWithAClearMessage() throws {
        var bench = SmartCardBench.fresh(CardReaderModel(.character), card: .t0)
        bench.connect()
        bench.run(for: .seconds(30))
        #expect(bench.sent == [])
        let reports = bench.takeReports()
        guard case .presence(.faulty(let text)) = reports.first, reports.count == 1 else {
            Issue.record("\(reports)")
            return
        }
        #expect(text.contains("CCID character level"))
        #expect(text.contains("use a reader of TPDU"))
        #expect(try bench.tell(.activate) == .failed(.readerUnavailable))
    }

    @Test func aReaderWithoutDescriptorIsRefusedUnlessOneIsAssumed() throws {
        var bench = SmartCardBench(CCIDStateMachine(), SimulatedCardReader(card: .t0), startingAt: SmartCardBench.start)
        bench.connect()
        guard case .presence(.faulty(let text)) = bench.takeReports().first else {
            Issue.record("taken for a reader")
            return
        }
        #expect(text.contains("no CCID class descriptor"))
        let assumed = try CCIDClassDescriptor(parsing: SimulatedCardReader.classDescriptor)
        bench.replaceMachine(with: CCIDStateMachine(assuming: assumed))
        bench.connect()
        bench.run(for: .seconds(1))
        #expect(bench.takeReports() == [.presence(.ready), .cardInserted])
    }

    @Test func paymentApplicationsNeverReachACard() throws {
        var bench = try SmartCardBench.activated(card: .t1)
        let names: [[UInt8]] = [
            Array("1PAY.SYS.DDF01".utf8), Array("2PAY.SYS.DDF01".utf8), [0xA0, 0x00, 0x00, 0x00, 0x03, 0x10, 0x10],
            [0xA0, 0x00, 0x00, 0x03, 0x33, 0x01, 0x01, 0x01], [0xA0, 0x00, 0x00],
        ]
        for name in names {
            let command = [0x00, 0xA4, 0x04, 0x00, UInt8(name.count)] + name
            #expect(try bench.tell(.transmit(command)) == .failed(.paymentApplicationRefused))
        }
        #expect(bench.device.card?.done == [])
        // The session is none the worse for it.
        #expect(try bench.ask(SmartCardSetting.selectApplication).suffix(2) == SmartCardSetting.ok)
    }

    @Test func commandsAreServedInOrderAndNoMoreThanABoundWait() {
        var bench = SmartCardBench.ready(card: .t0)
        _ = bench.takeReports()
        bench.command(.activate)
        for _ in 0..<20 { bench.command(.transmit(SmartCardSetting.give(4))) }
        bench.run(for: .seconds(10))
        let told = bench.takeReports()
        #expect(told.filter { $0 == .failed(.tooManyCommands) }.count == 20 - CCIDStateMachine.longestQueue)
        let served = told.filter { $0 != .failed(.tooManyCommands) }
        #expect(served.dropFirst().allSatisfy { $0 == .answered(SmartCardSetting.given(4)) })
        #expect(served.count == 1 + CCIDStateMachine.longestQueue)
    }

    @Test func bytesThatAreNoCommandAreRefusedBeforeTheCard() throws {
        var bench = try SmartCardBench.activated(card: .t0)
        #expect(try bench.tell(.transmit([0x00, 0xA4])) == .failed(.malformedCommand))
        #expect(bench.device.card?.done == [])
    }

    @Test func whatTheReaderGivesOutIsTakenApartByEndpoint() {
        let reader = SimulatedCardReader()
        let answer: [UInt8] = [0x80, 0x02, 0, 0, 0, 0, 7, 0, 0, 0, 0x50, 0x03]
        let out = [0x50, 0x03] + answer + [0x51, 0, 0, 1] + [0x50, 0x02]
        #expect(
            reader.transfers(out) == [
                .interrupt([0x50, 0x03]), .bulk(answer), .interrupt([0x51, 0, 0, 1]), .interrupt([0x50, 0x02]),
            ])
    }
}
