import CSQLite
import GRDB
import SimulatedDisk
import Testing

/// A machine with its programs: several connections, starts, copies, several machines, and replays.
@Suite struct DiskMachineTests {
    @Test func aReaderKeepsItsSnapshotWhileAnotherConnectionWrites() throws {
        let disk = SimulatedDisk(name: "two")
        let writer = try RowProgram(on: disk)
        let reader = try RowProgram(on: disk)
        try writer.append(1)
        try reader.queue.inDatabase { db in
            try db.inTransaction(.deferred) {
                #expect(try Int.fetchOne(db, sql: "SELECT COUNT(*) FROM row") == 1)
                try writer.append(2)
                #expect(try Int.fetchOne(db, sql: "SELECT COUNT(*) FROM row") == 1)
                return .commit
            }
        }
        #expect(try reader.rows() == [1, 2])
    }

    /// Ten seconds of waiting take none: nobody can give the lock back while SQLite waits in the only thread.
    @Test(arguments: ["WAL", "DELETE"])
    func aSecondWriterIsTurnedAway(journal: String) throws {
        let disk = SimulatedDisk(name: "busy")
        var configuration = Configuration()
        configuration.busyMode = .timeout(10)
        let path = try disk.mounted().databasePath("/x")
        let first = try DatabaseQueue(path: path, configuration: configuration)
        try first.inDatabase { db in
            try db.execute(sql: "PRAGMA journal_mode = \(journal); CREATE TABLE t (x)")
        }
        let second = try DatabaseQueue(path: path, configuration: configuration)
        let time = try ContinuousClock().measure {
            try first.inDatabase { db in
                try db.execute(sql: "BEGIN IMMEDIATE; INSERT INTO t VALUES (1)")
                let error = #expect(throws: DatabaseError.self) {
                    try second.inDatabase { try $0.execute(sql: "INSERT INTO t VALUES (2)") }
                }
                #expect(error?.resultCode == .SQLITE_BUSY)
                try db.execute(sql: "COMMIT")
            }
        }
        #expect(time < .seconds(9))
        try second.inDatabase { try $0.execute(sql: "INSERT INTO t VALUES (3)") }
        #expect(try first.inDatabase { try Int.fetchAll($0, sql: "SELECT x FROM t ORDER BY x") } == [1, 3])
    }

    @Test func aConnectionOfAnEarlierStartCanDoNothing() throws {
        let disk = SimulatedDisk(name: "zombie")
        var zombie: RowProgram? = try RowProgram(on: disk)
        try zombie?.append(1)
        disk.kill()
        let rows = try RowProgram(on: disk)
        try rows.append(2)
        let before = disk.history
        #expect(throws: DatabaseError.self) { try zombie?.append(3) }
        #expect(throws: DatabaseError.self) { try zombie?.rows() }
        zombie = nil
        #expect(disk.history == before)
        #expect(try rows.rows() == [1, 2])
    }

    @Test func disksAndTheirCopiesGoTheirOwnWays() throws {
        let disk = SimulatedDisk(name: "a")
        _ = RowProgram.run(upTo: 3, on: disk)
        let copy = SimulatedDisk(copying: disk, name: "b")
        let (first, second) = (try RowProgram(on: disk), try RowProgram(on: copy))
        try first.append(4)
        try second.append(4)
        try second.append(5)
        #expect(try first.rows() == [1, 2, 3, 4])
        #expect(try second.rows() == [1, 2, 3, 4, 5])
    }

    @Test func anOldImageComesBack() throws {
        let disk = SimulatedDisk(name: "image")
        _ = RowProgram.run(upTo: 2, on: disk)
        let image = disk.image
        _ = RowProgram.run(upTo: 4, on: disk)
        #expect(try RowProgram(on: SimulatedDisk(name: "clone", image: image)).rows() == [1, 2])
        #expect(try RowProgram(on: disk).rows() == [1, 2, 3, 4])
        disk.restore(image)
        #expect(disk.image == image)
        #expect(try RowProgram(on: disk).rows() == [1, 2])
    }

    @Test func sqliteTellsTheTimeOfTheMachine() throws {
        let disk = SimulatedDisk(name: "clock")
        disk.wallMilliseconds = 1_000_000_000_000
        let queue = try DatabaseQueue(path: try disk.mounted().databasePath("/x"))
        // The well-known second billion of Unix.
        #expect(try queue.read { try String.fetchOne($0, sql: "SELECT datetime('now')") } == "2001-09-09 01:46:40")
    }

    @Test(arguments: ["/a b.sqlite", "/100%?x#y&z=1.sqlite", "/é/ü.sqlite", "/%41"])
    func anyPathCanBeADatabase(path: String) throws {
        let disk = SimulatedDisk(name: "path?vfs=unix&#%")
        _ = try RowProgram(on: disk, path: path)
        #expect(try disk.mounted().exists(path))
    }

    @Test func aFileThatIsReplacedHasAnotherNumber() throws {
        let disk = SimulatedDisk(name: "number")
        let mount = try disk.mounted()
        try mount.create("/x")
        let first = try #require(mount.fileNumber("/x"))
        try mount.create("/x")
        #expect(mount.fileNumber("/x") == first)
        try mount.delete("/x")
        #expect(mount.fileNumber("/x") == nil)
        try mount.create("/x")
        #expect(mount.fileNumber("/x") != first)
    }

    static func replay(_ seed: UInt64) throws -> SimulatedDisk {
        var generator = SplitMix64(seed: seed)
        let disk = SimulatedDisk(name: "replay")
        for life in 1...4 {
            disk.dieBefore(change: 10 + generator.below(60))
            disk.schedule(DiskFault(.sync, nth: 1 + generator.below(20), losesUnsynced: generator.chance(1, of: 2)))
            _ = RowProgram.run(upTo: life * 8, on: disk)
            disk.powerCut(seed: generator.next(), garbage: true)
        }
        disk.flipAnyBit(seed: generator.next())
        return disk
    }

    @Test func theSameSeedGivesTheSameHistory() throws {
        var histories: Set<UInt64> = []
        for seed in UInt64(0)..<20 {
            let history = try DiskMachineTests.replay(seed).history
            #expect(try DiskMachineTests.replay(seed).history == history)
            histories.insert(history)
        }
        #expect(histories.count == 20)
    }

    /// In a process of its own, because the other tests draw from SQLite's random numbers at the same time.
    @Test func theSameSeedGivesTheSameBytes() async {
        await #expect(processExitsWith: .success) {
            SQLiteRandomness.follow(seed: 7)
            let first = try DiskMachineTests.replay(7).image
            SQLiteRandomness.follow(seed: 7)
            let second = try DiskMachineTests.replay(7).image
            #expect(first == second)
            #expect(first.digest == second.digest)
            #expect(first.files.keys.contains(RowProgram.path))
        }
    }
}
