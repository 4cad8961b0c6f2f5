import KioskCore
import KioskSimulator

/// One run of a script: the world, the visits one after another, and at the end the day when everything is mended.
package struct Simulation {
    package let site: SimulatedSite
    package let script: SimulationScript
    package var bug: SeededBug?
    /// Hears everything in plain words.
    package var narrator: ((Duration, String) -> Void)?

    /// How long a visitor waits for a kiosk that is busy or out of service.
    static let visitorsPatience: Duration = .seconds(240)
    /// No visit lasts longer.
    static let longestVisit: Duration = .seconds(600)
    /// Once everything is mended, everything ends within this.
    static let longestDrain: Duration = .seconds(3 * 3_600)

    package init(site: SimulatedSite, script: SimulationScript, bug: SeededBug? = nil) {
        self.site = site
        self.script = script
        self.bug = bug
    }

    package func run() throws -> SimulationOutcome {
        let world = try World(site, bug: bug, isStarted: false)
        world.narrator = narrator
        world.restartsByItself = true
        world.beatsRegularly = true
        world.tidyHub()
        let paidBefore = (try? world.laws.books.paidAmounts()) ?? [:]
        world.start()
        world.run(for: .seconds(10))
        for index in script.visits.indices {
            play(index, in: world)
            if !world.laws.breaches.isEmpty { break }
        }
        world.run(for: .milliseconds(script.linger))
        if world.laws.breaches.isEmpty { Simulation.drain(world) }
        if world.laws.breaches.isEmpty { try Simulation.close(world, paidBefore) }
        return SimulationOutcome(
            breaches: world.laws.breaches, digest: world.digest.text, virtual: world.elapsed, steps: world.steps,
            coverage: world.coverage, recoverySteps: world.recoverySteps)
    }

    private func play(_ index: Int, in world: World) {
        let visit = script.visits[index]
        for event in script.faults where event.visit == index { world.arm(event.trigger, event.fault) }
        world.run(for: .milliseconds(visit.gap))
        let isFree = world.run(upTo: Simulation.visitorsPatience) { world in
            if case .attract = world.screen { true } else { !world.laws.breaches.isEmpty }
        }
        guard isFree, let code = site.code(of: visit.household), world.laws.breaches.isEmpty else { return }
        world.resident = SimulatedResident(
            laying: code, visit.intention, creditNotes: world.creditNotes, patience: visit.patience, at: world.now)
        world.run(upTo: Simulation.longestVisit) { world in
            world.resident?.isGone ?? true || !world.laws.breaches.isEmpty
        }
        world.resident = nil
    }

    /// Faults stop, the line heals, and what waits is to end.
    static func drain(_ world: World) {
        world.tell("every fault is over")
        world.healEverything()
        world.run(upTo: Simulation.longestDrain) { world in
            world.kiosk != nil && world.laws.unfinished.isEmpty || !world.laws.breaches.isEmpty
        }
        // A little longer, for what comes after the end: a second answer, a repeated report.
        world.run(for: .seconds(90))
        guard let kiosk = world.kiosk else {
            return world.laws.broken(
                Breach(
                    .liveness, "the kiosk does not come up any more: \(world.startFailure ?? "it dies again and again")"
                ))
        }
        for payment in kiosk.ledger.queued where !payment.needsPerson {
            world.laws.broken(
                Breach(.liveness, "\(payment.id) is still in the queue, hours after everything was mended"))
        }
    }

    static func close(_ world: World, _ paidBefore: [String: Int64]) throws {
        let visible = Set(world.kiosk?.ledger.exceptions.compactMap(\.payment) ?? [])
        world.laws.closeDay(world.counted, visible: visible)
        world.laws.closeBills(before: paidBefore)
        for words in try MoneyLaws.breaches(of: world.journal, hub: world.hub.requiredLedger(), money: world.money) {
            world.laws.broken(Breach(Law(rawValue: String(words.prefix(2))) ?? .i1, words))
        }
        for payment in world.kiosk?.ledger.inOrder ?? [] { world.coverage.count(ending: payment.state.rawValue) }
    }
}

/// What came of a run.
package struct SimulationOutcome: Sendable {
    /// The laws that did not hold, the first of which ended the run.
    package let breaches: [Breach]
    package let digest: String
    /// How long the run lasted, for those in it.
    package let virtual: Duration
    package let steps: Int
    package let coverage: Coverage
    /// Steps that the process did in the first ten seconds after its second start.
    package let recoverySteps: Int

    package var isClean: Bool { breaches.isEmpty }
}
