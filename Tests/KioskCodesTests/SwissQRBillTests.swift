import KioskCodes
import KioskCore
import Testing

@Suite struct SwissQRBillTests {
    /// The guidelines' examples (SIX, Implementation Guidelines QR-bill 2.2, annex A): QR reference with bill information
    /// and alternative schemes; creditor reference; neither.
    static let withQRReference = """
        SPC
        0200
        1
        CH4431999123000889012
        S
        Max Muster & Söhne
        Musterstrasse
        123
        8000
        Seldwyla
        CH







        1949.75
        CHF
        S
        Simon Muster
        Musterstrasse
        1
        8000
        Seldwyla
        CH
        QRR
        210000000003139471430009017
        Order of 15 June 2020
        EPD
        //S1/10/10201409/11/190512/20/1400.000-53/30/106017086/31/180508/32/7.7/40/2:10;0:30
        Name AV1: UV;UltraPay005;12345
        Name AV2: XY;XYService;54321
        """
    static let withCreditorReference = """
        SPC
        0200
        1
        CH5800791123000889012
        S
        Robert Schneider AG
        Rue du Lac
        1268
        2501
        Biel
        CH







        199.95
        CHF
        K
        Pia-Maria Rutschmann-Schnyder
        Grosse Marktgasse 28
        9400 Rorschach


        CH
        SCOR
        RF18539007547034

        EPD
        """
    static let withoutReference = """
        SPC
        0200
        1
        CH5800791123000889012
        S
        Salvation Army Foundation Switzerland
        P.O. Box

        3000
        Bern
        CH








        CHF







        NON

        Donation to the Winterfest Campaign
        EPD
        """

    private func bill(_ text: String) throws -> SwissQRBill {
        guard case .swissQRBill(let bill) = try parsed(text) else { throw CodeParser.notABill }
        return bill
    }

    @Test func theGuidelinesExamplesAreRead() throws {
        let first = try bill(SwissQRBillTests.withQRReference)
        #expect(first.iban == "CH4431999123000889012")
        #expect(first.isQRIBAN)
        #expect(first.creditor.name == "Max Muster & Söhne")
        #expect(first.debtor?.town == "Seldwyla")
        #expect(first.amount?.minorUnits == 194_975)
        #expect(first.reference == "210000000003139471430009017")
        #expect(first.alternativeSchemes.count == 2)
        // Issued on 2019-05-12, net within 30 days.
        #expect(first.due == CalendarDate(year: 2019, month: 6, day: 11))
        let second = try bill(SwissQRBillTests.withCreditorReference)
        #expect(second.referenceType == .creditor)
        #expect(second.debtor?.building == "9400 Rorschach")
        let third = try bill(SwissQRBillTests.withoutReference)
        #expect(third.reference == nil && third.amount == nil && third.debtor == nil)
        #expect(third.currency.code == "CHF")
        #expect(third.message == "Donation to the Winterfest Campaign")
    }

    @Test func linesMayEndWithCarriageReturnsAndTheLastWithABreak() throws {
        let text = SwissQRBillTests.withQRReference
        #expect(try bill(text.replacing("\n", with: "\r\n")) == (try bill(text)))
        #expect(try bill(SwissQRBillTests.withoutReference + "\n") == (try bill(SwissQRBillTests.withoutReference)))
    }

    struct Slip: Sendable, CustomTestStringConvertible {
        let old: String
        let new: String
        let code: CodeFault.Code
        /// Characters behind the beginning of what was exchanged.
        let offset: Int

        init(_ old: String, _ new: String, _ code: CodeFault.Code, _ offset: Int = 0) {
            (self.old, self.new, self.code, self.offset) = (old, new, code, offset)
        }

        var testDescription: String { "\(old) → \(new)" }
    }

