/// The two alphabets of RFC 4648: section 4 with padding, for notes and keys; section 5 without, for addresses.
///
/// Reading is strict: no white space, no missing padding, and the bits that are left over must be zero (section
/// 3.5). So there is one text for each sequence of bytes, and what was read can be written again byte for byte.
enum Base64 {
    case standard
    case url

    func encoded(_ bytes: [UInt8]) -> String {
        let alphabet = self == .standard ? Base64.standardAlphabet : Base64.urlAlphabet
        var text: [UInt8] = []
        text.reserveCapacity((bytes.count + 2) / 3 * 4)
        var pending: UInt32 = 0
        var bits = 0
        for byte in bytes {
            pending = pending << 8 | UInt32(byte)
            bits += 8
            while bits >= 6 {
                bits -= 6
                text.append(alphabet[Int(pending >> UInt32(bits) & 0x3F)])
            }
            pending &= 0x3F
        }
        if bits > 0 { text.append(alphabet[Int(pending << UInt32(6 - bits) & 0x3F)]) }
        if self == .standard {
            while text.count % 4 != 0 { text.append(Base64.padding) }
        }
        return String(decoding: text, as: UTF8.self)
    }

    /// The bytes of the text, or nothing where the text is not exactly what `encoded` writes.
    func decoded(_ text: some Collection<UInt8>) -> [UInt8]? {
        var digits = Array(text)
        switch self {
        case .standard:
            guard digits.count % 4 == 0 else { return nil }
            for _ in 0..<2 where digits.last == Base64.padding { digits.removeLast() }
        case .url:
            break
        }
        guard digits.count % 4 != 1 else { return nil }
        var bytes: [UInt8] = []
        bytes.reserveCapacity(digits.count * 3 / 4)
        var pending: UInt32 = 0
        var bits = 0
        for digit in digits {
            guard let value = value(of: digit) else { return nil }
            pending = pending << 6 | UInt32(value)
            bits += 6
            if bits >= 8 {
                bits -= 8
                bytes.append(UInt8(truncatingIfNeeded: pending >> UInt32(bits)))
                pending &= 0xFF
            }
        }
        let leftover = pending & (1 << UInt32(bits) - 1)
        return leftover == 0 ? bytes : nil
    }

    /// Whether every character is one of the alphabet.
    func hasOnlyDigits(_ text: some Collection<UInt8>) -> Bool { text.allSatisfy { value(of: $0) != nil } }

    private func value(of digit: UInt8) -> UInt8? {
        switch (self, digit) {
        case (_, UInt8(ascii: "A")...UInt8(ascii: "Z")): digit - UInt8(ascii: "A")
        case (_, UInt8(ascii: "a")...UInt8(ascii: "z")): digit - UInt8(ascii: "a") + 26
        case (_, UInt8(ascii: "0")...UInt8(ascii: "9")): digit - UInt8(ascii: "0") + 52
        case (.standard, UInt8(ascii: "+")), (.url, UInt8(ascii: "-")): 62
        case (.standard, UInt8(ascii: "/")), (.url, UInt8(ascii: "_")): 63
        case (.standard, _), (.url, _): nil
        }
    }

    private static let padding = UInt8(ascii: "=")
    private static let common = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789"
    private static let standardAlphabet = Array((common + "+/").utf8)
    private static let urlAlphabet = Array((common + "-_").utf8)
}
