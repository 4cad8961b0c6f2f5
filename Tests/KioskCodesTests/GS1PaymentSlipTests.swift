import KioskCodes
import KioskCore
import Testing

@Suite struct GS1PaymentSlipTests {
    private func elements(_ text: String, aim: String? = nil) throws -> GS1Elements {
        guard case .gs1(let elements) = try parsed(text, aim: aim) else { throw CodeParser.notABill }
        return elements
    }

    private func slip(_ text: String) throws -> GS1PaymentSlip {
        try #require(GS1PaymentSlip(try elements(text)))
    }

    @Test(arguments: [
        "4151231231231232" + "8020A\u{1D}" + "3910050123456789012345",
        "(415)1231231231232(8020)A(3910)050123456789012345",
        "]C14151231231231232" + "8020A\u{1D}" + "3910050123456789012345",
        "\u{1D}4151231231231232" + "8020A\u{1D}" + "3910050123456789012345",
    ])
    func aSlipIsTheSameInBracketsAndRaw(text: String) throws {
        let slip = try slip(text)
        #expect(slip.payee == "1231231231232")
        #expect(slip.reference == "A")
        // (3910): no decimals, currency 050, fifteen digits.
        #expect(slip.amount?.currency?.code == "BDT")
        #expect(slip.amount?.digits == 123_456_789_012_345)
    }

    @Test func theOrderOfElementsDoesNotMatter() throws {
        let last = try slip("3910997123456789012345\u{1D}8020REF123\u{1D}4151234567890128")
        #expect(last.payee == "1234567890128")
        #expect(last.reference == "REF123")
        #expect(last.amount?.currency?.code == "USN")
    }

    @Test func aWholeSlipHasAllThatASlipMayHave() throws {
        let slip = try slip("(415)5412345678908(8020)INV-7\\(2)(3912)978012345(12)261130(8007)BE72000000001616")
        #expect(slip.reference == "INV-7(2)")
        #expect(slip.amount?.decimal == "123.45")
        #expect(slip.amount?.minorUnits == 12_345)
        #expect(slip.due == CalendarDate(year: 2026, month: 11, day: 30))
        #expect(slip.iban == "BE72000000001616")
    }

    @Test(arguments: [
        ("(415)1234567890123(8020)A", Fault(.checkDigit, 17)),
        ("41512345678901238020A", Fault(.checkDigit, 15)),
        ("]C141512345678901238020A", Fault(.checkDigit, 18)),
        ("(415)1231231231232(8020)A(3910)053123456789012345", Fault(.currency, 31)),
        ("(8020)A", Fault(.missing, 0)), ("(415)5412345678908", Fault(.missing, 0)),
        ("(415)5412345678908(8020)A(3902)100(3912)978100", Fault(.exclusive, 25)),
        ("(415)5412345678908(8020)A(3902)100(3901)100", Fault(.exclusive, 25)),
        ("(415)5412345678908(8020)A(8020)B", Fault(.duplicate, 25)),
        ("(415)5412345678908(8020)A(12)261131", Fault(.date, 29)),
        ("(415)5412345678908(8020)A(9)1", Fault(.unknownIdentifier, 25)),
        ("(415)5412345678908(8020)A(29)1", Fault(.unknownIdentifier, 25)),
        ("(415)541234567890(8020)A", Fault(.length, 17)),
        ("(415)54123456789080(8020)A", Fault(.length, 18)),
        ("(415)5412345678908(8020)12345678901234567890123456", Fault(.length, 49)),
        ("(415)5412345678908(8020)A B", Fault(.character, 25)),
        ("(415)54123456789O8(8020)A", Fault(.character, 16)),
        ("(415)5412345678908(8020)A(8007)BE72000000001617", Fault(.checkDigit, 33)),
        ("(415)5412345678908(8020)A(8007)ZZ72000000001617", Fault(.country, 31)),
        ("(415)5412345678908(8020)A(8007)BE7200000000161", Fault(.length, 46)),
    ])
    func aFaultPointsAtItsPlace(text: String, expected: Fault) {
        #expect(Fault(fault(of: text)) == expected)
    }

    /// The GS1 syntax dictionary's own example; its reference may stand in a second code.
    @Test func aPayeeAndAnAmountAloneAreElementsAndNoBill() throws {
        let elements = try elements("(415)5412345678908(3911)710125")
        #expect(elements["3911"] == "710125")
        #expect(GS1PaymentSlip(elements) == nil)
    }

    @Test func aTradeItemIsNoBill() throws {
        for text in ["(01)09506000134352(17)261225(10)AB-1", "0109506000134352172612251" + "0AB-1"] {
            let item = try parsed(text)
            #expect(item.demand == nil)
            #expect(try elements(text)["17"] == "261225")
        }
        let reading = try SampleProfiles.interpreter().reading(
            of: ScannedCode("010950600013435217261225", symbology: .gs1Code128, aim: "]C1"))
        #expect(reading == .notABill)
    }

    @Test(arguments: ["(01)09506000134353", "(10)A", "(01)09506000134352(01)09506000134352(37)1"])
    func aLabelWithAFaultIsNoDamagedBill(text: String) throws {
        #expect(fault(of: text)?.isOfBill == false)
        let code = ScannedCode(text, symbology: .gs1Code128, aim: "]C1")
        #expect(try SampleProfiles.interpreter().reading(of: code) == .notABill)
    }

    @Test func theSameElementTwiceIsOne() throws {
        #expect(try elements("(01)09506000134352(01)09506000134352").elements.count == 1)
    }

    @Test func aSlipOfAKnownPayeeIsABill() throws {
        let text = "41554123456789088020REF123456\u{1D}390218640" + "\u{1D}12261121"
        let code = ScannedCode(text, symbology: .gs1Code128, aim: "]C1")
        #expect(
            try SampleProfiles.interpreter().reading(of: code)
                == .bill(
                    BillReference(
                        biller: "slip", account: "123456", reference: "REF123456", amount: Money(18_640, .eur),
                        due: CalendarDate(year: 2026, month: 11, day: 21), raw: text)))
    }

    @Test func theDayZeroIsTheLastOfTheMonth() throws {
        #expect(
            try slip("41554123456789088020A\u{1D}12260200").due == CalendarDate(year: 2026, month: 2, day: 28))
        #expect(fault(of: "41554123456789088020A\u{1D}12261300")?.code == .date)
        #expect(fault(of: "41554123456789088020A\u{1D}12260230")?.code == .date)
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
}
