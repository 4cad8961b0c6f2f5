/// Looks for a seeded bug, seed after seed, on rough days: few visits, and much that goes wrong in each.
package struct BugHunt {
    /// Within so many seeds each bug must be found.
    package static let mostSeeds: UInt64 = 1_000

    package let site: SimulatedSite

    package init(site: SimulatedSite) { self.site = site }

    /// Where the rarer ones were met before: looked at first, so that a hunt takes seconds while that stays so.
    static let haunts: [SeededBug: UInt64] = [
        .unknownCardTakenAsDeclined: 566, .eventCountedTwice: 120, .resubmissionSettledAgain: 57,
    ]

    /// The first seed whose run breaks a law with this bug, and none without it, and what it breaks. Nil when none does.
    package func find(_ bug: SeededBug, seeds: ClosedRange<UInt64> = 1...mostSeeds) throws -> (UInt64, Breach)? {
        for seed in [BugHunt.haunts[bug]].compactMap({ $0 }) + seeds {
            let script = SimulationScript.rough(seed: seed, at: site)
            let outcome = try Simulation(site: site, script: script, bug: bug).run()
            guard let breach = outcome.breaches.first else { continue }
            if try Simulation(site: site, script: script).run().isClean { return (seed, breach) }
        }
        return nil
    }
}
