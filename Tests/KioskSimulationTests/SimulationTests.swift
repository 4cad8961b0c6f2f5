import KioskCore
import KioskSimulation
import Testing

@Suite struct SimulationTests {
    @Test(arguments: 1...6 as ClosedRange<UInt64>)
    func lawsHoldOnRoughDays(_ seed: UInt64) throws {
        let site = try Town.site()
        let outcome = try Simulation(site: site, script: .rough(seed: seed, at: site)).run()
        #expect(outcome.breaches.isEmpty, "seed \(seed): \(outcome.breaches)")
    }

    @Test func sameSeedGivesTheSameRunAndAnotherSeedAnother() throws {
        let site = try Town.site()
        let digests = try [7, 7, 8].map { seed in
            try Simulation(site: site, script: .rough(seed: seed, at: site)).run().digest
        }
        #expect(digests[0] == digests[1])
        #expect(digests[0] != digests[2])
    }

    @Test func scriptSurvivesBeingWrittenDown() throws {
        let site = try Town.site()
        for seed in 1...50 as ClosedRange<UInt64> {
            let script = SimulationScript.random(seed: seed, at: site)
            #expect(try SimulationScript(text: script.text) == script)
        }
    }

    /// Another number of visits changes none of those there are, so that a shrunken script is a part of the whole.
    @Test func visitsDoNotDependOnHowManyThereAre() throws {
        let site = try Town.site()
        let short = SimulationScript.random(seed: 3, visits: 2, at: site)
        let long = SimulationScript.random(seed: 3, visits: 9, at: site)
        #expect(Array(long.visits.prefix(2)) == short.visits)
    }

    @Test func daysHaveFortyVisitsEach() throws {
        let script = SimulationScript.random(seed: 1, days: 2, at: try Town.site())
        #expect(script.visits.count == 80)
        let hours = script.visits.reduce(0) { $0 + $1.gap } / 3_600_000
        #expect((30...66).contains(hours), "two days have \(hours) hours")
    }

    @Test func failureIsShrunkToAScriptThatBreaksTheSameLaw() throws {
        let site = try Town.site()
        let simulation = Simulation(site: site, script: .random(seed: 1, at: site), bug: .creditAtEscrow)
        let breach = try #require(try simulation.run().breaches.first)
        let report = try FailureReport(simulation, breach: breach)
        #expect(report.script.visits.count == 1)
        #expect(report.script.faults.isEmpty)
        #expect(report.breach.law == .i1)
        let again = try Simulation(site: site, script: SimulationScript(text: report.script.text), bug: .creditAtEscrow)
            .run()
        #expect(again.breaches.first == report.breach)
        #expect(report.text.contains("I1") && report.story.contains { $0.contains("puts in a note") })
    }

    @Test func shrinkingKeepsOnlyWhatTheFailureNeeds() {
        let household = Household(biller: "b", account: "1", period: nil, amount: Money(1_00, .cny))
        let faults = (0..<12).map { FaultEvent(visit: $0 % 4, .step($0 + 1), .clock(jumpSeconds: $0)) }
        let script = SimulationScript(
            visits: (0..<4).map { _ in Visit(household, .payByCard) }, faults: faults)
        var shrinker = Shrinker { candidate in
            let jumps = candidate.faults.map(\.fault)
            return jumps.contains(.clock(jumpSeconds: 3)) && jumps.contains(.clock(jumpSeconds: 6))
        }
        let short = shrinker.shrink(script)
        #expect(short.faults.map(\.fault) == [.clock(jumpSeconds: 3), .clock(jumpSeconds: 6)])
        #expect(short.visits.count == 2)
        #expect(shrinker.runs <= Shrinker.mostRuns)
    }
}
