/// Text that a device says of itself, made safe to log, to show and to compare.
package enum PrintableText {
    /// The longest text that is kept of a device.
    package static let limit = 64

    /// Printable ASCII alone, each run of anything else one blank, without blanks at either end, at most `limit`
    /// characters. Nil when nothing is left.
    package static func of(_ bytes: some Sequence<UInt8>) -> String? {
        var kept: [UInt8] = []
        for byte in bytes where kept.count < limit {
            if (0x21...0x7E).contains(byte) {
                kept.append(byte)
            } else if let last = kept.last, last != 0x20 {
                kept.append(0x20)
            }
        }
        if kept.last == 0x20 { kept.removeLast() }
        return kept.isEmpty ? nil : String(decoding: kept, as: UTF8.self)
    }
}
