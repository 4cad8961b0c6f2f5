/// Many seeds, one after another, with what they reached together.
package struct SeedRange {
    package let site: SimulatedSite
    package let seeds: ClosedRange<UInt64>
    package let bug: SeededBug?
    private let script: (UInt64) -> SimulationScript

    /// After so many failures, more would tell nothing new.
    package static let mostFailures = 20

    /// `script` writes the script of a seed; left out, it is the usual one.
    package init(
        site: SimulatedSite, seeds: ClosedRange<UInt64>, bug: SeededBug? = nil,
        script: ((UInt64) -> SimulationScript)? = nil
    ) {
        self.site = site
        self.seeds = seeds
        self.bug = bug
        self.script = script ?? { SimulationScript.random(seed: $0, at: site) }
    }

    package struct Summary: Sendable {
        package internal(set) var runs = 0
        package internal(set) var virtual = Duration.zero
        package internal(set) var steps = 0
        package internal(set) var coverage = Coverage()
        package internal(set) var failures: [(seed: UInt64, breach: Breach)] = []
        var sum = EventDigest()

        /// Over the digests of all runs.
        package var digest: String { sum.text }
    }

    /// Runs until the end, or until `goesOn` says no after a seed.
    package func run(goesOn: (UInt64, SimulationOutcome, Summary) -> Bool = { _, _, _ in true }) throws -> Summary {
        var summary = Summary()
        for seed in seeds {
            let outcome = try simulation(seed).run()
            summary.runs += 1
            summary.virtual += outcome.virtual
            summary.steps += outcome.steps
            summary.coverage.add(outcome.coverage)
            summary.sum.add(outcome.digest)
            if let breach = outcome.breaches.first { summary.failures.append((seed, breach)) }
            if !goesOn(seed, outcome, summary) { break }
        }
        return summary
    }

    package func simulation(_ seed: UInt64) -> Simulation { Simulation(site: site, script: script(seed), bug: bug) }
}
