import KioskCodes
import KioskCore
import Testing

@Suite struct FEBRABANCodeTests {
    private func code(_ text: String) throws -> FEBRABANCode {
        guard case .febraban(let code) = try parsed(text) else { throw CodeParser.notABill }
        return code
    }

    @Test func theBarCodeAndTheTypedLineAreTheSameBill() throws {
        let bar = "83860000005096000190000008017823000034306271"
        let line = "838600000050096000190009000801782309000343062712"
        let code = try code(bar)
        #expect(try self.code(line) == code)
        #expect(try self.code("83860000005-0 09600019000-9 00080178230-9 00034306271-2") == code, "as it is printed")
        #expect(code.barcode == bar)
        #expect(code.typedLine == line)
        #expect(code.segment == 3)
        #expect(code.amount == 50_960)
        #expect(code.company == "0019")
        #expect(code.freeField == "0000008017823000034306271")
    }

    @Test(arguments: [
        ("82660000000679300418200209414042020102094141", 2, 6_793),
        ("83640000001331201380008128846271108013618155", 3, 13_312),
    ])
    func publishedBillsHaveTheirAmounts(text: String, segment: Int, cents: Int64) throws {
        let code = try code(text)
        #expect(code.segment == segment)
        #expect(code.amount == cents)
    }

    /// 600 million reais, with the right check digit: found by the fuzzer.
    @Test func anAmountPastEveryBillIsDamage() {
        #expect(Fault(fault(of: "82606000000679300418200209414042020102094141")) == Fault(.amount, 4))
    }

    @Test func aCompanyInTheCatalogueIsABillWithItsAmount() throws {
        let text = "83640000001331201380008128846271108013618155"
        let reading = try SampleProfiles.interpreter().reading(of: ScannedCode(text, symbology: .itf))
        #expect(
            reading
                == .bill(
                    BillReference(
                        biller: "eletricidade", account: "000812884627", reference: "0008128846271108013618155",
                        amount: Money(13_312, .brl), raw: text)))
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
            case .bill, .ambiguous, .unknownBiller, .walletCode, .creditNote, .badge: Issue.record("\(wrong) was taken")
            }
        }
    }

    @Test func aMisreadDigitOfTheTypedLineIsFound() {
        // In a block of modulus 11 some wrong digits hide, so the check over the whole must find them too.
        for wrong in "838600000050096000190009000801782309000343062712".withOneDigitChanged {
            #expect(fault(of: wrong) != nil, "\(wrong)")
        }
    }

    @Test(arguments: [
        // The second of four blocks; its check digit is the 24th digit.
        ("838600000050096000190008000801782309000343062712", Fault(.checkDigit, 23)),
        ("83860000005-0 09600019000-8 00080178230-9 00034306271-2", Fault(.checkDigit, 26)),
        ("83870000005096000190000008017823000034306271", Fault(.checkDigit, 3)),
        ("80860000005096000190000008017823000034306271", Fault(.value, 1)),
        ("83060000005096000190000008017823000034306271", Fault(.value, 2)),
        ("8386000000509600019000000801782300003430627", Fault(.length, 43)),
        ("8386000000500960001900090008017823090003430627", Fault(.length, 44)),
    ])
    func aFaultPointsAtItsPlace(text: String, expected: Fault) {
        let found = fault(of: text)
        #expect(Fault(found) == expected)
        #expect(found?.format == .febraban)
    }

    @Test func aQuantityThatIsNotReaisIsNoAmount() throws {
        // Kind of value 7: modulus 10, and the eleven digits are an index; the check digit after 827 is reckoned new.
        let others = "827" + "0000000679300418200209414042020102094141"
        let check = CheckRule.luhn.checkDigits(for: others) ?? ""
        let code = try code("827" + check + others.dropFirst(3))
        #expect(code.amount == nil)
        #expect(code.quantity == "00000006793")
    }

    @Test(arguments: [
        "", "8", String(repeating: "8", count: 44), String(repeating: "0", count: 44),
        "8266000000067930041820020941404202010209414", "826600000006793004182002094140420201020941411",
        "93640000001331201380008128846271108013618155", "83340000001331201380008128846271108013618155",
    ])
    func otherDigitsAreNoArrecadacao(text: String) {
        #expect(fault(of: text) != nil)
    }
}
