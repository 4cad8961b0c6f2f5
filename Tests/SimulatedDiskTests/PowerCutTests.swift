import SimulatedDisk
import Testing

/// The real SQLite, through the real GRDB, on a disk whose power goes.
@Suite struct PowerCutTests {
    static let seeds = UInt64(0)..<3_000
    static let firstRows = 3
    /// One life in so many begins with an empty disk.
    static let emptyEvery: UInt64 = 10

    /// What an orderly first day leaves behind, made anew for each test because a disk is of one thread.
    private func firstDay() -> SimulatedDisk {
        let disk = SimulatedDisk(name: "first-day")
        _ = RowProgram.run(upTo: PowerCutTests.firstRows, on: disk)
        return disk
    }

    /// Dies somewhere while rows are written, and counts what is there at the next start.
    private func life(
        _ seed: UInt64, after start: SimulatedDisk, synchronous: String
    ) throws -> (acknowledged: Int, found: [Int]?) {
        var generator = SplitMix64(seed: seed)
        let isEmpty = seed % PowerCutTests.emptyEvery == 0
        let disk = isEmpty ? SimulatedDisk(name: "power") : SimulatedDisk(copying: start, name: "power")
        disk.dieBefore(change: 1 + generator.below(60))
        let acknowledged = RowProgram.run(upTo: 12, on: disk, synchronous: synchronous)
        disk.powerCut(seed: generator.next(), garbage: generator.chance(1, of: 2))
        // A program that dies before it has read a row says nothing about those of the first day.
        return (max(acknowledged, isEmpty ? 0 : PowerCutTests.firstRows), try RowProgram(on: disk).rows())
    }

    @Test func whatWasCommittedWithASyncIsThereAfterAPowerCut() throws {
        let start = firstDay()
        var unacknowledged = 0
        for seed in PowerCutTests.seeds {
            let (acknowledged, found) = try life(seed, after: start, synchronous: "FULL")
            let rows = try #require(found, "seed \(seed): the database is damaged")
            // The row under way may be there as well: it was written, and nobody was told.
            try #require(
                rows == Array(1..<rows.count + 1) && (acknowledged...acknowledged + 1).contains(rows.count),
                "seed \(seed): \(acknowledged) rows were acknowledged, \(rows.count) are there")
            if rows.count > acknowledged { unacknowledged += 1 }
        }
        #expect(unacknowledged > 0, "No power cut fell between a sync and its answer, so the cuts are too kind.")
    }

    @Test(arguments: ["OFF", "NORMAL"])
    func aProgramThatForgetsTheSyncIsCaught(_ synchronous: String) throws {
        let start = firstDay()
        let caught = try (UInt64(0)..<200).first { seed in
            let (acknowledged, found) = try life(seed, after: start, synchronous: synchronous)
            guard let found else { return true }
            return found.count < acknowledged
        }
        #expect(caught != nil)
    }

    @Test func everyDeathOfAProcessKeepsWhatWasWritten() throws {
        for seed in 0..<150 {
            let disk = SimulatedDisk(name: "kill")
            disk.dieBefore(change: 1 + seed)
            let acknowledged = RowProgram.run(upTo: 12, on: disk, synchronous: "OFF")
            disk.kill()
            let rows = try #require(try RowProgram(on: disk).rows())
            #expect((acknowledged...acknowledged + 1).contains(rows.count), "seed \(seed)")
        }
    }

    /// The loop that ends when no change is left to die at, and dies once more while it recovers.
    @Test func deathBeforeEveryChangeAndAgainInEveryRecovery() throws {
        var deaths = 0
        var recoveryDeaths = 0
        while true {
            let disk = SimulatedDisk(name: "first")
            disk.dieBefore(change: deaths + 1)
            let acknowledged = RowProgram.run(upTo: 6, on: disk)
            guard disk.isDead else { break }
            deaths += 1
            disk.powerCut(seed: UInt64(deaths))
            var recoveries = 0
            while true {
                let again = SimulatedDisk(copying: disk, name: "second")
                again.dieBefore(change: recoveries + 1)
                _ = RowProgram.run(upTo: acknowledged, on: again)
                guard again.isDead else { break }
                recoveries += 1
                again.powerCut(seed: UInt64(recoveries))
                let rows = try #require(try RowProgram(on: again).rows())
                #expect((acknowledged...acknowledged + 1).contains(rows.count), "deaths \(deaths), \(recoveries)")
            }
            recoveryDeaths += recoveries
        }
        #expect(deaths > 30)
        #expect(recoveryDeaths > 30)
    }

    @Test func aShutdownLosesNothing() throws {
        let disk = SimulatedDisk(name: "shutdown")
        _ = RowProgram.run(upTo: 5, on: disk, synchronous: "OFF")
        disk.shutDown()
        #expect(disk.unsyncedOperations == 0)
        disk.powerCut(seed: 1)
        #expect(try RowProgram(on: disk).rows() == Array(1...5))
    }
}
