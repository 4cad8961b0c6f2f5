import KioskSimulator
import SimulatedDisk
import Synchronization
import Testing

/// A platter in memory.
private final class MemoryStore: DriveStore {
    private let bytes: Mutex<[UInt8]>

    init(size: Int) { bytes = Mutex([UInt8](repeating: 0, count: size)) }

    func read(at offset: Int, count: Int) -> [UInt8] { bytes.withLock { Array($0[offset..<(offset + count)]) } }

    func write(_ new: [UInt8], at offset: Int) {
        bytes.withLock { $0.replaceSubrange(offset..<(offset + new.count), with: new) }
    }
}

/// The drive whose unflushed writes the power cut takes.
@Suite struct CachedDriveTests {
    private static let size = 64 << 10

    private static func sector(_ byte: UInt8, count: Int = 1) -> [UInt8] {
        [UInt8](repeating: byte, count: 512 * count)
    }

    private var drive: CachedDrive<MemoryStore> { CachedDrive(MemoryStore(size: Self.size), size: Self.size) }

    @Test func whatWasWrittenIsReadWhetherItIsFlushedOrNot() throws {
        var drive = drive
        try drive.write(Self.sector(1, count: 4), at: 512)
        try drive.write(Self.sector(2), at: 1_024)
        let expected = Self.sector(0) + Self.sector(1) + Self.sector(2) + Self.sector(1, count: 2)
        #expect(try drive.read(at: 0, count: 5 * 512) == expected)
        try drive.flush()
        #expect(try drive.read(at: 0, count: 5 * 512) == expected)
        #expect(drive.store.read(at: 0, count: 5 * 512) == expected)
    }

    @Test(arguments: [CachedDriveFate.lost, .kept, .torn])
    func whatWasFlushedOutlivesEveryCut(_ fate: CachedDriveFate) throws {
        for seed in 0..<50 {
            var (drive, dice) = (drive, SplitMix64(seed: UInt64(seed)))
            try drive.write(Self.sector(1, count: 2), at: 0)
            try drive.flush()
            try drive.write(Self.sector(9), at: 4_096)
            _ = try drive.cutPower(fate, &dice)
            #expect(try drive.read(at: 0, count: 1_024) == Self.sector(1, count: 2))
        }
    }

    @Test func aCutLosesKeepsOrTearsWhatWasNotFlushed() throws {
        var dice = SplitMix64(seed: 1)
        var lost = drive
        try lost.write(Self.sector(1), at: 0)
        #expect(try lost.cutPower(.lost, &dice) == 1)
        #expect(try lost.read(at: 0, count: 512) == Self.sector(0))
        var kept = drive
        try kept.write(Self.sector(1), at: 0)
        #expect(try kept.cutPower(.kept, &dice) == 0)
        #expect(try kept.read(at: 0, count: 512) == Self.sector(1))
    }

    /// Each sector is the old or the new one; over many cuts every mixture of two requests is seen.
    @Test func aTornCutReordersRequestsAndNeverSplitsASector() throws {
        var seen: Set<[UInt8]> = []
        for seed in 0..<200 {
            var (drive, dice) = (drive, SplitMix64(seed: UInt64(seed)))
            try drive.write(Self.sector(1), at: 0)
            try drive.write(Self.sector(2, count: 2), at: 512)
            _ = try drive.cutPower(.torn, &dice)
            let bytes = try drive.read(at: 0, count: 3 * 512)
            let sectors = (0..<3).map { Set(bytes[($0 * 512)..<($0 * 512 + 512)]) }
            #expect(sectors.allSatisfy { $0.count == 1 })
            seen.insert(sectors.compactMap(\.first))
        }
        // The later request without the earlier one, and half of it.
        #expect(seen.isSuperset(of: [[0, 0, 0], [1, 0, 0], [0, 2, 2], [1, 2, 2], [1, 2, 0]]))
    }

    @Test func aFullCacheWritesItsOldestRequestByItself() throws {
        let size = CachedDrive<MemoryStore>.mostCachedBytes + (1 << 20)
        var drive = CachedDrive(MemoryStore(size: size), size: size)
        let piece = 1 << 20
        for place in 0..<9 { try drive.write([UInt8](repeating: 7, count: piece), at: place * piece) }
        var dice = SplitMix64(seed: 1)
        #expect(try drive.cutPower(.lost, &dice) == 8)
        #expect(try drive.read(at: 0, count: 512) == Self.sector(7))
        #expect(try drive.read(at: piece, count: 512) == Self.sector(0))
    }
}

/// NBD as `doc/proto.md` of the NBD project describes it; the bytes here are written down from there.
@Suite struct NetworkBlockConversationTests {
    private static let size = 1 << 20

