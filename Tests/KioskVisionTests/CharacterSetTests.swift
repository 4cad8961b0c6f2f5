import Testing

@testable import KioskVision

/// Bytes as Python's codecs encode these texts, which share nothing with the C library's iconv.
@Suite struct CharacterSetTests {
    @Test(arguments: [
        ([0x5A, 0xC3, 0xBC, 0x72, 0x69, 0x63, 0x68], "Zürich"),
        ([0x5A, 0xFC, 0x72, 0x69, 0x63, 0x68], "Zürich"),
        ([0x47, 0x72, 0xF6, 0xDF, 0x65], "Größe"),
        ([0x63, 0x61, 0x66, 0xE9], "café"),
        ([0xB5, 0xE7, 0xB7, 0xD1], "电费"),
        ([0xBA, 0xBC, 0xD6, 0xDD, 0x20, 0x31, 0x38, 0x36, 0x2E, 0x34, 0x30], "杭州 186.40"),
        ([0x93, 0x64, 0x8B, 0x43, 0x97, 0xBF, 0x8B, 0xE0], "電気料金"),
        ([0x83, 0x4B, 0x83, 0x58, 0x91, 0xE3], "ガス代"),
        ([0xB6, 0xDE, 0xBD], "ｶﾞｽ"),
        ([0x31, 0x32, 0x33], "123"),
    ])
    func bytesThatNameNoCharacterSetAreReadAsTheMostOrdinaryText(bytes: [UInt8], text: String) {
        #expect(CharacterSets.text(of: bytes) == text)
    }

    @Test(
        arguments: [
            ("]Q2\\000026", [0xE6, 0x9D, 0xAD], "杭"), ("]Q2\\000029", [0xBA, 0xBC], "杭"),
            ("]Q2\\000032", [0xBA, 0xBC], "杭"),
            ("]Q2\\000020", [0x93, 0x64], "電"), ("]Q2\\000003", [0xFC], "ü"), ("]Q2\\000007", [0xB6], "Ж"),
        ] as [(String, [UInt8], String)])
    func anECISaysWhichCharacterSetItIs(begin: String, bytes: [UInt8], text: String) {
        #expect(CharacterSets.text(withECI: Array(begin.utf8) + bytes) == text)
    }

    @Test func aBackslashIsDoubledBesideAnECI() {
        #expect(CharacterSets.text(withECI: Array("]Q2\\000026a\\\\b".utf8)) == "a\\b")
    }

    @Test func severalECIsFollowEachOther() {
        let bytes: [UInt8] = Array("]Q2\\000003".utf8) + [0xFC] + Array("\\000029".utf8) + [0xBA, 0xBC]
        #expect(CharacterSets.text(withECI: bytes) == "ü杭")
    }

    @Test(arguments: ["]Q2\\0000", "]Q2\\00002x", "]Q2\\000999a"])
    func anECIThatIsNoneIsNotGuessed(text: String) {
        #expect(CharacterSets.text(withECI: Array(text.utf8)) == nil)
    }

    @Test func bytesOfNoCharacterSetStillMakeAText() {
        #expect(CharacterSets.text(of: [0xFF, 0x00, 0x80]).isEmpty == false)
    }
}
