import KioskCore

/// A running sum over everything that happened: two runs that print the same one were the same, event by event.
///
/// FNV-1a, 128 bits (Fowler, Noll, Vo; offset basis and prime as in RFC 9923). It takes in the time and kind of each
/// event and action, how many bytes each device's line has carried, every byte the hub answered, and the disks' own
/// running sums, which cover each byte of journal and books. No proof against somebody who means harm.
package struct EventDigest: Hashable, Sendable {
    private var value: UInt128 = 0x6C62_272E_07BB_0142_62B8_2175_6295_C58D
    private static let prime: UInt128 = 0x0000_0000_0100_0000_0000_0000_0000_013B

    package init() {}

    mutating func add(_ number: UInt64) {
        // A word at a time: sixteen hexadecimal digits of input make the same difference as eight bytes would.
        value = (value ^ UInt128(number)) &* EventDigest.prime
    }

    mutating func add(_ event: KioskEvent, at now: KioskInstant) {
        add(UInt64(bitPattern: now.sinceBoot.wholeMilliseconds))
        add(UInt64(bitPattern: now.wall.milliseconds))
        add(event.kind)
    }

    mutating func add(_ action: KioskAction) { add(action.kind) }

    mutating func add(_ text: String) { for byte in text.utf8 { add(UInt64(byte)) } }
    mutating func add(_ bytes: [UInt8]) { for byte in bytes { add(UInt64(byte)) } }

    mutating func add(lines first: Int, _ second: Int, _ third: Int, _ fourth: Int) {
        add(UInt64(first) << 32 ^ UInt64(second))
        add(UInt64(third) << 32 ^ UInt64(fourth))
    }

    mutating func add(_ kioskDisk: UInt64, _ hubDisk: UInt64) {
        add(kioskDisk)
        add(hubDisk)
    }

    /// 32 hexadecimal digits.
    package var text: String {
        let digits = String(value, radix: 16)
        return String(repeating: "0", count: 32 - digits.count) + digits
    }
}
