import CSQLite

/// The shared memory of a WAL database, on the heap: its regions, and its eight locks.
///
/// On Linux this is the `-shm` file, which nobody syncs and the first connection of a start rebuilds from the WAL
/// ("WAL-mode File Format", section 2), so it never has to outlive the machine.
final class WALIndex {
    static let locks = Int(SQLITE_SHM_NLOCK)
    /// A region of 32 KiB covers 4,096 frames: enough for a WAL of 16 GiB.
    static let mostRegions = 1_024

    /// What one connection holds.
    struct Holdings {
        var shared: UInt8 = 0
        var exclusive: UInt8 = 0
    }

    private var regions: [UnsafeMutableRawBufferPointer] = []
    /// How many hold each lock together; -1 when one has it alone.
    private var holders = [Int](repeating: 0, count: WALIndex.locks)

    deinit {
        // SQLite has given its pointers back: a connection unmaps before it closes, and each open file keeps this.
        for region in regions { region.deallocate() }
    }

    /// The region, zeros at first; nil when there is none yet and none is to be made, or no more may be.
    func region(_ number: Int, size: Int, extend: Bool) -> UnsafeMutableRawPointer? {
        guard number >= 0, number < WALIndex.mostRegions, size > 0 else { return nil }
        while extend, regions.count <= number {
            let region = UnsafeMutableRawBufferPointer.allocate(byteCount: size, alignment: 16)
            region.initializeMemory(as: UInt8.self, repeating: 0)
            regions.append(region)
        }
        guard number < regions.count, regions[number].count == size else { return nil }
        return regions[number].baseAddress
    }

    func lock(_ range: Range<Int>, exclusively: Bool, by mine: inout Holdings) -> Bool {
        guard range.lowerBound >= 0, range.upperBound <= WALIndex.locks else { return false }
        let mask = WALIndex.mask(range)
        if exclusively {
            if mine.exclusive & mask == mask { return true }
            guard range.allSatisfy({ holders[$0] == 0 }) else { return false }
            for slot in range { holders[slot] = -1 }
            mine.exclusive |= mask
        } else {
            if mine.shared & mask == mask { return true }
            guard range.allSatisfy({ holders[$0] >= 0 }) else { return false }
            for slot in range { holders[slot] += 1 }
            mine.shared |= mask
        }
        return true
    }

    func unlock(_ range: Range<Int>, by mine: inout Holdings) {
        for slot in range where (0..<WALIndex.locks).contains(slot) {
            let mask = WALIndex.mask(slot..<slot + 1)
            if mine.exclusive & mask != 0 { holders[slot] = 0 }
            if mine.shared & mask != 0 { holders[slot] -= 1 }
            mine.exclusive &= ~mask
            mine.shared &= ~mask
        }
    }

    private static func mask(_ range: Range<Int>) -> UInt8 {
        range.reduce(0) { $0 | UInt8(1) << UInt8($1) }
    }
}
