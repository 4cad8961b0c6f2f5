import GRDB
import SimulatedDisk
import Testing

/// Calls that fail on demand, as SQLite and a program see them.
@Suite struct DiskFaultTests {
    /// A fault of the next call of a kind, what brings that call about, and what SQLite then answers.
    struct Case: CustomTestStringConvertible, Sendable {
        var fault: DiskFault
        var work: @Sendable (RowProgram, SimulatedDisk) throws -> Void
        var code: ResultCode
        var testDescription: String { "\(fault.call)" }
    }

    static let cases: [Case] = [
        Case(fault: DiskFault(.write), work: { rows, _ in try rows.append(4) }, code: .SQLITE_IOERR_WRITE),
        Case(
            fault: DiskFault(.write, failure: .full), work: { rows, _ in try rows.append(4) }, code: .SQLITE_FULL),
        Case(fault: DiskFault(.write, nth: 3), work: { rows, _ in try rows.append(4) }, code: .SQLITE_IOERR_WRITE),
        Case(fault: DiskFault(.sync), work: { rows, _ in try rows.append(4) }, code: .SQLITE_IOERR_FSYNC),
        Case(
            fault: DiskFault(.truncate),
            work: { rows, _ in try rows.queue.inDatabase { try $0.execute(sql: "PRAGMA wal_checkpoint(TRUNCATE)") } },
            code: .SQLITE_IOERR_TRUNCATE),
        Case(fault: DiskFault(.open), work: { _, disk in _ = try RowProgram(on: disk) }, code: .SQLITE_CANTOPEN),
        Case(fault: DiskFault(.read), work: { _, disk in _ = try RowProgram(on: disk) }, code: .SQLITE_IOERR_READ),
        Case(
            fault: DiskFault(.read, failure: .noMemory), work: { _, disk in _ = try RowProgram(on: disk) },
            code: .SQLITE_NOMEM),
        // The first file that goes is the WAL, whose deletion SQLite can do without; the second is the rollback journal,
        // whose deletion is the commit.
        Case(
            fault: DiskFault(.delete, nth: 2),
            work: { rows, _ in
                try rows.queue.inDatabase { db in
                    try db.execute(sql: "PRAGMA journal_mode = DELETE")
                    try db.execute(sql: "DELETE FROM row")
                }
            }, code: .SQLITE_IOERR_DELETE),
    ]

    @Test(arguments: cases)
    func sqliteHearsOfTheFailureOnceAndThenAllIsWell(_ test: Case) throws {
        let disk = SimulatedDisk(name: "fault")
        _ = RowProgram.run(upTo: 3, on: disk)
        let rows = try RowProgram(on: disk)
        disk.schedule(test.fault)
        let error = #expect(throws: DatabaseError.self) { try test.work(rows, disk) }
        #expect(error?.extendedResultCode == test.code)
        #expect(try RowProgram(on: disk).rows() == [1, 2, 3])
    }

