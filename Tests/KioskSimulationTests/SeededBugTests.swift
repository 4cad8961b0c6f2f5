import KioskSimulation
import Testing

/// The net catches fish: each careless kiosk or hub is found.
@Suite struct SeededBugTests {
    @Test(arguments: SeededBug.allCases.filter { !SeededBug.elusive.contains($0) })
    func seededBugIsFound(_ bug: SeededBug) throws {
        let found = try BugHunt(site: try Town.site()).find(bug)
        let (seed, breach) = try #require(found, "no seed up to \(BugHunt.mostSeeds) finds: \(bug.words)")
        print("\(bug.rawValue): seed \(seed), \(breach)")
    }

    @Test func theNetCatchesMoreThanTenKindsOfFish() {
        #expect(SeededBug.allCases.count - SeededBug.elusive.count >= 10)
    }
}
