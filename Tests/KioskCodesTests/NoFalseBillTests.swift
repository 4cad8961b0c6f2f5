import KioskCodes
import KioskCore
import Testing

/// What people lay on a scanner that is no bill: it never becomes one, and never holds the kiosk up.
@Suite struct NoFalseBillTests {
    private func isABill(_ bytes: [UInt8], aim: String? = nil) -> Bool {
        do throws(CodeFault) {
            return try CodeParser.parse(ScannedCode(bytes: bytes, aim: aim)).demand != nil
        } catch {
            return false
        }
    }

    /// EAN-13, UPC-A as EAN-13, EAN-8, ISBN, ITF-14, and GS1 DataBar as groceries, books and cases have them.
    static let groceries = [
        "4006381333931", "5901234123457", "0012345678905", "96385074", "9783161484100", "6901234567892",
        "15400141288763", "(01)09501101530003(17)261231(10)ABC123", "(01)90614141000015(3202)000150",
        "(02)09501101530003(37)24", "(00)195012345678900008", "https://id.gs1.org/01/09506000134352/10/ABC",
        "WIFI:T:WPA;S:net;P:secret;;", "BEGIN:VCARD\nVERSION:3.0\nEND:VCARD", "tel:95598", "bitcoin:1A1zP1",
        "0109501101530003", "01095011015300031726123110ABC123", "8110106141416543213150110120", "M1DOE/JOHN EABC123",
    ]

    @Test(arguments: groceries)
    func whatStandsOnGroceriesIsNoBill(text: String) {
        for aim in [nil, "]C1", "]E0", "]E4", "]Q1", "]Q3", "]e0", "]d2", "]I0", "]C0", "]A0"] {
            #expect(!isABill(Array(text.utf8), aim: aim), "\(aim ?? "none")")
        }
    }

    /// Every article number with a right check digit is as good as any other: some thousands of them.
    @Test func noArticleNumberIsABill() {
        var generator = SeededGenerator(seed: 13)
        for round in 0..<4_000 {
            let length = [7, 11, 12, 13][round % 4]
            let head = (0..<length).map { _ in String(Int.random(in: 0...9, using: &generator)) }.joined()
            let text = head + (CheckRule.weighted31.checkDigits(for: head) ?? "")
            #expect(!isABill(Array(text.utf8)), "\(text)")
            #expect(!isABill(Array(("01" + String(repeating: "0", count: 13 - length) + text).utf8), aim: "]C1"))
        }
    }

    @Test func randomTextOfEveryLengthIsNoBill() {
        var generator = SeededGenerator(seed: 2_026)
        let alphabets: [[UInt8]] = [
            Array(0...255), Array(0x20...0x7E), Array("ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-. $/+%".utf8),
            Array("0123456789()\u{1D}".utf8), Array("SPCBDEUR0123456789\n|".utf8),
        ]
        for round in 0..<6_000 {
            let alphabet = alphabets[round % alphabets.count]
            let bytes = (0..<round / 10).map { _ in alphabet.randomElement(using: &generator) ?? 0 }
            #expect(!isABill(bytes), "\(String(decoding: bytes, as: UTF8.self))")
        }
    }

    @Test(arguments: [
        "SPC\n", "SPC\n0200\n1\n", "BCD\n002\n1\nSCT\n", "PAGOPA|002|", "000201", "(415)", "(8020)", "]C1", "91",
    ])
    func randomTextBehindABeginningIsNoBill(beginning: String) {
        var generator = SeededGenerator(seed: 7)
        for round in 0..<600 {
            let tail = (0..<round % 300).map { _ in UInt8.random(in: 0x0A...0x7E, using: &generator) }
            #expect(!isABill(Array(beginning.utf8) + tail))
        }
    }

    // MARK: Bad input

    static let badBytes: [([UInt8], Fault)] = [
        ([], Fault(.length, 0)), ([0xFF], Fault(.encoding, 0)), ([0x61, 0x62, 0xC3], Fault(.encoding, 2)),
        ([0xC3, 0xA9, 0x80], Fault(.encoding, 1)), ([0xED, 0xA0, 0x80], Fault(.encoding, 0)),
        ([0xC0, 0x80], Fault(.encoding, 0)), (Array("x\u{FFFD}".utf8), Fault(.encoding, 1)),
        (Array("a\u{0}b".utf8), Fault(.character, 1)), (Array("8386\n".utf8), Fault(.character, 4)),
        (Array("a\u{1B}[2J".utf8), Fault(.character, 1)), (Array("é\u{85}".utf8), Fault(.character, 1)),
        (Array("\u{7F}".utf8), Fault(.character, 0)), (Array("\u{1D}".utf8), Fault(.length, 1)),
    ]

    @Test(arguments: badBytes)
    func badBytesAreNamed(bytes: [UInt8], expected: Fault) {
        #expect(Fault(fault(of: bytes)) == expected)
    }

    /// Ten kilobytes of each beginning: an error, at once.
    @Test(arguments: [
        "", "SPC\n", "BCD\n002\n1\nSCT\n", "PAGOPA|002|", "000201", "(415)", "]C1415", "91", "8", "PCN:", "\u{1D}",
    ])
    func tenKilobytesAreAnErrorAtOnce(beginning: String) {
        for filling in ["9", "|", "\n", "(10)", "é", "\u{1D}10A"] {
            let text = beginning + String(repeating: filling, count: 10_240 / filling.utf8.count)
            let clock = ContinuousClock()
            var found: CodeFault?
            let time = clock.measure { found = fault(of: text) }
            #expect(found?.code == .tooLong)
            #expect(time < .milliseconds(100))
            // The longest that is looked at, too.
            let longest = Array(text.utf8.prefix(CodeText.longest))
            #expect(clock.measure { _ = isABill(longest) } < .seconds(1))
            #expect(!isABill(longest))
        }
    }
}
