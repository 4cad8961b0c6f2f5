import KioskCodes
import KioskCore
import Testing

@Suite struct BillCodeTests {
    @Test func aTemplateWritesWhatThePatternReads() throws {
        let profile = try SampleProfiles.electricity()
        let due = try #require(CalendarDate("2026-11-21"))
        let code = try profile.code(
            account: "3312345678", period: BillingPeriod("2026-10"), amount: Money(18_640, .cny), due: due)
        #expect(code.symbology == .code128)
        #expect(code.text.hasPrefix("331234567820261000018640261121"))
        #expect(CheckRule.luhn.holds(for: code.text))
        #expect(
            CodeInterpreter(profiles: [profile]).reading(of: code)
                == .bill(
                    BillReference(
                        biller: "power", account: "3312345678", period: BillingPeriod("2026-10"),
                        amount: Money(18_640, .cny), due: due, raw: code.text)))
    }

    @Test func aBillWithoutWhatTheTemplateWritesIsRefused() throws {
        let profile = try SampleProfiles.electricity()
        #expect(throws: BillCodeError.self) { try profile.code(account: "3312345678") }
        #expect(throws: BillCodeError.self) {
            try profile.code(
                account: "3312345678", period: BillingPeriod("2026-10"), amount: Money(1_000_000_000, .cny),
                due: CalendarDate("2026-11-21"))
        }
        #expect(throws: BillCodeError.self) { try SampleProfiles.oldWater().code(account: "310012345678") }
    }

    @Test func anAccountThePatternWouldNotReadIsRefused() throws {
        #expect(throws: BillCodeError.self) {
            try SampleProfiles.electricity().code(
                account: "4412345678", period: BillingPeriod("2026-10"), amount: Money(1, .cny),
                due: CalendarDate("2026-11-21"))
        }
    }

    @Test(arguments: [
        ("(?<account>[0-9]{10}", BillCodeError.Part.pattern), ("[0-9]{10}", .pattern),
        ("(?<acount>[0-9]{10})", .pattern), (String(repeating: "a", count: 600), .pattern),
    ])
    func aPatternThatCannotBeUsedIsRefusedWithAdvice(pattern: String, part: BillCodeError.Part) {
        let error = #expect(throws: BillCodeError.self) {
            try BillCode(name: "x", symbologies: [.qr], pattern: pattern)
        }
        #expect(error?.part == part)
        #expect(error?.advice.isEmpty == false)
    }

    @Test(arguments: ["{acount}", "{account", "{amount}", "{amount:0}", "{amount:99}", "{}"])
    func aTemplateThatCannotBeUsedIsRefused(template: String) {
        let error = #expect(throws: BillCodeError.self) {
            try BillCode(name: "x", symbologies: [.qr], pattern: "(?<account>.*)", template: template)
        }
        #expect(error?.part == .template)
    }

    @Test(arguments: [
        BillCode.Form.gs1PaymentSlip(payee: "1234567890123"), .gs1PaymentSlip(payee: "123"),
        .febraban(segment: 8, company: "0001"), .febraban(segment: 3, company: "001"),
        .febraban(segment: 6, company: "0001"), .pagoPA(payee: "1234567890"), .japaneseSlip(issuer: "12345a"),
        .swissQRBill(iban: "CH5800791123000889013"), .epcTransfer(iban: "BE72 0000 0000 1616"),
        .emvMerchant(merchant: "A000000677010112"),
    ])
    func aFormWithoutASoundCompanyIsRefused(form: BillCode.Form) {
        let error = #expect(throws: BillCodeError.self) {
            try BillCode(name: "x", form: form, symbologies: [.itf], pattern: "(?<account>.*)")
        }
        #expect(error?.part == .form)
    }

    @Test func digitsOfOtherScriptsAreNoDigits() throws {
        let profile = BillerProfile(
            biller: "b", currency: .cny,
            codes: [try BillCode(name: "b", symbologies: [.qr], pattern: #"(?<account>\d{4})"#)])
        let interpreter = CodeInterpreter(profiles: [profile])
        #expect(interpreter.reading(of: ScannedCode("１２３４", symbology: .qr)) == .notABill)
        #expect(interpreter.reading(of: ScannedCode("٠١٢٣", symbology: .qr)) == .notABill)
        #expect(interpreter.reading(of: ScannedCode("1234", symbology: .qr)) != .notABill)
    }
}