    private var drive: CachedDrive<MemoryStore> { CachedDrive(MemoryStore(size: Self.size), size: Self.size) }

    private static let clientFlags: [UInt8] = [0, 0, 0, 3]
    private static let optionMagic = Array("IHAVEOPT".utf8)
    /// NBD_OPT_GO for the export without a name.
    private static let go: [UInt8] = optionMagic + [0, 0, 0, 7, 0, 0, 0, 6, 0, 0, 0, 0, 0, 0]

    private static func request(_ command: UInt8, at offset: Int, count: Int, _ data: [UInt8] = []) -> [UInt8] {
        let words = [offset, count]
        return [0x25, 0x60, 0x95, 0x13, 0, 0, 0, command, 1, 2, 3, 4, 5, 6, 7, 8, 0, 0, 0, 0]
            + words.flatMap { word in (0..<4).map { UInt8(truncatingIfNeeded: word >> (24 - 8 * $0)) } } + data
    }

    private static func answer(_ failure: UInt8 = 0, _ data: [UInt8] = []) -> [UInt8] {
        [0x67, 0x44, 0x66, 0x98, 0, 0, 0, failure, 1, 2, 3, 4, 5, 6, 7, 8] + data
    }

    private static let agreed: [UInt8] = {
        let head: [UInt8] = [0, 3, 0xE8, 0x89, 0x04, 0x55, 0x65, 0xA9, 0, 0, 0, 7]
        // NBD_REP_INFO with NBD_INFO_EXPORT: 1 MiB, HAS_FLAGS and SEND_FLUSH; then NBD_REP_ACK.
        return head + [0, 0, 0, 3, 0, 0, 0, 12, 0, 0, 0, 0, 0, 0, 0, 0x10, 0, 0, 0, 5] + head + [
            0, 0, 0, 1, 0, 0, 0, 0,
        ]
    }()

    @Test func theServerGreetsInTheFixedNewstyle() {
        #expect(NetworkBlockConversation.greeting == Array("NBDMAGICIHAVEOPT".utf8) + [0, 3])
    }

    /// A socket cuts anywhere.
    @Test(arguments: [1, 7, 28, 1_000])
    func aClientAgreesWritesFlushesAndReadsWhereverTheBytesAreCut(_ piece: Int) {
        let data = [UInt8](repeating: 0xA5, count: 1_024)
        let bytes =
            Self.clientFlags + Self.go + Self.request(1, at: 512, count: 1_024, data)
            + Self.request(3, at: 0, count: 0) + Self.request(0, at: 512, count: 1_024)
        var (conversation, drive) = (NetworkBlockConversation(), drive)
        var out: [UInt8] = []
        for start in stride(from: 0, to: bytes.count, by: piece) {
            out += conversation.received(Array(bytes[start..<min(start + piece, bytes.count)]), &drive)
        }
        #expect(out == Self.agreed + Self.answer() + Self.answer() + Self.answer(0, data))
        #expect(drive.flushes == 1)
    }

    @Test func anUnknownOptionIsRefusedAndTheNextOneHeard() {
        var (conversation, drive) = (NetworkBlockConversation(), drive)
        let structuredReplies = Self.optionMagic + [0, 0, 0, 8, 0, 0, 0, 0]
        let refusal: [UInt8] = [
            0, 3, 0xE8, 0x89, 0x04, 0x55, 0x65, 0xA9, 0, 0, 0, 8, 0x80, 0, 0, 1, 0, 0, 0, 0,
        ]
        #expect(
            conversation.received(Self.clientFlags + structuredReplies + Self.go, &drive) == refusal + Self.agreed)
    }

    @Test(arguments: [(Self.size, 512), (Self.size - 512, 1_024), (100, 512), (0, 100)])
    func aRequestBesideTheDriveIsInvalid(_ offset: Int, _ count: Int) {
        var (conversation, drive) = (NetworkBlockConversation(), drive)
        _ = conversation.received(Self.clientFlags + Self.go, &drive)
        // EINVAL.
        #expect(conversation.received(Self.request(0, at: offset, count: count), &drive) == Self.answer(22))
        #expect(conversation.received(Self.request(0, at: 0, count: 512), &drive).count == 16 + 512)
    }

    @Test func whoSpeaksSomethingElseIsNotListenedTo() {
        var (conversation, drive) = (NetworkBlockConversation(), drive)
        #expect(conversation.received(Array("GET / HTTP/1.1\r\nHost: kiosk\r\n\r\n".utf8), &drive).isEmpty)
        #expect(conversation.hasEnded)
    }
}
