/// A running sum over all that was done to a disk, by which two runs are compared after every event.
///
/// It takes in each change with its bytes, each failure, each decision of a power cut and each flipped bit, so equal
/// sums mean equal contents. It leaves out where SQLite puts random numbers of its own: salts and checksums in the
/// headers of a WAL ("WAL-mode File Format", sections 1.1 and 1.2), nonce and checksums in a rollback journal
/// ("Database File Format", section 3). All connections of a process draw those from one generator, so a test that
/// runs beside others cannot repeat them; and nothing ever depends on their value.
///
/// Four lanes of multiply and rotate, for speed. No proof against somebody who means harm.
struct DiskHistory: Hashable, Sendable {
    private var lanes: SIMD4<UInt64> = [
        0x9E37_79B9_7F4A_7C15, 0xBF58_476D_1CE4_E5B9, 0x94D0_49BB_1331_11EB, 0xD6E8_FEB8_6659_FD93,
    ]

    private static let factor: UInt64 = 0x2127_599B_F432_5C37

    private static let journalMagic: [UInt8] = [0xD9, 0xD5, 0x05, 0xF9, 0x20, 0xA1, 0x63, 0xD7]

    enum Event: UInt64 {
        case create = 1
        case write, truncate, sync, syncFolder, delete, rename
        case failure, syncLost, writeBack, death, boot, powerCut, shutdown, flippedBit
    }

    /// Where SQLite may put random numbers into what it writes.
    enum Nature {
        case plain
        case wal
        case rollbackJournal
    }

    /// The sum so far.
    var value: UInt64 {
        var sum = DiskHistory()
        sum.add(lanes[0])
        sum.add(lanes[1])
        sum.add(lanes[2])
        sum.add(lanes[3])
        return sum.lanes[0] ^ (sum.lanes[0] >> 29)
    }

    mutating func add(_ event: Event, _ numbers: UInt64...) {
        add(event.rawValue)
        for number in numbers { add(number) }
    }

    mutating func add(_ text: String) {
        for byte in text.utf8 { add(UInt64(byte)) }
        // A byte that UTF-8 never has, so that two texts cannot run into each other.
        add(0xFF)
    }

    mutating func add(_ bytes: UnsafeRawBufferPointer, at offset: Int, of nature: Nature) {
        switch nature {
        case .plain: add(bytes)
        case .wal:
            if offset == 0, bytes.count == 32 {
                add(UnsafeRawBufferPointer(rebasing: bytes[..<16]))
            } else if bytes.count == 24 {
                add(UnsafeRawBufferPointer(rebasing: bytes[..<8]))
            } else {
                add(bytes)
            }
        case .rollbackJournal:
            if bytes.count == 4 { return }
            // A header begins with zeros until its sync, and with the magic number from then on.
            let begin = bytes.prefix(DiskHistory.journalMagic.count)
            if bytes.count > 28, begin.elementsEqual(DiskHistory.journalMagic) || begin.allSatisfy({ $0 == 0 }) {
                add(UnsafeRawBufferPointer(rebasing: bytes[..<12]))
                add(UnsafeRawBufferPointer(rebasing: bytes[16...]))
            } else {
                add(bytes)
            }
        }
    }

    mutating func add(_ bytes: UnsafeRawBufferPointer) {
        var (a, b, c, d) = (lanes[0], lanes[1], lanes[2], lanes[3])
        var at = 0
        while at + 32 <= bytes.count {
            a = DiskHistory.mixed(a, bytes.loadUnaligned(fromByteOffset: at, as: UInt64.self))
            b = DiskHistory.mixed(b, bytes.loadUnaligned(fromByteOffset: at + 8, as: UInt64.self))
            c = DiskHistory.mixed(c, bytes.loadUnaligned(fromByteOffset: at + 16, as: UInt64.self))
            d = DiskHistory.mixed(d, bytes.loadUnaligned(fromByteOffset: at + 24, as: UInt64.self))
            at += 32
        }
        lanes = [a, b, c, d]
        for byte in bytes[at...] { add(UInt64(byte)) }
        add(UInt64(bytes.count))
    }

    private mutating func add(_ number: UInt64) { lanes[0] = DiskHistory.mixed(lanes[0], number) }

    private static func mixed(_ lane: UInt64, _ number: UInt64) -> UInt64 {
        let sum = (lane ^ number.littleEndian) &* factor
        return sum << 31 | sum >> 33
    }
}
