import Glibc

/// Text to GB18030 and back, by the C library's iconv. All of Unicode has a code: two bytes or four, or one for
/// ASCII.
///
/// No byte of a code but ASCII's own is below 0x30, so encoded text never holds a printer's command. The tables
/// are those of glibc, which follow GB 18030-2005.
package enum GB18030 {
    /// The longest text converted at once, in bytes of either encoding.
    package static let longestText = 100_000

    /// Nil when the text is longer than `longestText` or the C library has no GB18030.
    package static func encode(_ text: String) -> [UInt8]? {
        // Four bytes at most for a character of at least one byte of UTF-8.
        convert(Array(text.utf8), from: "UTF-8", to: "GB18030", growth: 4)
    }

    /// Nil when the bytes are no GB18030 or are cut within a character.
    package static func decode(_ bytes: [UInt8]) -> String? {
        convert(bytes, from: "GB18030", to: "UTF-8", growth: 3).map { String(decoding: $0, as: UTF8.self) }
    }

    /// Whether the text holds a character whose code has four bytes: in those the second byte is a digit.
    package static func needsFourBytes(_ encoded: [UInt8]) -> Bool {
        var index = 0
        while index < encoded.count {
            if encoded[index] < 0x80 {
                index += 1
            } else if index + 1 < encoded.count, (0x30...0x39).contains(encoded[index + 1]) {
                return true
            } else {
                index += 2
            }
        }
        return false
    }

    private static func convert(_ input: [UInt8], from: String, to: String, growth: Int) -> [UInt8]? {
        guard !input.isEmpty else { return [] }
        guard input.count <= longestText, let converter = iconv_open(to, from),
            Int(bitPattern: converter) != -1
        else { return nil }
        defer { iconv_close(converter) }
        var source = input
        return source.withUnsafeMutableBytes { source -> [UInt8]? in
            var reading: UnsafeMutablePointer<CChar>? = source.baseAddress?.assumingMemoryBound(to: CChar.self)
            var unread = source.count
            var isComplete = false
            let capacity = input.count * growth
            let output = [UInt8](unsafeUninitializedCapacity: capacity) { buffer, count in
                let base = UnsafeMutableRawPointer(buffer.baseAddress)
                var writing: UnsafeMutablePointer<CChar>? = base?.assumingMemoryBound(to: CChar.self)
                var free = capacity
                isComplete = iconv(converter, &reading, &unread, &writing, &free) != -1 && unread == 0
                count = capacity - free
            }
            return isComplete ? output : nil
        }
    }
}
