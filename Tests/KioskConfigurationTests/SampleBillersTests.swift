import KioskCodes
import KioskCore
import Testing

@testable import KioskConfiguration

/// `kiosk-config/sample-billers`: one for each way in which a bill says whose it is. Loading reads every example.
@Suite struct SampleBillersTests {
    private func catalogue() throws -> BillerCatalogue {
        try BillerCatalogue.load(directory: Repository.configuration + "/sample-billers")
    }

    @Test func everyFormThatACodeMayHaveHasASample() throws {
        let catalogue = try catalogue()
        let forms = catalogue.profiles.flatMap(\.codes).map(\.form)
        func has(_ isIt: (BillCode.Form) -> Bool) -> Bool { forms.contains(where: isIt) }
        #expect(has { $0 == .text })
        #expect(has { if case .febraban = $0 { true } else { false } })
        #expect(has { if case .gs1PaymentSlip = $0 { true } else { false } })
        #expect(has { if case .pagoPA = $0 { true } else { false } })
        #expect(has { if case .swissQRBill = $0 { true } else { false } })
        #expect(has { if case .epcTransfer = $0 { true } else { false } })
        #expect(has { if case .emvMerchant = $0 { true } else { false } })
        #expect(has { if case .japaneseSlip = $0 { true } else { false } })
        #expect(catalogue.billers.allSatisfy { $0.name.en.contains("(demo)") })
    }

    @Test func theAccountAloneIsEnoughWhereTheHubKnowsTheRest() throws {
        let reading = try catalogue().interpreter.reading(of: ScannedCode("3200123456", symbology: .code128))
        #expect(reading == .bill(BillReference(biller: "js-power", account: "3200123456", raw: "3200123456")))
    }

    @Test(arguments: [
        ("form: pagopa\n    payee: \"123\"", "11 digits"), ("form: emvco", "needs a payee"),
        ("form: swissQRBill\n    payee: \"CH4431999123000889013\"", "check digits of the IBAN"),
        ("form: japan91\n    payee: \"12345\"", "six digits"),
    ])
    func aFormWithoutASoundPayeeIsTold(form: String, says: String) throws {
        let text = """
            id: x-y
            name: { zh: 某, en: Some }
            service: water
            hotline: "0000-0000"
            currency: EUR
            exactness: EXACT
            tenders: [cash]
            account: { label: { zh: 号, en: No }, digits: 4 }
            codes:
              - name: code
                FORM
                symbologies: [qr]
                pattern: '(?<account>[0-9]{4})'
                examples: [ { code: "1234", account: "1234" } ]
            """
        do {
            _ = try BillerCatalogue.read([("x.yaml", text.replacing("FORM", with: form))])
            Issue.record("it was taken")
        } catch {
            #expect(error.problems.contains { $0.description.contains(says) }, "\(error.problems)")
        }
    }
}