    @Test func aFaultThatLastsEndsWhenItIsMended() throws {
        let disk = SimulatedDisk(name: "lasting")
        let rows = try RowProgram(on: disk)
        disk.schedule(DiskFault(.sync, nth: 2, extent: .fromThenOn))
        try rows.append(1)
        for _ in 0..<3 { #expect(throws: DatabaseError.self) { try rows.append(2) } }
        disk.mend()
        try rows.append(2)
        #expect(try rows.rows() == [1, 2])
    }

    /// What is known as fsyncgate: the second sync says yes to what the first one threw away.
    @Test(arguments: [true, false])
    func aFailedSyncMayThrowTheWritesAwayAndSucceedTheNextTime(loses: Bool) throws {
        let disk = SimulatedDisk(name: "fsync", image: DiskImage(files: ["/file": [1]]))
        let mount = try disk.mounted()
        try mount.write([2], to: "/file")
        disk.schedule(DiskFault(.sync, losesUnsynced: loses))
        let error = #expect(throws: DiskError.self) { try mount.sync("/file") }
        #expect(error?.code == .ioSync)
        try mount.sync("/file")
        #expect(try mount.read("/file") == [2])
        disk.powerCut(seed: 1)
        #expect(try disk.mounted().read("/file") == [loses ? 1 : 2])
    }

    @Test func aFullDiskKeepsWhatWasCommitted() throws {
        let disk = SimulatedDisk(name: "full", capacity: 100_000)
        let acknowledged = RowProgram.run(upTo: 1_000, on: disk)
        #expect(acknowledged > 3 && acknowledged < 1_000)
        #expect(disk.image.files.values.reduce(0) { $0 + $1.count } <= 100_000)
        disk.powerCut(seed: 1)
        disk.capacity = 1 << 30
        #expect(try RowProgram(on: disk).rows() == Array(1...acknowledged))
    }

    @Test func aWriteThatDoesNotFitIsCutShort() throws {
        let disk = SimulatedDisk(name: "full", image: DiskImage(files: ["/file": [1, 2]]), capacity: 4)
        let mount = try disk.mounted()
        let error = #expect(throws: DiskError.self) { try mount.write([3, 4, 5, 6], at: 1, to: "/file") }
        #expect(error?.code == .full)
        #expect(try mount.read("/file") == [1, 3, 4, 5])
        for offset in [Int.max, -1] {
            #expect(throws: DiskError.self) { try mount.write([9], at: offset, to: "/file") }
        }
    }

    @Test func aReadOnlyFileSystemIsReadAndNotWritten() throws {
        let disk = SimulatedDisk(name: "read-only")
        let rows = try RowProgram(on: disk)
        try rows.append(1)
        disk.isReadOnly = true
        let error = #expect(throws: DatabaseError.self) { try rows.append(2) }
        #expect(error?.resultCode == .SQLITE_IOERR)
        #expect(try rows.rows() == [1])
        var configuration = Configuration()
        configuration.readonly = true
        let reader = try DatabaseQueue(
            path: try disk.mounted().databasePath(RowProgram.path), configuration: configuration)
        #expect(try reader.read { try Int.fetchOne($0, sql: "SELECT COUNT(*) FROM row") } == 1)
        #expect(throws: DiskError.self) { try disk.mounted().create("/new") }
    }

    @Test func oneBitIsFlippedAndNoOther() throws {
        let disk = SimulatedDisk(name: "bit")
        _ = RowProgram.run(upTo: 3, on: disk)
        disk.shutDown()
        let before = disk.image
        for seed in UInt64(0)..<50 {
            let damaged = SimulatedDisk(copying: disk, name: "damaged")
            let flipped = try #require(damaged.flipAnyBit(seed: seed))
            var expected = before
            expected.files[flipped.path]?[flipped.offset] ^= UInt8(1) << UInt8(flipped.bit)
            #expect(damaged.image == expected)
            #expect(damaged.image != before)
            #expect(damaged.image.digest != before.digest)
        }
        #expect(disk.flipBit(0, ofByte: 0, in: "/nowhere") == nil)
        #expect(disk.flipBit(8, ofByte: 0, in: RowProgram.path) == nil)
        #expect(SimulatedDisk(name: "empty").flipAnyBit(seed: 1) == nil)
    }

    @Test func callsAreCountedByKind() throws {
        let disk = SimulatedDisk(name: "counts")
        let mount = try disk.mounted()
        try mount.create("/a")
        try mount.write([1], to: "/a")
        try mount.write([2], to: "/a")
        try mount.sync("/a")
        try mount.syncFolder(of: "/a")
        try mount.rename("/a", to: "/b")
        _ = try mount.read("/b")
        try mount.truncate("/b", to: 0)
        try mount.delete("/b")
        let counts = DiskCall.allCases.map { disk.counts[$0] }
        #expect(counts == [1, 1, 1, 2, 1, 1, 1, 1, 1])
        #expect(disk.counts.changes == 8)
    }

    @Test func aMachineDiesBeforeTheChosenCall() throws {
        let disk = SimulatedDisk(name: "dies", image: DiskImage(files: ["/file": [0]]))
        let mount = try disk.mounted()
        disk.dieBefore(.write, nth: 2)
        try mount.write([1], to: "/file")
        try mount.sync("/file")
        #expect(!disk.isDead)
        let error = #expect(throws: DiskError.self) { try mount.write([2], to: "/file") }
        #expect(error?.code == .dead)
        #expect(disk.isDead)
        #expect(throws: DiskError.self) { try mount.read("/file") }
        #expect(!mount.exists("/file"))
        disk.kill()
        #expect(try disk.mounted().read("/file") == [1])
    }
}
