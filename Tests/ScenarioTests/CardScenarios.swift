import HubLedger
import KioskCore
import KioskSimulation
import KioskSimulator
import Testing

@Suite struct CardScenarios {
    @Test func billIsPaidByCardAndSettled() throws {
        let world = try Scene.world()
        try world.visit(.payByCard)
        #expect(world.summary?.creditNote == nil)
        #expect(world.money.card == Money(86_40, .cny))
        try expectLawsHold(in: world)
    }

    @Test func declinedCardTakesNothing() throws {
        let world = try Scene.world()
        world.resident = SimulatedResident(laying: try Scene.electricityCode(), .payByCard, at: world.now)
        world.run { world in if case .card(_, .insertCard, _) = world.screen { true } else { false } }
        world.resident?.leave()
        world.terminal.hand(.insertCard(.refused))
        world.run(upTo: .seconds(60)) { $0.failure != nil }
        #expect(world.failure?.kind == .cardDeclined)
        #expect(world.failure?.money == .notTaken)
        #expect(world.money.card == .zero(.cny))
        try expectLawsHold(in: world)
    }

    @Test func cancelOnTheTerminalTakesNothing() throws {
        let world = try Scene.world()
        try world.visit(.cancelOnTerminal)
        #expect(world.failure?.kind == .cardCancelled)
        #expect(world.money.card == .zero(.cny))
        try expectLawsHold(in: world)
    }

    @Test func terminalThatFallsSilentAfterTheCaptureIsFoundOut() throws {
        let world = try Scene.world()
        world.resident = SimulatedResident(laying: try Scene.electricityCode(), .payByCard, at: world.now)
        world.run { world in if case .card(_, .insertCard, _) = world.screen { true } else { false } }
        world.terminal.hand(.goSilent(.afterCapture))
        world.run(for: .seconds(400))
        #expect(world.money.card == Money(86_40, .cny))
        world.terminal.hand(.wakeUp)
        world.run(for: .seconds(400))
        try expectLawsHold(in: world)
        #expect(world.facts.contains { if case .paymentSettled = $0 { true } else { false } })
    }

    @Test func terminalThatFallsSilentBeforeTheCaptureTakesNothing() throws {
        let world = try Scene.world()
        world.resident = SimulatedResident(laying: try Scene.electricityCode(), .payByCard, at: world.now)
        world.run { world in if case .card(_, .insertCard, _) = world.screen { true } else { false } }
        world.resident?.leave()
        world.terminal.hand(.goSilent(.now))
        world.run(upTo: .seconds(600)) { $0.failure != nil }
        let failure = try #require(world.failure)
        #expect(failure.kind == .cardOutcomeUnknown)
        #expect(failure.next.contains(.doNotPayAgain))
        #expect(world.printer.device.pageCount == 1 || failure.paper == .printing)
        world.terminal.hand(.wakeUp)
        world.run(for: .seconds(400))
        #expect(world.money.card == .zero(.cny))
        try expectLawsHold(in: world)
    }

    @Test(arguments: [0, 500, 2_000, 4_000, 6_000])
    func terminalUnpluggedInTheMiddleIsAskedWhenItIsBack(_ delay: Int) throws {
        let world = try Scene.world()
        world.resident = SimulatedResident(laying: try Scene.electricityCode(), .payByCard, at: world.now)
        world.run { world in if case .card = world.screen { true } else { false } }
        world.run(for: .milliseconds(Int64(delay)))
        world.terminal.disconnect()
        world.run(for: .seconds(90))
        world.terminal.connect()
        world.run(for: .seconds(300))
        try expectLawsHold(in: world)
    }
}
