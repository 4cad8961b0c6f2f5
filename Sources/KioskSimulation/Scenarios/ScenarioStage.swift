import HubLedger
import KioskAPI
import KioskCore
import KioskJournal
import KioskSimulator
import SimulatedDisk

/// A world in which one fault is played on purpose, and the notes of who watches.
package final class ScenarioStage {
    package private(set) var world: World
    /// What was not as it must be, in plain words.
    package private(set) var findings: [String] = []
    private(set) var site: SimulatedSite
    private let narrator: ((Duration, String) -> Void)?
    private var paidBefore: [String: Int64] = [:]

    static let longestVisit: Duration = .seconds(600)

    package init(_ site: SimulatedSite, narrator: ((Duration, String) -> Void)? = nil) throws {
        self.site = site
        self.narrator = narrator
        world = try World(site, isStarted: false)
        try open(settings: site.settings)
    }

    /// Begins anew a few minutes before midnight in Shanghai, so that the end of the day need not be waited for.
    func renewBeforeMidnight() throws {
        // The town wakes up at 10:00.
        site = site.starting(later: .seconds(13 * 3_600 + 55 * 60))
        try renew { _ in }
    }

    /// Begins anew, with other settings.
    func renew(_ change: (inout KioskSettings) -> Void) throws {
        var settings = site.settings
        change(&settings)
        try open(settings: settings)
    }

    private func open(settings: KioskSettings) throws {
        world = try World(site, settings: settings, isStarted: false)
        world.narrator = narrator
        world.restartsByItself = true
        world.beatsRegularly = true
        paidBefore = (try? world.laws.books.paidAmounts()) ?? [:]
        world.start()
        world.run(for: .seconds(10))
    }

    // MARK: People

    /// A household with a bill of electricity, whose printed code is enough to pay without the hub.
    func household(_ number: Int) -> Household { site.households[number] }

    /// Notes of fifty that are enough for its bill.
    func enough(_ number: Int) -> SimulatedResident.Intention {
        let note = Money(50_00, .cny)
        let count = (household(number).amount.minorUnits + note.minorUnits - 1) / note.minorUnits
        return .payWithNotes(Array(repeating: note, count: Int(count)))
    }

    /// Somebody comes with a bill, waits until the kiosk is free, and begins; returns at once.
    package func begin(_ intention: SimulatedResident.Intention, household number: Int = 0) {
        guard let code = site.code(of: household(number)) else { return note("household \(number) has no bill") }
        world.run(upTo: Simulation.visitorsPatience) { if case .attract = $0.screen { true } else { false } }
        world.resident = SimulatedResident(laying: code, intention, at: world.now)
    }

    /// Somebody comes, does what they came for, and leaves.
    func visit(_ intention: SimulatedResident.Intention, household number: Int = 0) {
        begin(intention, household: number)
        world.run(upTo: ScenarioStage.longestVisit) { $0.resident?.isGone ?? true }
        world.resident = nil
    }

    /// A visit in notes, paid in full.
    func payInNotes(household number: Int = 0) { visit(enough(number), household: number) }

    // MARK: Watching

    func note(_ finding: String) { findings.append(finding) }

    func expect(_ isSo: Bool, _ words: String) { if !isSo { note(words) } }

    /// Lets the world go on until something is so; a finding when it never is.
    func until(_ words: String, within limit: Duration = .seconds(120), _ isSo: @escaping (World) -> Bool) {
        if !world.run(upTo: limit, until: isSo) { note("within \(limit) it never came to: \(words)") }
    }

    func has(_ kind: String) -> Bool { ScenarioStage.has(kind, world) }

    static func has(_ kind: String, _ world: World) -> Bool { world.journal.contains { $0.fact.kind == kind } }

    func count(_ kind: String) -> Int { world.journal.filter { $0.fact.kind == kind }.count }

    var cash: Money { world.money.cash }

    var isOutOfService: Bool { if case .outOfService = world.screen { true } else { false } }

    var bookedPayments: Int { ((try? world.hub.ledger.allPayments()) ?? []).filter(\.state.isBooked).count }

    /// Faults are over, what waits ends, and the laws are held against everything.
    package func close() throws {
        if world.laws.breaches.isEmpty { Simulation.drain(world) }
        if world.laws.breaches.isEmpty { try Simulation.close(world, paidBefore) }
        let falsified = world.laws.falsified.map(\.text)
        findings += world.laws.breaches.map(\.description).filter { words in
            !falsified.contains { words.contains($0) }
        }
    }

    // MARK: Moments

    /// The first step of the process after the one that wrote a fact of this kind, when somebody pays so. Whoever dies
    /// before it has written the fact and done nothing more; whoever dies before the one before it has not written it.
    ///
    /// Found by trying: what a death leaves in the journal grows with the step at which it comes.
    func step(afterWriting kind: String, _ intention: SimulatedResident.Intention) throws -> Int {
        var lower = 1
        var upper = 400
        while lower < upper {
            let middle = (lower + upper) / 2
            let rehearsal = try ScenarioStage(site)
            rehearsal.world.restartsByItself = false
            rehearsal.world.killBefore = rehearsal.world.steps + middle
            rehearsal.begin(intention)
            rehearsal.world.run(upTo: ScenarioStage.longestVisit) { $0.kiosk == nil || ($0.resident?.isGone ?? true) }
            rehearsal.world.run(for: .seconds(30))
            if rehearsal.has(kind) { upper = middle } else { lower = middle + 1 }
        }
        return lower
    }

    /// A visit in which the process, or the machine, dies at a step counted from its beginning; it starts again by
    /// itself and has two minutes to recover.
    func visit(dyingBefore step: Int, _ death: Death, _ intention: SimulatedResident.Intention) {
        world.dieBefore(step: step, death)
        visit(intention)
        world.run(for: .seconds(120))
    }
}
