/// Cyclic redundancy checks of 16 bits, as device protocols use them.
package enum CRC16 {
    /// The polynomial x¹⁶ + x¹² + x⁵ + 1 reflected (0x8408), starting from zero; also known as CRC-16/KERMIT.
    /// CCNET, ID-003 and the serial framing of ZVT send it, low byte first.
    package static func kermit(_ bytes: some Sequence<UInt8>) -> UInt16 {
        bytes.reduce(0) { crc, byte in crc >> 8 ^ kermitTable[Int(crc & 0xFF ^ UInt16(byte))] }
    }

    /// What one byte does to a check of zero.
    private static let kermitTable: [UInt16] = (0..<256).map { byte in
        (0..<8).reduce(UInt16(byte)) { crc, _ in crc & 1 == 1 ? crc >> 1 ^ 0x8408 : crc >> 1 }
    }

    /// The check of `bytes` as it goes over the line: low byte, high byte.
    package static func kermitBytes(_ bytes: some Sequence<UInt8>) -> [UInt8] {
        let crc = kermit(bytes)
        return [UInt8(crc & 0xFF), UInt8(crc >> 8)]
    }
}
