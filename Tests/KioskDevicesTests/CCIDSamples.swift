import KioskCore
import KioskDevices

/// Bytes as people write them down.
func octets(_ text: String) -> [UInt8] { text.split(separator: " ").compactMap { UInt8($0, radix: 16) } }

/// Class descriptors as real readers give them.
enum CCIDSample {
    /// QEMU's `usb-ccid` (hw/usb/dev-smartcard-reader.c, as built in Debian 12).
    static let qemu = octets(
        "36 21 10 01 00 07 01 00 00 00 A0 0F 00 00 00 00 01 00 00 80 25 00 00 00 C2 01 00 00 FE 00 00 00 "
            + "00 00 00 00 00 00 00 00 FE 04 01 00 12 00 01 00 FF FF 00 00 01 01")
    /// ACS ACR39U, from the figures of libccid's `readers/ACS_ACR39U_ICC_Reader.txt`.
    static let acr39u = descriptor(
        clock: 4_800, maximumRate: 826_000, blockSize: 247, features: 0x0001_00B2, maximumMessage: 271)
    /// A reader that leaves everything to the driver, as `readers/ACS_ACR38_plugin.txt` shows one.
    static let manual = descriptor(
        clock: 4_000, maximumRate: 344_100, blockSize: 254, features: 0x0001_0030, maximumMessage: 271)

    static func descriptor(
        clock: UInt32 = 4_000, maximumRate: UInt32 = 344_100, blockSize: UInt32 = 254, features: UInt32,
        maximumMessage: UInt32 = 271, slots: UInt8 = 1, protocols: UInt32 = 3
    ) -> [UInt8] {
        func four(_ number: UInt32) -> [UInt8] { (0..<4).map { UInt8(truncatingIfNeeded: number >> (8 * $0)) } }
        let head = [54, 0x21, 0x10, 0x01, slots - 1, 0x07] + four(protocols) + four(clock) + four(clock) + [0]
        let middle = four(12_903) + four(maximumRate) + [0] + four(blockSize) + four(0) + four(0)
        return head + middle + four(features) + four(maximumMessage) + [0xFF, 0xFF, 0, 0, 0, 1]
    }

    static func parsed(_ bytes: [UInt8]) throws -> CCIDClassDescriptor { try CCIDClassDescriptor(parsing: bytes) }

    static let start = KioskInstant(sinceBoot: .seconds(60), wall: WallTime(milliseconds: 1_763_700_000_000))
}

/// Numbers that look random and are the same every time.
struct RepeatableNoise: RandomNumberGenerator {
    var state: UInt64
    mutating func next() -> UInt64 {
        state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
        return state ^ state >> 29
    }

    mutating func bytes(_ count: Int) -> [UInt8] { (0..<count).map { _ in UInt8.random(in: 0...255, using: &self) } }
}
