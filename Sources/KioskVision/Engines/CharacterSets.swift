internal import Glibc

/// Says in which character set the bytes of a QR code are, and decodes them.
///
/// ISO/IEC 18004 says ISO 8859-1 unless an ECI says otherwise; bills hold UTF-8, GB 18030 and Shift JIS all the same,
/// and most say nothing. So: what an ECI says; then UTF-8 where the bytes are nothing else; then whichever of the others
/// makes the more ordinary text.
enum CharacterSets {
    enum Name: String {
        case utf8 = "UTF-8"
        case gb18030 = "GB18030"
        case shiftJIS = "CP932"
        case latin1 = "ISO-8859-1"
    }

    /// The text of a code that names no character set.
    static func text(of bytes: [UInt8]) -> String {
        if let text = String(validating: bytes, as: UTF8.self) { return text }
        return text(of: bytes, in: guess(bytes)) ?? latin1(bytes)
    }

    /// Which of the others, for bytes that are no UTF-8.
    static func guess(_ bytes: [UInt8]) -> Name {
        let gb = plausibility(bytes, lead: isGBLead, trail: { (0xA1...0xFE).contains($0) }, common: isCommonGB)
        let sjis = plausibility(
            bytes, lead: isShiftJISLead, trail: isShiftJISTrail, common: isCommonShiftJIS, single: isHalfWidthKatakana)
        let isGB = (gb ?? 0) >= (sjis ?? 0)
        guard max(gb ?? 0, sjis ?? 0) >= 0.5 else {
            // Four-byte characters and rare ones of GB 18030, which no other set explains: most of them have bytes that
            // ISO 8859-1 keeps for control characters.
            let controls = bytes.count { (0x80...0x9F).contains($0) }
            return controls > 0 && text(of: bytes, in: .gb18030) != nil ? .gb18030 : .latin1
        }
        return isGB ? .gb18030 : .shiftJIS
    }

    /// The text of bytes with an AIM identifier before and ECI escapes among them; nil when an ECI is unknown or its
    /// bytes are not of its set.
    ///
    /// Source: AIM ITS/04-001, "Extended Channel Interpretations", part 1: `\` and six digits; `\\` is a backslash.
    static func text(withECI escaped: [UInt8]) -> String? {
        var rest = escaped.dropFirst(3)
        var set: Int?
        var part: [UInt8] = []
        var whole = ""
        func finish() -> Bool {
            defer { part = [] }
            guard !part.isEmpty else { return true }
            guard let text = set.map({ text(of: part, eci: $0) }) ?? text(of: part) else { return false }
            whole += text
            return true
        }
        while let byte = rest.popFirst() {
            guard byte == UInt8(ascii: "\\") else {
                part.append(byte)
                continue
            }
            if rest.first == UInt8(ascii: "\\") {
                rest.removeFirst()
                part.append(byte)
                continue
            }
            guard finish(), let number = Int(String(decoding: rest.prefix(6), as: UTF8.self)), rest.count >= 6 else {
                return nil
            }
            rest = rest.dropFirst(6)
            set = number
        }
        return finish() ? whole : nil
    }

    private static func text(of bytes: [UInt8], eci: Int) -> String? {
        guard let name = names[eci] else { return nil }
        return text(of: bytes, in: name)
    }

    /// The assignments of AIM ITS/04-001, part 3, as far as bills use them, by the names of iconv.
    private static let names: [Int: String] = [
        0: "CP437", 1: "ISO-8859-1", 2: "CP437", 3: "ISO-8859-1", 4: "ISO-8859-2", 5: "ISO-8859-3", 6: "ISO-8859-4",
        7: "ISO-8859-5", 8: "ISO-8859-6", 9: "ISO-8859-7", 10: "ISO-8859-8", 11: "ISO-8859-9", 12: "ISO-8859-10",
        13: "TIS-620", 15: "ISO-8859-13", 16: "ISO-8859-14", 17: "ISO-8859-15", 18: "ISO-8859-16", 20: "CP932",
        21: "CP1250", 22: "CP1251", 23: "CP1252", 24: "CP1256", 25: "UTF-16BE", 26: "UTF-8", 27: "ASCII", 28: "BIG5",
        29: "GB18030", 30: "EUC-KR", 31: "GBK", 32: "GB18030", 33: "UTF-16LE", 34: "UTF-32BE", 35: "UTF-32LE",
        170: "ASCII",
    ]

