/// A running sum over the journal: each entry's covers the entry and the sum before it.
///
/// FNV-1a, 64 bits (Fowler, Noll, Vo; offset basis and prime as in RFC 9923). It finds a flipped bit, a lost or
/// exchanged row and a grown tail of another journal. It is no proof against somebody who means harm and can
/// compute it too.
struct JournalChain: Hashable, Sendable {
    private(set) var value: UInt64 = 0xCBF2_9CE4_8422_2325

    init() {}

    /// The sum as a row keeps it: the same 64 bits, signed.
    init(stored: Int64) { value = UInt64(bitPattern: stored) }
    var stored: Int64 { Int64(bitPattern: value) }

    mutating func add(_ text: String) {
        var text = text
        text.withUTF8 { bytes in
            for byte in bytes { mix(byte) }
        }
        // A byte that UTF-8 never has, so that fields cannot run into each other.
        mix(0xFF)
    }

    mutating func add(_ number: Int64) {
        withUnsafeBytes(of: number.littleEndian) { bytes in
            for byte in bytes { mix(byte) }
        }
    }

    private mutating func mix(_ byte: UInt8) {
        value = (value ^ UInt64(byte)) &* 0x0000_0100_0000_01B3
    }

    /// Sixteen hexadecimal digits.
    var text: String {
        let digits = String(value, radix: 16)
        return String(repeating: "0", count: 16 - digits.count) + digits
    }
}
