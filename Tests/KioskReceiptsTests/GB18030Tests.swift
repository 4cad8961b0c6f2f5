import KioskReceipts
import Testing

struct GB18030Tests {
    /// GB 18030: the first and last codes of its ranges, and characters any table of GB 2312 shows.
    static let vectors: [(String, [UInt8])] = [
        ("A", [0x41]), ("中", [0xD6, 0xD0]), ("文", [0xCE, 0xC4]), ("啊", [0xB0, 0xA1]), ("￥", [0xA3, 0xA4]),
        ("×", [0xA1, 0xC1]), ("€", [0xA2, 0xE3]), ("丂", [0x81, 0x40]),
        ("\u{80}", [0x81, 0x30, 0x81, 0x30]), ("¥", [0x81, 0x30, 0x84, 0x36]),
        ("\u{10000}", [0x90, 0x30, 0x81, 0x30]), ("😀", [0x94, 0x39, 0xFC, 0x36]),
        ("\u{10FFFF}", [0xE3, 0x32, 0x9A, 0x35]),
    ]

    @Test(arguments: vectors)
    func knownCodesAreUsedBothWays(_ text: String, _ code: [UInt8]) {
        #expect(GB18030.encode(text) == code)
        #expect(GB18030.decode(code) == text)
    }

    @Test func aWholeSentenceKeepsItsOrder() {
        #expect(GB18030.encode("中A文") == [0xD6, 0xD0, 0x41, 0xCE, 0xC4])
        #expect(GB18030.encode("")?.isEmpty == true)
    }

    @Test func halfACharacterIsNoText() {
        #expect(GB18030.decode([0xD6]) == nil)
        #expect(GB18030.decode([0x81, 0x30, 0x81]) == nil)
        #expect(GB18030.decode([0xFF, 0xFF]) == nil)
    }

    @Test func fourByteCodesAreFound() {
        #expect(GB18030.needsFourBytes(GB18030.encode("中😀") ?? []))
        #expect(!GB18030.needsFourBytes(GB18030.encode("中0文1A") ?? []))
        #expect(!GB18030.needsFourBytes([0xD6]))
    }

    @Test func codesNeverLookLikeCommands() throws {
        for scalar in (0x80...0xFFFF).lazy.compactMap(Unicode.Scalar.init) {
            guard let code = GB18030.encode(String(Character(scalar))) else { continue }
            #expect(code.allSatisfy { $0 >= 0x30 }, "U+\(String(scalar.value, radix: 16))")
        }
    }

    @Test func aTextPastTheBoundIsRefused() {
        #expect(GB18030.encode(String(repeating: "a", count: GB18030.longestText + 1)) == nil)
    }
}
