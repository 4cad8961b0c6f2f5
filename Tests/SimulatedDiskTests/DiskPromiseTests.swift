import SimulatedDisk
import Testing

/// What the disk promises and what it does not, call by call, without SQLite.
@Suite struct DiskPromiseTests {
    static let path = "/data/file"

    /// A disk with a durable file of `sectors` sectors of the byte 0xAA.
    private func disk(sectors: Int = 8) throws -> SimulatedDisk {
        let bytes = [UInt8](repeating: 0xAA, count: sectors * SimulatedDisk.sectorSize)
        return SimulatedDisk(name: "promise", image: DiskImage(files: [DiskPromiseTests.path: bytes]))
    }

    private func seeds(_ count: UInt64 = 400) -> Range<UInt64> { 0..<count }

    @Test func anUnsyncedWriteIsKeptLostOrTornBetweenSectors() throws {
        var seen: Set<[UInt8]> = []
        for seed in seeds() {
            let disk = try disk(sectors: 4)
            let mount = try disk.mounted()
            try mount.write([UInt8](repeating: 0xBB, count: 3 * 512), at: 512, to: DiskPromiseTests.path)
            disk.powerCut(seed: seed)
            let sectors = try sectors(of: disk)
            #expect(sectors[0] == 0xAA)
            seen.insert(sectors)
        }
        // Three sectors, each old or new.
        #expect(seen.count == 8)
    }

    @Test func unsyncedWritesAreLostForThemselvesAndOutOfOrder() throws {
        var seen: Set<[UInt8]> = []
        for seed in seeds(1_000) {
            let disk = try disk(sectors: 2)
            let mount = try disk.mounted()
            try mount.write([UInt8](repeating: 1, count: 512), to: DiskPromiseTests.path)
            try mount.write([UInt8](repeating: 2, count: 512), at: 512, to: DiskPromiseTests.path)
            try mount.write([UInt8](repeating: 3, count: 512), to: DiskPromiseTests.path)
            disk.powerCut(seed: seed)
            seen.insert(try sectors(of: disk))
        }
        // The first sector is untouched, of the first write (also when the third one was overtaken) or of the third;
        // the second is untouched or of the second write.
        #expect(seen == [[0xAA, 0xAA], [0xAA, 2], [1, 0xAA], [1, 2], [3, 0xAA], [3, 2]])
    }

    @Test func aWriteThatWasOvertakenByALaterOneIsSeen() throws {
        let overtaken = try seeds().contains { seed in
            let disk = try disk(sectors: 1)
            let mount = try disk.mounted()
            try mount.write([UInt8](repeating: 1, count: 512), to: DiskPromiseTests.path)
            try mount.write([UInt8](repeating: 2, count: 512), to: DiskPromiseTests.path)
            let outcome = disk.powerCut(seed: seed)
            return try outcome.kept == 2 && sectors(of: disk) == [1]
        }
        #expect(overtaken)
    }

