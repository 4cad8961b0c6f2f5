import KioskCore
import KioskSimulation
import KioskSimulator
import Testing

/// `kioskd` dies between any two steps: before each event it hears and before each action it performs.
@Suite struct KillScenarios {
    enum Death: CaseIterable, Sendable {
        /// The process is killed; the devices keep their power.
        case process
        /// The mains fail: the devices start anew as well.
        case mains
    }

    static let visits: [SimulatedResident.Intention] = [
        .payWithNotes(Scene.notes([50, 50])), .stopAfterNotes(Scene.notes([50])), .payByCard,
    ]

    @Test(arguments: visits, Death.allCases)
    func diesAnywhereAndLosesNothing(_ visit: SimulatedResident.Intention, _ death: Death) throws {
        var step = 0
        while true {
            let world = try Scene.world()
            let first = world.steps
            step += 1
            world.killBefore = first + step
            try world.visit(visit)
            world.run(upTo: .seconds(30)) { $0.kiosk == nil }
            guard world.kiosk == nil else { break }
            let when = "\(death) killed before step \(step):"
            if death == .mains { world.powerCut() }
            try expectLawsHold(in: world, isOver: false, when)
            world.run(for: .seconds(5))
            world.start()
            world.runUntilOver()
            try expectLawsHold(in: world, isOver: true, when)
        }
        // A card payment has some two dozen steps; fewer would mean that the loop ended for another reason.
        #expect(step > 20, "only \(step) steps were tried")
    }

    @Test func aPaymentCutShortIsToldToWhoeverStandsThere() throws {
        let world = try Scene.world()
        world.resident = SimulatedResident(
            laying: try Scene.electricityCode(), .payWithNotes(Scene.notes([50])), at: world.now)
        world.run { $0.money.cash == Money(50_00, .cny) }
        world.run(for: .seconds(3))
        world.kill()
        world.run(for: .seconds(5))
        world.start()
        world.run(for: .seconds(30))
        let failure = try #require(world.failure)
        #expect(failure.kind == .interrupted)
        guard case .owed(Money(50_00, .cny), let code) = failure.money else {
            Issue.record("the money is \(failure.money)")
            return
        }
        #expect(world.printer.device.receiptTexts.last?.contains(code.description) == true)
        try expectLawsHold(in: world)
    }

    @Test func aJournalThatCannotBeWrittenTakesNoMoney() throws {
        let world = try Scene.world()
        world.resident = SimulatedResident(
            laying: try Scene.electricityCode(), .payWithNotes(Scene.notes([50, 50])), at: world.now)
        world.run { world in if case .cash = world.screen { true } else { false } }
        world.journalFails = true
        world.run(for: .seconds(30))
        #expect(world.kiosk == nil)
        #expect(world.screens.last == .outOfService(.storage))
        #expect(world.money.cash == .zero(.cny))
        world.journalFails = false
        world.start()
        world.run(for: .seconds(60))
        try expectLawsHold(in: world)
    }
}
