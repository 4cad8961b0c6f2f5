import KioskCore
import Testing

@Suite struct MoneyTests {
    @Test(arguments: [(8_640, "¥86.40"), (5, "¥0.05"), (-300, "-¥3.00"), (0, "¥0.00"), (100_000_000, "¥1000000.00")])
    func amountsAreWrittenWithTwoDigits(minorUnits: Int, text: String) {
        #expect(Money(Int64(minorUnits), .cny).description == text)
    }

    @Test func yenHaveNoFraction() { #expect(Money(500, .jpy).description == "¥500") }

    @Test func amountsPastTheBoundAreRefusedAtTheDoor() {
        #expect(Money(validating: Money.largestAccepted, currency: .cny) != nil)
        #expect(Money(validating: Money.largestAccepted + 1, currency: .cny) == nil)
        #expect(Money(validating: .min, currency: .cny) == nil)
    }

    /// 183.25 kWh × ¥0.538 = ¥98.5885, rounded half up to ¥98.59; 1 kWh × ¥0.005 = ¥0.005 → ¥0.01.
    @Test(arguments: [(183_250, 538_000, 9_859), (1_000, 5_000, 1), (1_000, 4_999, 0), (-1_000, 538_000, -54)])
    func pricesAreRoundedHalfUp(thousandths: Int, millionths: Int, minorUnits: Int) {
        let price = UnitPrice(millionths: Int64(millionths), currency: .cny)
        let amount = price.amount(of: Quantity(thousandths: Int64(thousandths), unit: "kWh"))
        #expect(amount == Money(Int64(minorUnits), .cny))
    }
}

@Suite struct ClaimCodeTests {
    private let code = ClaimCode(random: [7, 18, 2, 19, 9, 22, 28, 25, 0, 4, 16])

    @Test func aCodeReadAloudIsUnderstood() {
        let written = code.description
        #expect(written.split(separator: "-").map(\.count) == [4, 4, 4])
        #expect(ClaimCode(reading: written.lowercased()) == code)
        #expect(ClaimCode(reading: written.replacing("0", with: "O").replacing("1", with: "l")) == code)
    }

    @Test func aWrongCharacterIsFound() {
        let alphabet = Array("0123456789ABCDEFGHJKMNPQRSTVWXYZ")
        var missed = 0
        for place in 0..<12 {
            for character in alphabet {
                var characters = Array(code.text)
                guard characters[place] != character else { continue }
                characters[place] = character
                if ClaimCode(reading: String(characters)) != nil { missed += 1 }
            }
        }
        // 0 and Z weigh the same, so that only a 0 misread as Z (or Z as 0) may pass.
        #expect(missed <= code.text.filter { $0 == "0" || $0 == "Z" }.count)
    }

    @Test(arguments: ["", "7K2M", "7K2M-9QXT-04HCC", "UUUU-UUUU-UUUU", "7K2M 9QXT 04H?"])
    func whatIsNoCodeIsRefused(_ text: String) { #expect(ClaimCode(reading: text) == nil) }
}

@Suite struct CalendarTests {
    @Test(arguments: [("2026-02-29", false), ("2024-02-29", true), ("1900-02-29", false), ("2000-02-29", true)])
    func leapYearsAreKnown(text: String, exists: Bool) { #expect((CalendarDate(text) != nil) == exists) }

    @Test func daysCountFromTheEpoch() {
        #expect(CalendarDate("1970-01-01")?.daysSince1970 == 0)
        #expect(CalendarDate("2000-03-01")?.daysSince1970 == 11_017)
        #expect(CalendarDate(daysSince1970: 20_778) == CalendarDate("2026-11-21"))
    }

    @Test func midnightFallsWhereTheKioskStands() {
        // 2026-11-21T16:00:00Z is midnight of the 22nd in Shanghai.
        let time = WallTime(milliseconds: 1_795_276_800_000)
        #expect(CalendarDate(time, offsetMinutes: 0) == CalendarDate("2026-11-21"))
        #expect(CalendarDate(time, offsetMinutes: 480) == CalendarDate("2026-11-22"))
    }

    @Test func monthsCarryIntoYears() {
        #expect(BillingPeriod("2026-11")?.adding(months: 2) == BillingPeriod("2027-01"))
        #expect(BillingPeriod("2026-01")?.adding(months: -14) == BillingPeriod("2024-11"))
    }

    /// At most half of the number is shown: up to two characters in front and four at the end.
    @Test(arguments: [
        ("3300123456", "33*****456"), ("123456789012", "12******9012"), ("12345", "1***5"), ("123", "***"), ("", ""),
    ])
    func accountNumbersAreMasked(number: String, masked: String) {
        #expect(AccountNumber(number).masked == masked)
    }
}
