import KioskCodes
import KioskCore
import Testing

@Suite struct FEBRABANCodeTests {
    @Test func theBarCodeAndTheTypedLineAreTheSameBill() {
        let bar = FEBRABANCode.read("83860000005096000190000008017823000034306271")
        #expect(bar == FEBRABANCode.read("838600000050096000190009000801782309000343062712"))
        guard case .read(let code) = bar else {
            Issue.record("\(bar)")
            return
        }
        #expect(code.segment == 3)
        #expect(code.amount == 50_960)
        #expect(code.company == "0019")
        #expect(code.freeField == "0000008017823000034306271")
    }

    @Test(arguments: [
        ("82660000000679300418200209414042020102094141", 2, 6_793),
        ("83640000001331201380008128846271108013618155", 3, 13_312),
    ])
    func publishedBillsHaveTheirAmounts(text: String, segment: Int, cents: Int64) {
        guard case .read(let code) = FEBRABANCode.read(text) else {
            Issue.record("\(text) is a bill")
            return
        }
        #expect(code.segment == segment)
        #expect(code.amount == cents)
    }

    /// 600 million reais, with the right check digit: found by the fuzzer.
    @Test func anAmountPastEveryBillIsDamage() {
        #expect(FEBRABANCode.read("82606000000679300418200209414042020102094141") == .damaged)
    }

    @Test func aCompanyInTheCatalogueIsABillWithItsAmount() throws {
        let text = "83640000001331201380008128846271108013618155"
        let reading = try SampleProfiles.interpreter().reading(of: ScannedCode(text, symbology: .itf))
        #expect(
            reading
                == .bill(
                    BillReference(
                        biller: "eletricidade", account: "000812884627", amount: Money(13_312, .brl), raw: text)))
    }

    @Test func aCompanyNobodyKnowsIsAnUnknownBiller() throws {
        let water = ScannedCode("82660000000679300418200209414042020102094141", symbology: .itf)
        #expect(
            try SampleProfiles.interpreter().reading(of: water)
                == .unknownBiller(format: "FEBRABAN", company: "2/0041"))
    }

    @Test(arguments: [
        "82660000000679300418200209414042020102094141", "83640000001331201380008128846271108013618155",
    ])
    func everyMisreadDigitIsFound(text: String) throws {
        let interpreter = try SampleProfiles.interpreter()
        // A wrong third digit chooses the other modulus, under which the check digit may hold by chance.
        let third = text.prefix(3)
        for wrong in text.withOneDigitChanged where wrong.hasPrefix(third) || wrong.prefix(2) != third.prefix(2) {
            switch interpreter.reading(of: ScannedCode(wrong, symbology: .itf)) {
            case .damagedBill, .notABill: break
            case .bill, .ambiguous, .unknownBiller, .walletCode, .creditNote: Issue.record("\(wrong) was taken")
            }
        }
    }

    @Test func aMisreadDigitOfTheTypedLineIsFound() {
        // In a block of modulus 11 some wrong digits hide, so the check over the whole must find them too.
        for wrong in "838600000050096000190009000801782309000343062712".withOneDigitChanged {
            if case .read(let code) = FEBRABANCode.read(wrong) { Issue.record("\(wrong) was read as \(code)") }
        }
    }

    @Test func aQuantityThatIsNotReaisIsNoAmount() {
        // Kind of value 7: modulus 10, and the eleven digits are an index; the check digit after 827 is reckoned new.
        let others = "827" + "0000000679300418200209414042020102094141"
        let check = CheckRule.luhn.checkDigits(for: others) ?? ""
        guard case .read(let code) = FEBRABANCode.read("827" + check + others.dropFirst(3)) else {
            Issue.record("it is a bill")
            return
        }
        #expect(code.amount == nil)
    }

    @Test(arguments: [
        "", "8", String(repeating: "8", count: 44), String(repeating: "0", count: 44),
        "8266000000067930041820020941404202010209414", "826600000006793004182002094140420201020941411",
        "93640000001331201380008128846271108013618155", "83340000001331201380008128846271108013618155",
    ])
    func otherDigitsAreNoArrecadacao(text: String) {
        if case .read(let code) = FEBRABANCode.read(text) { Issue.record("\(code)") }
    }
}
