import Foundation
import KioskCodes
import KioskCore
import Testing

/// The lines of `kioskctl code parse`, as docs/code-commands.md has them.
@Suite struct CodeReportTests {
    private func report(_ text: String, by profiles: [BillerProfile] = []) -> CodeReport {
        CodeReport(ScannedCode(bytes: Array(text.utf8), aim: nil), by: CodeInterpreter(profiles: profiles))
    }

    @Test func aBillsLineHasItsKeysInOrder() {
        #expect(
            report("82660000000679300418200209414042020102094141").json.line
                == #"{"format":"febraban","bill":true,"payee":"2/0041","reference":"8200209414042020102094141","#
                + #""amount":"67.93","currency":"BRL","minorUnits":6793,"segment":2,"segmentName":"water","#
                + #""valueKind":6,"modulus":10,"company":"0041","freeField":"8200209414042020102094141","#
                + #""barcode":"82660000000679300418200209414042020102094141","#
                + #""typedLine":"826600000002679300418200020941404202201020941419","#
                + #""raw":"82660000000679300418200209414042020102094141"}"#)
    }

    @Test func aFaultsLineHasCodePositionMessageAndFormat() {
        let report = report("(415)1234567890123(8020)A")
        #expect(report.isFault)
        #expect(
            report.json.line
                == #"{"error":{"code":"checkDigit","position":17,"message":"(415): the check digit is wrong.","#
                + #""format":"gs1"}}"#)
    }

    @Test func aKnownBillerIsNamedWithTheAccount() throws {
        let line = report(
            "83640000001331201380008128846271108013618155", by: [try SampleProfiles.brazilianPower()]
        ).json.line
        #expect(line.hasPrefix(#"{"format":"febraban","bill":true,"biller":"eletricidade","account":"000812884627","#))
    }

    @Test func aBillersOwnCodeIsAProfile() throws {
        let code = "3300123456202610000086402611253"
        #expect(
            report(code, by: [try SampleProfiles.electricity()]).json.line
                == #"{"format":"profile","bill":true,"biller":"power","account":"3300123456","amount":"86.40","#
                + #""currency":"CNY","minorUnits":8640,"due":"2026-11-25","period":"2026-10","raw":"\#(code)"}"#)
        #expect(report(code).isFault, "without billers nobody knows it")
        let damaged = report(String(code.dropLast()) + "4", by: [try SampleProfiles.electricity()])
        #expect(damaged.json.line.hasPrefix(#"{"error":{"code":"checkDigit","position":30,"#))
    }

    @Test func aCodeOfTwoBillersIsAmbiguous() throws {
        let report = report("310012345678", by: [try SampleProfiles.oldWater(), try SampleProfiles.oldGas()])
        #expect(report.isFault)
        #expect(report.json.line.contains(#""code":"ambiguous""#))
        #expect(report.json.line.hasSuffix(#""billers":["water","gas"]}}"#))
    }

    @Test func theBillersCurrencyIsSaidWhereTheSlipIsSilent() throws {
        let slip = "(415)5412345678908(8020)REF1(3902)18640"
        #expect(report(slip).json.line.contains(#""amount":"186.40","elements""#))
        let line = report(slip, by: [try SampleProfiles.slipPayee()]).json.line
        #expect(line.contains(#""amount":"186.40","currency":"EUR","minorUnits":18640,"#))
    }

    @Test func textOfAnotherCharacterSetIsSaidInUTF8() throws {
        let bytes = Array("BCD\n002\n2\nSCT\n\nZ".utf8) + [0xFC] + Array("rich\nBE72000000001616".utf8)
        let line = CodeReport(ScannedCode(bytes: bytes, aim: nil), by: CodeInterpreter(profiles: [])).json.line
        #expect(line.contains(#""name":"Zürich""#))
        #expect(line.contains(#"\nZürich\nBE72"#), "raw")
    }

    @Test func aWalletsDigitsAreNotRepeated() {
        #expect(
            report("134567890123456789").json.line
                == #"{"format":"wallet","bill":false,"provider":"weChatPay","length":18}"#)
    }

    /// Foundation reads every line back, whatever stands in it.
    @Test func everyLineIsJSON() throws {
        let texts = [
            SwissQRBillTests.withQRReference, SwissQRBillTests.withoutReference, EPCTransferTests.example,
            EMVMerchantCodeTests.example, PagoPANoticeTests.notice, JapaneseSlipTests.slip, "(10)\"\\", "\u{1D}", "",
            "4151231231231232" + "8020\"\u{1D}3910050123", "BCD\n002\n1\nSCT\n\na\u{2028}b\"\\\nBE72000000001616",
            "PAYCIRCLE-BADGE:\(try #require(BadgeCode(number: "T0042")))",
        ]
        for text in texts {
            let line = report(text).json.line
            #expect(!line.contains("\n"))
            let object = try JSONSerialization.jsonObject(with: Data(line.utf8)) as? [String: Any]
            #expect(object?["format"] is String || object?["error"] is [String: Any], "\(line)")
            if let raw = object?["raw"] as? String { #expect(raw == text) }
        }
    }
}
