import KioskCore
import KioskDevices
import KioskSimulator
import Testing

@Suite struct SmartCardFaultTests {
    /// What a kiosk does with a card.
    private static let script: [SmartCardReaderCommand] = [
        .activate, .transmit(SmartCardSetting.selectApplication), .transmit(SmartCardSetting.selectCustomer),
        .transmit(SmartCardSetting.readCustomer), .transmit(SmartCardSetting.give(300)), .deactivate,
    ]

    /// Power-ons and transfers of the whole script, when nothing goes wrong.
    private static func exchanges(_ model: CardReaderModel, _ card: SimulatedChipCard) throws -> Int {
        var bench = SmartCardBench.ready(model, card: card)
        _ = bench.takeReports()
        for order in script { #expect(try bench.tell(order).failure == nil) }
        return bench.device.exchanges
    }

    @Test(arguments: SmartCardSetting.readers.indices, SmartCardSetting.cards.indices)
    func aCardPulledOutAtAnyStepEndsThatCommandAndNothingElse(_ reader: Int, _ kind: Int) throws {
        let (model, card) = (SmartCardSetting.readers[reader], SmartCardSetting.cards[kind])
        for step in 0..<(try SmartCardFaultTests.exchanges(model, card)) {
            var bench = SmartCardBench.ready(model, card: card)
            _ = bench.takeReports()
            bench.hand(.removeDuring(step))
            var outcomes: [SmartCardReaderReport] = []
            for order in SmartCardFaultTests.script { outcomes.append(try bench.tell(order)) }
            bench.run(for: .seconds(6))
            let failures = outcomes.compactMap(\.failure)
            #expect(failures.first == .cardRemoved, "step \(step): \(outcomes)")
            #expect(failures.dropFirst().allSatisfy { $0 == .noCard }, "step \(step): \(outcomes)")
            #expect(outcomes.last == .deactivated)
            // The next card finds a reader that works.
            bench.hand(.insert(card))
            bench.run(for: .seconds(6))
            #expect(bench.takeReports() == [.cardInserted], "step \(step)")
            for order in SmartCardFaultTests.script { #expect(try bench.tell(order).failure == nil, "step \(step)") }
        }
    }

    @Test(arguments: SmartCardSetting.readers.indices, SmartCardSetting.cards.indices)
    func aReaderUnpluggedAtAnyMomentFailsWhatWaitsAndWorksAgain(_ reader: Int, _ kind: Int) throws {
        let (model, card) = (SmartCardSetting.readers[reader], SmartCardSetting.cards[kind])
        for moment in stride(from: 0, to: 60, by: 7) {
            var bench = SmartCardBench.ready(model, card: card)
            _ = bench.takeReports()
            for order in SmartCardFaultTests.script { bench.command(order) }
            bench.run(for: .milliseconds(moment))
            bench.disconnect()
            let told = bench.takeReports()
            #expect(told.filter(\.isOutcome).count == SmartCardFaultTests.script.count)
            #expect(told.compactMap(\.failure).allSatisfy { $0 == .readerUnavailable })
            #expect(told.suffix(2) == [.cardRemoved, .presence(.absent)])
            bench.command(.activate)
            #expect(bench.takeReports() == [.failed(.readerUnavailable)])
            bench.powerCycle()
            bench.connect()
            bench.run(for: .seconds(2))
            #expect(bench.takeReports() == [.presence(.ready), .cardInserted])
            for order in SmartCardFaultTests.script { #expect(try bench.tell(order).failure == nil) }
        }
    }

    @Test(arguments: SmartCardSetting.readers.indices) func aMuteCardIsToldAndDoesNotSpoilTheReader(_ reader: Int)
        throws
    {
        var card = SimulatedChipCard.t0
        card.misbehaviour.isMute = true
        var bench = SmartCardBench.ready(SmartCardSetting.readers[reader], card: card)
        _ = bench.takeReports()
        #expect(try bench.tell(.activate) == .failed(.mute))
        bench.hand(.remove)
        bench.hand(.insert(.t1))
        bench.run(for: .seconds(2))
        _ = try bench.activate()
    }

    @Test(
        arguments: [
            ([0x3B], SmartCardATRProblem.empty), ([0x00, 0x00], .unknownInitialCharacter),
            ([0x3B, 0x80, 0x01, 0x01], .checkCharacterWrong), ([0x3B, 0x80, 0x01], .checkCharacterMissing),
            ([0x3B, 0x0F, 0x01], .truncated), ([0x3B, 0x00] + [UInt8](repeating: 0, count: 200), .tooLong),
        ] as [([UInt8], SmartCardATRProblem)])
    func aMalformedAnswerToResetIsNamed(_ bytes: [UInt8], _ problem: SmartCardATRProblem) throws {
        var card = SimulatedChipCard.t0
        card.answerToReset = bytes
        var bench = SmartCardBench.ready(card: card)
        _ = bench.takeReports()
        #expect(try bench.tell(.activate) == .failed(.malformedAnswerToReset(problem)))
        bench.run(for: .seconds(1))
        // A card nobody understands is left without power.
        #expect(bench.device.card?.isPowered == false)
    }

    @Test(arguments: 1...3) func damagedAndLostBlocksAreMendedWithoutDoingAnythingTwice(_ count: Int) throws {
        for small in [false, true] {
            var bench = try SmartCardBench.activated(card: small ? .t1WithSmallBlocks : .t1)
            for kind in 0..<3 {
                var card = try #require(bench.device.card)
                switch kind {
                case 0: card.misbehaviour.damagedBlocks = count
                case 1: card.misbehaviour.lostBlocks = count
                default: card.misbehaviour.misheardBlocks = 1
                }
                bench = try rebuilt(bench, card)
                let before = bench.device.card?.done.count ?? 0
                #expect(try bench.ask(SmartCardSetting.give(300)) == SmartCardSetting.given(300))
                #expect(bench.device.card?.done.count == before + 1)
            }
        }
    }

    /// The same with a card that behaves otherwise from now on.
    private func rebuilt(_ bench: SmartCardBench, _ card: SimulatedChipCard) throws -> SmartCardBench {
        var later = card
        later.misbehaviour = SimulatedChipCard.Misbehaviour()
        var fresh = try SmartCardBench.activated(bench.device.model, card: later)
        fresh.hand(.change(card.misbehaviour))
        return fresh
    }

    @Test func moreDamageThanThreeRepetitionsEndsTheCommandAndNotTheSession() throws {
        var bench = try SmartCardBench.activated(card: .t1)
        var trouble = SimulatedChipCard.Misbehaviour()
        trouble.damagedBlocks = 4
        bench.hand(.change(trouble))
        #expect(try bench.tell(.transmit(SmartCardSetting.give(10))) == .failed(.transmissionFailed))
        #expect(try bench.ask(SmartCardSetting.give(10)) == SmartCardSetting.given(10))
        #expect(bench.device.card?.done == [0x12, 0x12])
    }

    @Test func blocksThatStayDamagedEndTheSession() throws {
        var bench = try SmartCardBench.activated(card: .t1)
        var trouble = SimulatedChipCard.Misbehaviour()
        trouble.damagedBlocks = 1_000
        bench.hand(.change(trouble))
        #expect(try bench.tell(.transmit(SmartCardSetting.give(10))) == .failed(.transmissionFailed))
        #expect(try bench.tell(.transmit(SmartCardSetting.give(10))) == .failed(.notActivated))
        bench.hand(.change(SimulatedChipCard.Misbehaviour()))
        _ = try bench.activate()
        #expect(try bench.ask(SmartCardSetting.give(10)) == SmartCardSetting.given(10))
    }

    @Test func cardsMayAskForTimeAndForOtherBlocks() throws {
        var bench = try SmartCardBench.activated(card: .t1)
        var wish = SimulatedChipCard.Misbehaviour()
        wish.extensions = 3
        wish.asksForBlockSize = 16
        bench.hand(.change(wish))
        let data = [UInt8](repeating: 0x2A, count: 100)
        #expect(try bench.ask([0x80, 0x10, 0, 0, 100] + data + [0]) == data + SmartCardSetting.ok)
        // The transfer that answers the request carries the card's multiplier.
        let granted: [UInt8] = [0x00, 0xE3, 0x01, 0x02, 0xE0]
        #expect(bench.sent.contains([0x02, 0x00, 0x00] + granted))
        wish.extensions = 100_000
        bench.hand(.change(wish))
        #expect(try bench.tell(.transmit(SmartCardSetting.give(1))) == .failed(.timedOut))
    }

    @Test(arguments: SmartCardSetting.readers.indices, SmartCardSetting.cards.indices)
    func aCardThatNeverEndsIsGivenUp(_ reader: Int, _ kind: Int) throws {
        var bench = try SmartCardBench.activated(SmartCardSetting.readers[reader], card: SmartCardSetting.cards[kind])
        var trouble = SimulatedChipCard.Misbehaviour()
        trouble.neverEnds = true
        bench.hand(.change(trouble))
        let outcome = try bench.tell(.transmit(SmartCardSetting.give(10)))
        #expect(outcome == .failed(.answerTooLong) || outcome == .failed(.timedOut))
        bench.hand(.change(SimulatedChipCard.Misbehaviour()))
        _ = try bench.activate()
        #expect(try bench.ask(SmartCardSetting.give(10)) == SmartCardSetting.given(10))
    }

    @Test(arguments: SmartCardSetting.readers.indices, SmartCardSetting.cards.indices)
    func aCardThatAnswersNonsenseEndsItsOwnSessionAlone(_ reader: Int, _ kind: Int) throws {
        var bench = try SmartCardBench.activated(SmartCardSetting.readers[reader], card: SmartCardSetting.cards[kind])
        for nonsense: [UInt8] in [[], [0x90], [0x60, 0x00], [0x00, 0x00, 0x00], [0xFF, 0xFF, 0xFF, 0xFF, 0xFF]] {
            var trouble = SimulatedChipCard.Misbehaviour()
            trouble.answersWith = nonsense
            bench.hand(.change(trouble))
            #expect(try bench.tell(.transmit(SmartCardSetting.give(10))).failure != nil)
            bench.hand(.change(SimulatedChipCard.Misbehaviour()))
            bench.run(for: .seconds(1))
            _ = bench.takeReports()
            _ = try bench.activate()
        }
    }

    @Test(arguments: SmartCardSetting.cards.indices) func aCardThatFallsSilentIsMute(_ kind: Int) throws {
        for answers in 0..<6 {
            var card = SmartCardSetting.cards[kind]
            // The reader itself resets the card once when it is put in.
            card.misbehaviour.answersBeforeSilence = answers + 1
            var bench = SmartCardBench.ready(card: card)
            _ = bench.takeReports()
            let outcomes = try SmartCardFaultTests.script.map { try bench.tell($0) }
            let failures = outcomes.compactMap(\.failure)
            #expect(failures.first == nil || failures.first == .mute || failures.first == .transmissionFailed)
            #expect(outcomes.last == .deactivated)
        }
    }

    @Test func parityErrorsEndAT0CommandAndAreMendedOnT1() throws {
        var bench = try SmartCardBench.activated(card: .t0)
        bench.hand(.breakParity(1))
        #expect(try bench.tell(.transmit(SmartCardSetting.give(10))) == .failed(.transmissionFailed))
        bench = try SmartCardBench.activated(card: .t1)
        bench.hand(.breakParity(2))
        #expect(try bench.ask(SmartCardSetting.give(10)) == SmartCardSetting.given(10))
    }

    @Test func aCardExchangedFasterThanAnybodyLooksIsFound() throws {
        for notifies in [true, false] {
            // Without notification the new card is known by having no power.
            var model = CardReaderModel(.tpdu, automatic: notifies ? 0x04FE : 0x04FA)
            model.notifies = notifies
            var bench = try SmartCardBench.activated(model, card: .t1)
            bench.run(for: .seconds(1))
            bench.hand(.exchange(.t0))
            bench.run(for: .seconds(2))
            #expect(bench.takeReports() == [.cardRemoved, .cardInserted], "notifies: \(notifies)")
            #expect(try bench.tell(.transmit(SmartCardSetting.give(1))) == .failed(.notActivated))
            #expect(try bench.activate().transmission == .t0)
        }
    }
}
