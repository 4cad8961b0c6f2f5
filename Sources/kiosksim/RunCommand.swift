import ArgumentParser
import Foundation
import KioskConfiguration
import KioskSimulation
import SimulatedDisk

struct RunCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "run",
        abstract: "Let a simulated kiosk, hub, devices and residents live through faults, and hold them to the laws.",
        discussion: """
            Everything happens in one thread and in virtual time; the same seed gives the same run, bit for bit, and \
            prints the same digest. A failure is shrunk to a short script, printed with the story of what happened, \
            which --script plays again.

            Exit codes: 0 all laws held, 1 a law broke, 64 the command line makes no sense.
            """)

    @Option(help: "Play the script of this seed.") var seed: UInt64?
    @Option(help: "Play many seeds, as in 1..2000.") var seeds: String?
    @Option(help: "Play a script from a file, as a failure printed it; - reads it from standard input.")
    var script: String?
    @Option(help: "Visits in each run.") var visits: Int?
    @Option(help: "Days in each run, with some forty visits a day, instead of visits.") var days: Int?
    @Flag(help: "Rough days instead: two visits close together, with two to five faults each.") var rough = false
    @Flag(help: "Tell everything that happens.") var story = false
    @Option(help: "Switch on a seeded bug, to see that it is found; `list` names them.") var bug: String?
    @Option(help: "The folder of the biller profiles.") var billers = "kiosk-config/billers"

    static let mostVisits = 100_000

    func validate() throws {
        let ways = [seed != nil, seeds != nil, script != nil].count { $0 }
        guard ways == 1 || bug == "list" else {
            throw ValidationError("Give one of --seed, --seeds and --script.")
        }
        if let seeds, RunCommand.range(seeds) == nil {
            throw ValidationError("--seeds takes a range as in 1..2000, not \(seeds).")
        }
        if visits != nil, days != nil { throw ValidationError("Give --visits or --days, not both.") }
        guard (1...RunCommand.mostVisits).contains(visits ?? 1), (1...RunCommand.mostVisits / 40).contains(days ?? 1)
        else { throw ValidationError("There are at most \(RunCommand.mostVisits) visits in a run, and at least one.") }
        if let bug, bug != "list", SeededBug(rawValue: bug) == nil {
            throw ValidationError("There is no seeded bug \(bug); --bug list names them.")
        }
    }

    func run() throws {
        if bug == "list" {
            for bug in SeededBug.allCases {
                let isElusive = SeededBug.elusive.contains(bug)
                say("\(bug.rawValue): \(bug.words)\(isElusive ? " (not found by a thousand seeds yet)" : "")")
            }
            return
        }
        SQLiteRandomness.follow(seed: 1)
        let site = try RunCommand.site(billers)
        if let seeds, let range = RunCommand.range(seeds) { return try run(range, site) }
        let played: SimulationScript
        if let script { played = try RunCommand.read(script) } else { played = written(seed ?? 0, site) }
        try run(played, site)
    }

    private func written(_ seed: UInt64, _ site: SimulatedSite) -> SimulationScript {
        if rough { return .rough(seed: seed, at: site) }
        if let days { return .random(seed: seed, days: days, at: site) }
        return .random(seed: seed, visits: visits ?? SimulationScript.usualVisits, at: site)
    }

    private var seededBug: SeededBug? { bug.flatMap { SeededBug(rawValue: $0) } }

    // MARK: One run

    private func run(_ script: SimulationScript, _ site: SimulatedSite) throws {
        var simulation = Simulation(site: site, script: script, bug: seededBug)
        if story { simulation.narrator = { say("\(FailureReport.clock($0))  \($1)") } }
        let began = ContinuousClock.now
        let outcome = try simulation.run()
        let real = ContinuousClock.now - began
        if let breach = outcome.breaches.first { try report(simulation, breach) }
        outcome.coverage.lines.forEach(say)
        say(
            """
            \(outcome.isClean ? "clean" : "BROKEN"): \(script.visits.count) visits, \(script.faults.count) faults, \
            \(outcome.steps) steps; \(RunCommand.ratio(outcome.virtual, real))
            """)
        say("digest \(outcome.digest)")
        if !outcome.isClean { throw ExitCode(1) }
    }

    private func report(_ simulation: Simulation, _ breach: Breach) throws {
        say("\(breach)\nlooking for the shortest script that does so …")
        say(try FailureReport(simulation, breach: breach).text)
    }

    // MARK: Many runs

    private func run(_ seeds: ClosedRange<UInt64>, _ site: SimulatedSite) throws {
        let range = SeedRange(site: site, seeds: seeds, bug: seededBug) { written($0, site) }
        let began = ContinuousClock.now
        var lastLine = began
        let summary = try range.run { seed, outcome, summary in
            if let breach = outcome.breaches.first { say("seed \(seed): \(breach)") }
            let now = ContinuousClock.now
            if now - lastLine > .seconds(5) {
                lastLine = now
                say("seed \(seed), \(summary.failures.count) broken; \(RunCommand.ratio(summary.virtual, now - began))")
            }
            return summary.failures.count < (seededBug == nil ? SeedRange.mostFailures : 1)
        }
        let real = ContinuousClock.now - began
        if let first = summary.failures.first, seededBug == nil || story {
            say(try FailureReport(range.simulation(first.seed), breach: first.breach).text)
        }
        summary.coverage.lines.forEach(say)
        say(
            """
            \(summary.failures.isEmpty ? "clean" : "BROKEN"): \(summary.runs) seeds, \(summary.failures.count) broken, \
            \(summary.steps) steps; \(RunCommand.ratio(summary.virtual, real))
            """)
        say("digest \(summary.digest)")
        if !summary.failures.isEmpty { throw ExitCode(1) }
    }

    private static func ratio(_ virtual: Duration, _ real: Duration) -> String {
        let times = Int(virtual / max(real, .milliseconds(1)))
        return
            "\(virtual.components.seconds) s of theirs in \(real.formatted(.units(allowed: [.seconds], fractionalPart: .show(length: 1)))): \(times) × real time"
    }

    // MARK: Reading

    static func range(_ text: String) -> ClosedRange<UInt64>? {
        let ends = text.components(separatedBy: "..").map { UInt64($0) }
        guard ends.count == 2, let first = ends[0], let last = ends[1], first <= last else { return nil }
        return first...last
    }

    static func site(_ billers: String) throws -> SimulatedSite {
        let catalogue = try BillerCatalogue.load(directory: billers)
        return try SimulatedSite.town(billers: catalogue.billers, profiles: catalogue.profiles)
    }

    private static func read(_ name: String) throws -> SimulationScript {
        let data =
            name == "-" ? FileHandle.standardInput.readDataToEndOfFile() : try Data(contentsOf: URL(filePath: name))
        do {
            return try SimulationScript(text: String(decoding: data, as: UTF8.self))
        } catch {
            throw ValidationError("\(name) is no script: give what a failure printed. \(error)")
        }
    }
}

/// Written line by line: `print` would wait in a buffer when the output is a pipe.
func say(_ line: String) { FileHandle.standardOutput.write(Data((line + "\n").utf8)) }
