import KioskCodes
import KioskCore
import Testing

@Suite struct JapaneseSlipTests {
    /// Issuer 912345, 21 digits of its own, not issued again, 2026-12-31, no stamp, ¥12,345; and without a last day, with
    /// a stamp, ¥50,000. The check digits were reckoned by the rule of JAN codes over all 43 digits.
    static let slip = "91912345012345678901234567890026123100123458"
    static let open = "91912345012345678901234567890099999910500002"

    private func slip(_ text: String, aim: String? = nil) throws -> JapaneseSlip {
        guard case .japaneseSlip(let slip) = try parsed(text, aim: aim) else { throw CodeParser.notABill }
        return slip
    }

    @Test func aSlipIsReadFromItsDigits() throws {
        let slip = try slip(JapaneseSlipTests.slip)
        #expect(slip.issuer == "912345")
        #expect(slip.freeField == "012345678901234567890")
        #expect(slip.reissue == 0)
        #expect(slip.due == CalendarDate(year: 2026, month: 12, day: 31))
        #expect(!slip.needsStamp)
        #expect(slip.amount == 12_345)
        let open = try self.slip(JapaneseSlipTests.open)
        #expect(open.due == nil && open.needsStamp && open.amount == 50_000)
    }

    @Test func itIsTheSameInBracketsWithHyphensAndRaw() throws {
        let slip = try slip(JapaneseSlipTests.slip)
        #expect(try self.slip("(91)912345-012345678901234567890-0-261231-0-012345-8") == slip)
        #expect(try self.slip("]C1" + JapaneseSlipTests.slip) == slip)
        #expect(try self.slip(JapaneseSlipTests.slip, aim: "]C1") == slip)
    }

    @Test func theWeightsAreThreeAndOneFromTheRight() {
        for text in [JapaneseSlipTests.slip, JapaneseSlipTests.open] {
            let sum = text.reversed().enumerated().reduce(0) { sum, place in
                sum + (place.element.wholeNumberValue ?? 0) * (place.offset.isMultiple(of: 2) ? 1 : 3)
            }
            #expect(sum.isMultiple(of: 10))
        }
    }

    @Test(arguments: [("261331", 0, Fault(.date, 30)), ("261231", 2, Fault(.value, 36))])
    func whatCannotBeIsNamed(day: String, stamp: Int, expected: Fault) throws {
        let body = "919123450123456789012345678900" + day + "\(stamp)012345"
        let found = fault(of: body + (try #require(CheckRule.weighted31.checkDigits(for: body))))
        #expect(Fault(found) == expected)
        #expect(found?.format == .japaneseSlip)
    }

    @Test func otherInternalDataOfACompanyIsNoSlip() throws {
        guard case .gs1(let elements) = try parsed("(91)ABC-1") else {
            Issue.record("it is GS1")
            return
        }
        #expect(elements["91"] == "ABC-1")
        #expect(try parsed("(91)ABC-1").demand == nil)
    }
}