    @Test(arguments: [false, true])
    func whatWasSyncedStaysAndBytesBesideAWriteAreSafe(garbage: Bool) throws {
        for seed in seeds() {
            let disk = try disk()
            let mount = try disk.mounted()
            try mount.write([1, 2, 3], at: 1_000, to: DiskPromiseTests.path)
            try mount.sync(DiskPromiseTests.path)
            try mount.write([UInt8](repeating: 0xCC, count: 1_400), at: 1_003, to: DiskPromiseTests.path)
            disk.powerCut(seed: seed, garbage: garbage)
            let bytes = try disk.mounted().read(DiskPromiseTests.path)
            #expect(bytes.count == 4_096)
            #expect(Array(bytes[..<1_003]) == [UInt8](repeating: 0xAA, count: 1_000) + [1, 2, 3])
            #expect(bytes[2_403...].allSatisfy { $0 == 0xAA })
            if !garbage { #expect(bytes[1_003..<2_403].allSatisfy { $0 == 0xAA || $0 == 0xCC }) }
        }
    }

    @Test func garbageIsLeftOnlyWhereItIsAskedFor() throws {
        let isGarbage = try seeds().contains { seed in
            let disk = try disk(sectors: 1)
            try disk.mounted().write([UInt8](repeating: 0xBB, count: 512), to: DiskPromiseTests.path)
            disk.powerCut(seed: seed, garbage: true)
            return try disk.mounted().read(DiskPromiseTests.path).contains { $0 != 0xAA && $0 != 0xBB }
        }
        #expect(isGarbage)
    }

    @Test func aNameIsDurableOnlyAfterItsFolderWasSynced() throws {
        var lost = 0
        for seed in seeds() {
            let disk = SimulatedDisk(name: "names")
            let mount = try disk.mounted()
            for path in ["/a/synced", "/b/named"] {
                try mount.create(path)
                try mount.write([7], to: path)
                try mount.sync(path)
            }
            try mount.syncFolder(of: "/b/named")
            disk.powerCut(seed: seed)
            #expect(try disk.mounted().read("/b/named") == [7])
            if try !disk.mounted().exists("/a/synced") { lost += 1 }
        }
        #expect(lost > 0 && lost < 400)
    }

    @Test func aRenameLeadsToTheOldFileOrToTheNewOne() throws {
        var seen: Set<[UInt8]> = []
        for seed in seeds() {
            let disk = SimulatedDisk(name: "rename", image: DiskImage(files: ["/a/x": [1]]))
            let mount = try disk.mounted()
            try mount.create("/a/x.new")
            try mount.write([2], to: "/a/x.new")
            try mount.sync("/a/x.new")
            try mount.rename("/a/x.new", to: "/a/x")
            disk.powerCut(seed: seed)
            seen.insert(try disk.mounted().read("/a/x"))
        }
        #expect(seen == [[1], [2]])
    }

    /// What a program must not do, and ext4 forgives: rename a file that was never synced over another.
    @Test func aRenameDoesNotBringTheBytesAlong() throws {
        let isEmptied = try seeds().contains { seed in
            let disk = SimulatedDisk(name: "rename", image: DiskImage(files: ["/a/x": [1]]))
            let mount = try disk.mounted()
            try mount.create("/a/x.new")
            try mount.write([2], to: "/a/x.new")
            try mount.rename("/a/x.new", to: "/a/x")
            try mount.syncFolder(of: "/a/x")
            disk.powerCut(seed: seed)
            return try disk.mounted().read("/a/x").isEmpty
        }
        #expect(isEmptied)
    }

    @Test func aDeletedFileMayComeBackUntilItsFolderWasSynced() throws {
        var returned = 0
        for seed in seeds() {
            let disk = try disk(sectors: 1)
            try disk.mounted().delete(DiskPromiseTests.path)
            disk.powerCut(seed: seed)
            if try disk.mounted().exists(DiskPromiseTests.path) { returned += 1 }
        }
        #expect(returned > 0 && returned < 400)
    }

    @Test func moreThanTheCacheHoldsIsWrittenBackByItself() throws {
        let disk = SimulatedDisk(name: "cache", image: DiskImage(files: [DiskPromiseTests.path: []]))
        let mount = try disk.mounted()
        let piece = [UInt8](repeating: 5, count: 1 << 20)
        for number in 0...SimulatedDisk.mostUnsyncedBytes / piece.count {
            try mount.write(piece, at: number * piece.count, to: DiskPromiseTests.path)
        }
        #expect(disk.unsyncedOperations == 0)
        #expect(disk.image.files[DiskPromiseTests.path]?.count == SimulatedDisk.mostUnsyncedBytes + piece.count)
    }

    @Test func tooManyOperationsAreWrittenBackByThemselves() throws {
        let disk = SimulatedDisk(name: "cache", image: DiskImage(files: ["/a": []]))
        let mount = try disk.mounted()
        for number in 0...SimulatedDisk.mostUnsyncedOperations {
            try mount.truncate("/a", to: number % 2)
            try mount.rename("/a", to: "/b")
            try mount.rename("/b", to: "/a")
        }
        #expect(disk.unsyncedOperations < SimulatedDisk.mostUnsyncedOperations)
    }

    /// The byte of each sector, which must be one all over.
    private func sectors(of disk: SimulatedDisk) throws -> [UInt8] {
        let bytes = try disk.mounted().read(DiskPromiseTests.path)
        return try stride(from: 0, to: bytes.count, by: 512).map { start in
            let sector = bytes[start..<start + 512]
            let first = try #require(sector.first)
            #expect(sector.allSatisfy { $0 == first })
            return first
        }
    }
}
