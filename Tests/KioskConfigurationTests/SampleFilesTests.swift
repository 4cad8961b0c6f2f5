import KioskCodes
import KioskCore
import Testing

@testable import KioskConfiguration

@Suite struct SampleFilesTests {
    @Test(arguments: Repository.files(in: "sites"))
    func everySampleSiteLoads(path: String) throws {
        let devices = try Repository.catalogue.get()
        let configuration = try KioskConfiguration.load(file: path, devices: devices)
        #expect(!configuration.devices.isEmpty)
    }

    @Test func theDemoSiteSaysWhatItsFileSays() throws {
        let demo = try KioskConfiguration.load(file: Repository.configuration + "/sites/demo.yaml")
        #expect(demo.kiosk.id == "HZ-0001")
        #expect(demo.kiosk.utcOffsetMinutes == 480)
        #expect(demo.kiosk.language == .simplifiedChinese)
        #expect(demo.hub.deadline == .seconds(15))
        #expect(demo.screens.host == "127.0.0.1")
        #expect(demo.denominations == [5_00, 10_00, 20_00, 50_00, 100_00].map { Money($0, .cny) })
        #expect(demo.offline.largestPaymentMinorUnits == 1_000_00)
        #expect(demo.offline.largestAge == .seconds(72 * 3_600))
        #expect(demo.patience == Patience())
        #expect(Set(demo.devices.map(\.kind)) == [.scanner, .printer, .noteAcceptor, .paymentTerminal])
        #expect(demo.pairingsPath == "demo/pairings.json")
        #expect(demo.controlSocketPath == "demo/control.sock")
        #expect(demo.device(.scanner)?.wire == .hidPOS)
        #expect(demo.device(.paymentTerminal)?.connection == .unixSocket(path: "demo/payment-terminal.sock"))
        let settings = demo.settings(BillerCatalogue(billers: [], profiles: []), version: "1")
        #expect(settings.voucher(for: "0199") == "http://127.0.0.1:8090/v/0199")
    }

    @Test func aBillersOwnCapsComeBesideTheKiosks() throws {
        let catalogue = try BillerCatalogue.load(directory: Repository.configuration + "/billers")
        let demo = try KioskConfiguration.load(file: Repository.configuration + "/sites/demo.yaml")
        let offline = demo.settings(catalogue, version: "1").offline
        #expect(offline.tenders == [.cash])
        #expect(offline.largestCount == 50)
        #expect(
            offline.billers["sh-gas"]
                == OfflinePolicy.BillerCaps(
                    tenders: [.cash], largestPaymentMinorUnits: 500_00, largestCount: 20,
                    largestTotalMinorUnits: 4_000_00, largestAge: .seconds(24 * 3_600)))
        #expect(offline.billers["hz-cable"] == OfflinePolicy.BillerCaps(tenders: []))
        #expect(offline.billers["zj-power"] == nil)
        #expect(catalogue["zj-power"]?.tenders == [.cash, .card, .wallet])
    }

    @Test func aCapThatIsLeftOutIsTheKiosks() throws {
        let file = try Repository.text(Repository.configuration + "/billers/zj-power.yaml")
        let text = file.replacing("codes:\n", with: "offline: { largestAgeHours: 6 }\ncodes:\n")
        let caps = try BillerCatalogue.read([("power.yaml", text)]).offlineCaps["zj-power"]
        #expect(caps == OfflinePolicy.BillerCaps(largestAge: .seconds(6 * 3_600)))
    }

    @Test func everyBillerLoadsAndEveryServiceHasOne() throws {
        let catalogue = try BillerCatalogue.load(directory: Repository.configuration + "/billers")
        #expect(catalogue.billers.count == Repository.files(in: "billers").count)
        #expect(Set(catalogue.billers.map(\.service)) == Set(Service.allCases))
        #expect(catalogue["zj-power"]?.hotline == "95598")
        #expect(catalogue["hz-cable"]?.exactness == .adhoc)
    }

    @Test func anElectricityBillCanBePaidFromItsCodeAlone() throws {
        let catalogue = try BillerCatalogue.load(directory: Repository.configuration + "/billers")
        let code = try #require(
            try catalogue.profile("zj-power")?.code(
                account: "3300123456", period: BillingPeriod("2026-10"), amount: Money(86_40, .cny),
                due: CalendarDate("2026-11-25")))
        guard case .bill(let reference) = catalogue.interpreter.reading(of: code) else {
            Issue.record("\(code.text) is a bill")
            return
        }
        #expect(reference.biller == "zj-power")
        #expect(reference.amount == Money(86_40, .cny))
        #expect(reference.due == CalendarDate("2026-11-25"))
    }

    @Test(arguments: [
        ("sh-water", "310012345678"), ("sh-gas", "310023456789"), ("cn-telecom", "57100123456"),
        ("hz-cable", "8571001234567890"), ("xiqiao-water", "60001234"),
    ])
    func anAccountCodeIsReadByItsOwnBillerAlone(biller: BillerID, account: AccountNumber) throws {
        let catalogue = try BillerCatalogue.load(directory: Repository.configuration + "/billers")
        let code = try #require(try catalogue.profile(biller)?.code(account: account))
        let expected = CodeReading.bill(BillReference(biller: biller, account: account, raw: code.text))
        #expect(catalogue.interpreter.reading(of: code) == expected)
        let withoutSymbology = ScannedCode(bytes: code.bytes, symbology: .unknown)
        #expect(catalogue.interpreter.reading(of: withoutSymbology) == expected)
        #expect(catalogue[biller]?.accountDigits.contains(account.text.count) == true)
    }

    @Test func aBillOfOldMayBeOneOfTwoBillers() throws {
        let catalogue = try BillerCatalogue.load(directory: Repository.configuration + "/billers")
        guard
            case .ambiguous(let references) = catalogue.interpreter.reading(
                of: ScannedCode("310012345678", symbology: .code39))
        else {
            Issue.record("two billers write twelve digits")
            return
        }
        #expect(Set(references.map(\.biller)) == ["sh-water", "sh-gas"])
    }

    @Test func noMisreadDigitOfACheckedCodeBecomesAnotherBill() throws {
        let catalogue = try BillerCatalogue.load(directory: Repository.configuration + "/billers")
        let interpreter = catalogue.interpreter
        let codes: [(String, Symbology)] = [
            ("3300123456202610000086402611253", .code128), ("SHW31001234567891", .code128),
            ("31002345678932", .itf), ("CT571001234560", .code128),
            ("https://pay.hz-cable.example/card/85710012345678908", .qr), ("XQ600012348", .code39),
        ]
        for (text, symbology) in codes {
            guard case .bill = interpreter.reading(of: ScannedCode(text, symbology: symbology)) else {
                Issue.record("\(text) is a bill")
                continue
            }
            for index in text.indices {
                guard let digit = text[index].wholeNumberValue else { continue }
                for other in 0...9 where other != digit {
                    var wrong = text
                    wrong.replaceSubrange(index...index, with: String(other))
                    switch interpreter.reading(of: ScannedCode(wrong, symbology: symbology)) {
                    case .damagedBill, .notABill: break
                    case .bill, .ambiguous, .unknownBiller, .walletCode, .creditNote, .badge:
                        Issue.record("\(wrong) was taken for \(text)")
                    }
                }
            }
        }
    }

    @Test(arguments: [("kiosk", Schema.kioskText), ("biller", Schema.billerText)])
    func theSchemaInTheProgramIsTheSchemaInTheFolder(name: String, text: String) throws {
        #expect(text == (try Repository.text("\(Repository.configuration)/schema/\(name).schema.yaml")))
    }
}
