/// Looks for a seeded bug, seed after seed, on rough days: few visits, and much that goes wrong in each.
package struct BugHunt {
    /// Within so many seeds each bug must be found.
    package static let mostSeeds: UInt64 = 1_000

    package let site: SimulatedSite

    package init(site: SimulatedSite) { self.site = site }

    /// The first seed whose run breaks a law with this bug, and what it breaks. Nil when none does.
    package func find(_ bug: SeededBug, seeds: ClosedRange<UInt64> = 1...mostSeeds) throws -> (UInt64, Breach)? {
        for seed in seeds {
            let outcome = try Simulation(site: site, script: .rough(seed: seed, at: site), bug: bug).run()
            if let breach = outcome.breaches.first { return (seed, breach) }
        }
        return nil
    }
}
