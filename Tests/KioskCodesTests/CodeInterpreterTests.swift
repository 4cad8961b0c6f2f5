import KioskCodes
import KioskCore
import Testing

@Suite struct CodeInterpreterTests {
    private func reading(_ text: String, _ symbology: Symbology = .code128, aim: String? = nil) throws -> CodeReading {
        try SampleProfiles.interpreter().reading(of: ScannedCode(text, symbology: symbology, aim: aim))
    }

    /// 3312345678, October 2026, ¥186.40, due 2026-11-21, without its check digit.
    private static let billBody = "331234567820261000018640261121"

    private func goodBill() throws -> String {
        CodeInterpreterTests.billBody + (try #require(CheckRule.luhn.checkDigits(for: CodeInterpreterTests.billBody)))
    }

    @Test func aBillIsReadWithAllThatItsCodeCarries() throws {
        let text = try goodBill()
        let expected = BillReference(
            biller: "power", account: "3312345678", period: BillingPeriod(year: 2026, month: 10),
            amount: Money(18_640, .cny), due: CalendarDate(year: 2026, month: 11, day: 21), raw: text)
        #expect(try reading(text) == .bill(expected))
        #expect(try reading(text, .unknown) == .bill(expected), "a scanner that does not say the symbology is believed")
        #expect(try reading(text, .code39) == .notABill, "another symbology is another code")
    }

    @Test func aCodeWithoutAmountLeavesItOpen() throws {
        let body = "331234567820261000000000261121"
        let text = body + (try #require(CheckRule.luhn.checkDigits(for: body)))
        guard case .bill(let reference) = try reading(text) else {
            Issue.record("a bill with amount 0 is a bill")
            return
        }
        #expect(reference.amount == nil)
        #expect(reference.period != nil)
    }

    @Test func everyMisreadDigitOfACheckedBillIsFound() throws {
        let text = try goodBill()
        let interpreter = try SampleProfiles.interpreter()
        for wrong in text.withOneDigitChanged {
            let reading = interpreter.reading(of: ScannedCode(wrong, symbology: .code128))
            // A wrong first digit makes it another form.
            let isOtherForm = !wrong.hasPrefix("33")
            #expect(reading == (isOtherForm ? .notABill : .damagedBill(format: "power bill")), "\(wrong)")
        }
    }

    @Test(arguments: ["331234567820261300018640261121", "331234567820261000018640260230"])
    func aMonthOrDayThatDoesNotExistIsDamage(body: String) throws {
        let text = body + (try #require(CheckRule.luhn.checkDigits(for: body)))
        #expect(try reading(text) == .damagedBill(format: "power bill"))
    }

    @Test func aCodeTwoBillersClaimIsAmbiguous() throws {
        let text = "310012345678"
        #expect(
            try reading(text, .code39)
                == .ambiguous([
                    BillReference(biller: "water", account: "310012345678", raw: text),
                    BillReference(biller: "gas", account: "310012345678", raw: text),
                ]))
    }

    @Test(arguments: [
        ("134567890123456789", WalletProvider?.some(.weChatPay)),  // WeChat: 18 digits from 13
        ("100000000000000000", .weChatPay), ("159999999999999999", .weChatPay),
        ("2512345678901234", .alipay), ("301234567890123456789012", .alipay),  // Alipay: 16 and 24 digits
        ("6212345678901234567", .unionPay),  // UnionPay: 19 digits from 62
        ("164567890123456789", nil), ("13456789012345678", nil), ("251234567890123", nil),
        ("3112345678901234", nil), ("621234567890123456", nil), ("6312345678901234567", nil),
    ])
    func walletCodesAreToldByPrefixAndLength(text: String, provider: WalletProvider?) throws {
        let expected = provider.map { CodeReading.walletCode(WalletCode(provider: $0, digits: text)) } ?? .notABill
        #expect(try reading(text, .qr) == expected)
        #expect(try reading(text, .code128) == expected)
        #expect(try reading(text, .itf) == .notABill, "wallets show no ITF")
    }

    @Test func aCreditNoteIsReadFromItsQRCode() throws {
        let code = ClaimCode(random: [7, 20, 2, 21, 9, 23, 29, 25, 0, 4, 16])
        #expect(try reading("PCN:\(code.text)", .qr) == .creditNote(code))
        #expect(try reading("PCN:\(code)", .qr) == .creditNote(code), "with hyphens, as printed beside it")
        #expect(try reading("PCN:\(code.text.dropLast())", .qr) == .damagedBill(format: "credit note"))
    }

    @Test func aTechniciansBadgeIsNoBill() throws {
        let badge = try #require(BadgeCode(number: "T0042"))
        #expect(try reading("PAYCIRCLE-BADGE:\(badge)", .qr) == .badge(badge))
        #expect(try reading("PAYCIRCLE-BADGE:T0042", .qr) == .damagedBill(format: "badge"), "no check character")
    }

    @Test func aCodeThatOneBillerFramesAndAnotherSpellsOutIsAmbiguous() throws {
        let text = "83640000001331201380008128846271108013618155"
        let other = BillerProfile(
            biller: "other", currency: .brl,
            codes: [try BillCode(name: "other", symbologies: [.itf], pattern: "836(?<account>[0-9]{41})")])
        let interpreter = CodeInterpreter(profiles: [try SampleProfiles.brazilianPower(), other])
        guard case .ambiguous(let references) = interpreter.reading(of: ScannedCode(text, symbology: .itf)) else {
            Issue.record("two billers claim it")
            return
        }
        #expect(Set(references.map(\.biller)) == ["other", "eletricidade"])
    }

    @Test func aGroceryArticleIsNoBill() throws {
        #expect(try reading("5901234123457", .ean13) == .notABill)
        #expect(try reading("5901234123457", .unknown) == .notABill)
    }

    @Test(arguments: [
        "", " ", "hello", "https://example.org/", "3312345678\n", "33123\u{0}45678", "\u{7F}", "\u{1B}[2J",
        "３３１２３４５６７８", "310012345678 ", " 310012345678",
    ])
    func otherTextsAreNoBill(text: String) throws {
        for symbology in Symbology.allCases { #expect(try reading(text, symbology) == .notABill) }
    }

    @Test func tenKilobytesAreNoBill() throws {
        #expect(try reading(String(repeating: "3", count: 10_240), .qr) == .notABill)
    }

    @Test func bytesThatAreNotUTF8AreNoBill() throws {
        let interpreter = try SampleProfiles.interpreter()
        for bytes: [UInt8] in [[0xFF, 0xFE], [0xC3], [0xD5, 0xE3, 0xBD, 0xAD], Array("PCN:".utf8) + [0x80]] {
            #expect(interpreter.reading(of: ScannedCode(bytes: bytes, symbology: .qr)) == .notABill)
        }
    }

    @Test func randomBytesNeverAreABillAndNeverTrap() throws {
        let interpreter = try SampleProfiles.interpreter()
        var generator = SeededGenerator(seed: 60)
        let alphabets: [[UInt8]] = [Array(0...255), Array(0x20...0x7E), Array("0123456789".utf8) + [0x1D]]
        for round in 0..<3_000 {
            let alphabet = alphabets[round % alphabets.count]
            let count = Int.random(in: 0...60, using: &generator)
            let bytes = (0..<count).map { _ in alphabet.randomElement(using: &generator) ?? 0 }
            let symbology = Symbology.allCases.randomElement(using: &generator) ?? .unknown
            switch interpreter.reading(of: ScannedCode(bytes: bytes, symbology: symbology)) {
            case .bill(let reference): Issue.record("random \(reference.raw) became a bill")
            case .ambiguous(let references): Issue.record("random \(references) became two bills")
            case .creditNote(let code): Issue.record("random \(code) became a credit note")
            case .badge(let badge): Issue.record("random \(badge) became a badge")
            case .unknownBiller, .damagedBill, .walletCode, .notABill: break
            }
        }
    }
}

/// A small generator with a seed (SplitMix64, Steele, Lea and Flood 2014), so that a failure can be repeated.
struct SeededGenerator: RandomNumberGenerator {
    private var state: UInt64

    init(seed: UInt64) { state = seed }

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return mixed ^ (mixed >> 31)
    }
}