    static func text(of bytes: [UInt8], in name: Name) -> String? { text(of: bytes, in: name.rawValue) }

    /// By iconv of the C library; nil when the bytes are not of this set.
    private static func text(of bytes: [UInt8], in name: String) -> String? {
        guard let converter = iconv_open("UTF-8", name), converter != iconv_t(bitPattern: -1) else { return nil }
        defer { iconv_close(converter) }
        var input = bytes.map { CChar(bitPattern: $0) }
        // No character of these sets takes more than four bytes of UTF-8, nor fewer than one of its own.
        var output = [CChar](repeating: 0, count: 4 * bytes.count + 4)
        let capacity = output.count
        let left: Int? = input.withUnsafeMutableBufferPointer { input in
            output.withUnsafeMutableBufferPointer { output in
                var source = input.baseAddress
                var sourceLeft = input.count
                var target = output.baseAddress
                var targetLeft = output.count
                let status = iconv(converter, &source, &sourceLeft, &target, &targetLeft)
                return status == Int(bitPattern: UInt.max) || sourceLeft > 0 ? nil : targetLeft
            }
        }
        guard let left else { return nil }
        return String(
            validating: output.prefix(capacity - left).map { UInt8(bitPattern: $0) }, as: UTF8.self)
    }

    private static func latin1(_ bytes: [UInt8]) -> String {
        String(String.UnicodeScalarView(bytes.map { UnicodeScalar($0) }))
    }

    /// Which part of the characters beyond ASCII are common ones; nil where the bytes are not pairs of this set.
    private static func plausibility(
        _ bytes: [UInt8], lead: (UInt8) -> Bool, trail: (UInt8) -> Bool, common: (UInt8, UInt8) -> Bool,
        single: (UInt8) -> Bool = { _ in false }
    ) -> Double? {
        var (pairs, ordinary) = (0, 0)
        var place = 0
        while place < bytes.count {
            let byte = bytes[place]
            guard byte >= 0x80 else {
                place += 1
                continue
            }
            if single(byte) {
                // One alone between letters is a letter of Western Europe.
                let neighbours = [place - 1, place + 1].map { bytes.indices.contains($0) ? bytes[$0] : 0 }
                pairs += 1
                if neighbours.contains(where: { $0 >= 0x80 }) { ordinary += 1 }
                place += 1
                continue
            }
            guard lead(byte), place + 1 < bytes.count, trail(bytes[place + 1]) else { return nil }
            pairs += 1
            if common(byte, bytes[place + 1]) { ordinary += 1 }
            place += 2
        }
        return pairs == 0 ? nil : Double(ordinary) / Double(pairs)
    }

    /// Rows 1 to 9 (signs) and 16 to 87 (characters) of GB 2312, which GB 18030 contains.
    private static func isGBLead(_ byte: UInt8) -> Bool { (0xA1...0xA9).contains(byte) || (0xB0...0xF7).contains(byte) }

    /// Rows 16 to 55 hold the 3,755 characters of everyday use.
    private static func isCommonGB(_ lead: UInt8, _ trail: UInt8) -> Bool { lead <= 0xD7 }

    private static func isShiftJISLead(_ byte: UInt8) -> Bool {
        (0x81...0x9F).contains(byte) || (0xE0...0xFC).contains(byte)
    }

    private static func isShiftJISTrail(_ byte: UInt8) -> Bool {
        (0x40...0x7E).contains(byte) || (0x80...0xFC).contains(byte)
    }

    private static func isHalfWidthKatakana(_ byte: UInt8) -> Bool { (0xA1...0xDF).contains(byte) }

    /// Signs and full-width letters (81, 82), kana (82, 83), and the kanji of level 1 (88 to 97).
    private static func isCommonShiftJIS(_ lead: UInt8, _ trail: UInt8) -> Bool {
        (0x81...0x83).contains(lead) || (0x88...0x97).contains(lead)
    }
}