    static let slips = [
        Slip("0200", "0100", .version), Slip("\n1\nCH", "\n2\nCH", .value, 1),
        Slip("CH4431999123000889012", "CH4431999123000889013", .checkDigit, 2),
        Slip("CH4431999123000889012", "DE4431999123000889012", .country),
        Slip("CH4431999123000889012", "CH443199912300088901", .length, 20),
        Slip("CH4431999123000889012", "", .missing),
        Slip("CH4431999123000889012", "CH5800791123000889012", .exclusive, 156),
        Slip("S\nMax", "X\nMax", .value), Slip("S\nMax", "\nMax", .missing),
        Slip("Max Muster & Söhne", "", .missing), Slip("Max", String(repeating: "M", count: 60), .length, 70),
        Slip("Max", "M漢x", .character, 1), Slip("Max", "M\tx", .character, 1),
        Slip("8000\nSeldwyla\nCH\n\n", "\nSeldwyla\nCH\n\n", .missing),
        Slip("Seldwyla\nCH\n\n", "Seldwyla\nXX\n\n", .country, 9),
        Slip("CH\n\n\n\n\n\n\n\n19", "CH\n\n\nX\n\n\n\n\n19", .value, 5),
        Slip("1949.75", "1949.7", .amount), Slip("1949.75", "1949", .amount), Slip("1949.75", "01949.75", .amount),
        Slip("1949.75", "0.00", .amount), Slip("1949.75", "1949,75", .amount), Slip("1949.75", "-1.00", .amount),
        Slip("1949.75", "1000000000.00", .length, 12), Slip("1949.75", "1'949.75", .amount),
        Slip("CHF", "USD", .currency), Slip("CHF", "", .missing),
        Slip("QRR", "QRX", .value), Slip("QRR", "", .missing), Slip("QRR", "NON", .exclusive),
        Slip("9017\n", "9018\n", .checkDigit, 3), Slip("9017\n", "901\n", .length, 3),
        Slip("9017\n", "901X\n", .character, 3),
        Slip("Order of 15 June 2020", String(repeating: "o", count: 141), .length, 140),
        Slip("EPD", "EPX", .value),
        Slip("//S1", String(repeating: "/", count: 140), .length, 119),
        Slip("Name AV1", String(repeating: "N", count: 101), .length, 100),
        Slip("12345\nName", "12345\nx\nName", .trailing, 8),
    ]

    @Test(arguments: slips)
    func aFaultPointsAtItsPlace(slip: Slip) throws {
        let text = SwissQRBillTests.withQRReference
        let place = try text.place(of: slip.old)
        let found = fault(of: text.replacing(slip.old, with: slip.new, maxReplacements: 1))
        #expect(found?.code == slip.code)
        #expect(found?.position == place + slip.offset || slip.code == .exclusive || slip.code == .trailing)
        #expect(found?.format == .swissQRBill)
    }

    @Test(arguments: [
        ("RF18539007547034", "RF18539007547035", CodeFault.Code.checkDigit), ("RF18539007547034", "RF1", .length),
        ("RF18539007547034", "XX18539007547034", .value), ("RF18539007547034", "", .missing),
        ("9400 Rorschach\n\n", "9400 Rorschach\n9400\n", .value), ("9400 Rorschach", "", .missing),
        ("SCOR", "QRR", .exclusive), ("\nEPD", "", .missing),
    ])
    func theOtherKindsHaveRulesOfTheirOwn(old: String, new: String, code: CodeFault.Code) {
        let text = SwissQRBillTests.withCreditorReference.replacing(old, with: new, maxReplacements: 1)
        #expect(fault(of: text)?.code == code)
    }

    @Test func aReferenceWhereNoneIsSaidToBeIsAContradiction() {
        let text = SwissQRBillTests.withoutReference.replacing("NON\n\n", with: "NON\nRF18539007547034\n")
        #expect(fault(of: text)?.code == .exclusive)
    }

    @Test func nineHundredAndNinetySevenCharactersAreTheMost() {
        let text = SwissQRBillTests.withoutReference
        let long = text + "\n" + String(repeating: "x", count: 998 - text.unicodeScalars.count - 1)
        #expect(Fault(fault(of: long)) == Fault(.tooLong, 997))
    }

    @Test func aCataloguedAccountMakesItABill() throws {
        let biller = BillerProfile(
            biller: "stadtwerk", currency: .chf,
            codes: [
                try BillCode(
                    name: "QR", form: .swissQRBill(iban: "CH4431999123000889012"), symbologies: [.qr],
                    pattern: "(?<checked>21(?<account>[0-9]{24})[0-9])", check: .recursiveMod10)
            ])
        let code = ScannedCode(SwissQRBillTests.withQRReference, symbology: .qr, aim: "]Q1")
        guard case .bill(let reference) = CodeInterpreter(profiles: [biller]).reading(of: code) else {
            Issue.record("it is a bill")
            return
        }
        #expect(reference.account == "000000000313947143000901")
        #expect(reference.reference == "210000000003139471430009017")
        #expect(reference.amount == Money(194_975, .chf))
        #expect(reference.due == CalendarDate(year: 2019, month: 6, day: 11))
        #expect(
            CodeInterpreter(profiles: []).reading(of: code)
                == .unknownBiller(format: "Swiss QR-bill", company: "CH4431999123000889012"))
    }
}
