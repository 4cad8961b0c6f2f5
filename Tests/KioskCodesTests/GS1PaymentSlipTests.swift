import KioskCodes
import KioskCore
import Testing

@Suite struct GS1PaymentSlipTests {
    private func slip(_ text: String) -> GS1PaymentSlip? {
        if case .read(let slip) = GS1PaymentSlip.read(text) { slip } else { nil }
    }

    @Test func theSyntaxDictionarysSlipsAreRead() throws {
        let first = try #require(slip("4151231231231232" + "8020A\u{1D}" + "3910050123456789012345"))
        #expect(first.payee == "1231231231232")
        #expect(first.reference == "A")
        // (3910): no decimals, currency 050, fifteen digits.
        #expect(first.amount?.currencyNumber == "050")
        #expect(first.amount?.digits == 123_456_789_012_345)
        let last = try #require(slip("3910997123456789012345\u{1D}8020REF123\u{1D}4151234567890128"))
        #expect(last.payee == "1234567890128")
        #expect(last.reference == "REF123")
    }

    @Test func aPayeeWithAWrongCheckDigitIsDamage() {
        #expect(GS1PaymentSlip.read("41512345678901238020A") == .damaged)
    }

    @Test(arguments: [
        "4155412345678908",  // a payee without a reference
        "8020REF123",  // a reference without a payee
        "0112345678901231", "10ABC", "", "415", "4155412345678908\u{1D}8020", "41554123456789088020REF123\u{1D}99",
        "4155412345678908802012345678901234567890123456",  // a reference of 26
    ])
    func otherElementsAreNoPaymentSlip(text: String) {
        #expect(GS1PaymentSlip.read(text) == .other)
    }

    @Test func aSlipOfAKnownPayeeIsABill() throws {
        let text = "41554123456789088020REF123456\u{1D}390218640" + "\u{1D}12261121"
        let code = ScannedCode(text, symbology: .gs1Code128, aim: "]C1")
        #expect(
            try SampleProfiles.interpreter().reading(of: code)
                == .bill(
                    BillReference(
                        biller: "slip", account: "123456", amount: Money(18_640, .eur),
                        due: CalendarDate(year: 2026, month: 11, day: 21), raw: text)))
    }

    @Test func theDayZeroIsTheLastOfTheMonth() throws {
        let dated = try #require(slip("41554123456789088020A\u{1D}12260200"))
        #expect(dated.due == CalendarDate(year: 2026, month: 2, day: 28))
        #expect(GS1PaymentSlip.read("41554123456789088020A\u{1D}12261300") == .damaged)
        #expect(GS1PaymentSlip.read("41554123456789088020A\u{1D}12260230") == .damaged)
    }

    @Test func aPayeeNobodyKnowsIsAnUnknownBiller() throws {
        let code = ScannedCode("41512312312312328020A", symbology: .gs1Code128, aim: "]C1")
        #expect(
            try SampleProfiles.interpreter().reading(of: code)
                == .unknownBiller(format: "GS1", company: "1231231231232"))
    }

    @Test func theSameDigitsInAnotherSymbologyAreNoSlip() throws {
        let code = ScannedCode("41512312312312328020A", symbology: .code128, aim: "]C0")
        #expect(try SampleProfiles.interpreter().reading(of: code) == .notABill)
    }

    @Test(arguments: [
        ("39022500", Int64(2_500)), ("390125", 250), ("390025", 2_500), ("390325000", 2_500),
        ("3912978" + "2500", 2_500),
        ("3902000000000000000", nil),
        ("390325001", nil),  // a tenth of a cent
        ("3912756" + "2500", nil),  // francs
        ("3900999999999999999", nil),  // past what a kiosk takes
    ])
    func amountsComeInMinorUnitsOrAreAskedOfTheHub(element: String, cents: Int64?) throws {
        let text = "41554123456789088020REF1\u{1D}" + element
        let code = ScannedCode(text, symbology: .gs1Code128)
        guard case .bill(let reference) = try SampleProfiles.interpreter().reading(of: code) else {
            Issue.record("\(element) stays a bill")
            return
        }
        #expect(reference.amount?.minorUnits == cents)
    }

    @Test func twoAmountsContradictEachOther() {
        #expect(GS1PaymentSlip.read("41554123456789088020A\u{1D}39022500\u{1D}39012500") == .damaged)
    }
}
