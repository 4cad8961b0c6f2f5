import Foundation
import Testing

/// `kioskctl code parse` as scripts call it; what is in the lines is KioskCodesTests' to prove.
@Suite struct KioskctlCodeParseTests {
    private static let root = URL(filePath: #filePath)
        .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
    private static let water = "82660000000679300418200209414042020102094141"

    private func run(_ arguments: String..., input: [UInt8] = []) async throws -> Kioskctl.Run {
        try await Kioskctl.run(["code", "parse"] + arguments, input: Data(input))
    }

    private func error(_ object: [String: Any]) throws -> [String: Any] {
        try #require(object["error"] as? [String: Any])
    }

    @Test func eachTextIsALineAndTheExitCodeSaysWhetherAllWereRead() async throws {
        let good = try await run(Self.water, "(415)1231231231232(8020)A")
        #expect(good.status == 0)
        #expect(try good.json.map { $0["format"] as? String } == ["febraban", "gs1"])
        #expect(good.output.hasPrefix(#"{"format":"febraban","bill":true,"#))
        let mixed = try await run("4006381333931", Self.water)
        #expect(mixed.status == 1)
        #expect(try error(mixed.json[0])["code"] as? String == "notABill")
        #expect(try mixed.json[1]["format"] as? String == "febraban")
    }

    @Test func theAIMIdentifierSaysWhatTheCodeIs() async throws {
        #expect(try await run("--aim", "]C1", "10ABC").json.first?["error"] != nil)
        let item = try await run("--aim", "]C1", "010950600013435217261225")
        #expect(try item.json.first?["bill"] as? Bool == false)
        let wrong = try await run("--aim", "C1", "x", "--json")
        #expect(wrong.status == 64)
        #expect(try error(try #require(try wrong.json.first))["code"] as? Int == 64)
        #expect(try await run().status == 64, "no text at all")
    }

    @Test func standardInputIsReadByLines() async throws {
        let lines = Array("\(Self.water)\r\n\n(8020)A\n".utf8) + [0xFF, 0x0A] + Array("134567890123456789".utf8)
        let run = try await run("-", input: lines)
        #expect(run.status == 1)
        let json = try run.json
        try #require(json.count == 5)
        #expect(json[0]["format"] as? String == "febraban")
        #expect(try error(json[1])["code"] as? String == "length")
        #expect(try error(json[2])["code"] as? String == "missing")
        #expect(try error(json[3])["code"] as? String == "encoding")
        #expect(json[4]["provider"] as? String == "weChatPay")
    }

    @Test func aWholeCodeKeepsItsLineBreaks() async throws {
        let transfer =
            "BCD\n002\n1\nSCT\n\nRed Cross of Belgium\nBE72000000001616\nEUR1\nCHAR\n\nUrgency fund\nSample\n"
        let run = try await run("--whole", "-", input: Array(transfer.utf8))
        #expect(run.status == 0)
        #expect(try run.json.first?["format"] as? String == "epc069-12")
        #expect(try await Kioskctl.run(["code", "parse", transfer]).status == 0)
    }

    @Test func bytesAreGivenInHexadecimal() async throws {
        // (415) and (8020), FNC1, (3902).
        let text = "4155412345678908" + "8020A\u{1D}390218640"
        let hexadecimal = text.utf8.map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined(separator: " ")
        let run = try await run("--bytes-hex", "--aim", "]C1", hexadecimal)
        #expect(try run.json.first?["amount"] as? String == "186.40")
        for wrong in ["4", "zz", "4g"] {
            let run = try await self.run("--bytes-hex", wrong)
            #expect(run.status == 1)
            #expect(try error(try #require(try run.json.first))["code"] as? String == "encoding")
        }
    }

    @Test func tenMegabytesAreOneErrorAndNoMemory() async throws {
        let run = try await run("-", input: [UInt8](repeating: UInt8(ascii: "7"), count: 10_000_000))
        #expect(run.status == 1)
        #expect(try error(try #require(try run.json.first))["code"] as? String == "tooLong")
    }

    @Test func billersNameTheirAccounts() async throws {
        let folder = Self.root.appending(path: "kiosk-config/sample-billers").path()
        let known = try await run("--billers", folder, "3200123456", "PAGOPA|002|301000001234567864|77777777777|1")
        #expect(try known.json.first?["biller"] as? String == "js-power")
        #expect(try known.json.first?["format"] as? String == "profile")
        #expect(try await run("3200123456").status == 1)
        let none = try await run("--billers", "/nowhere", "x", "--json")
        #expect(none.status == 78)
        let two = try await run(
            "--billers", Self.root.appending(path: "kiosk-config/billers").path(), "310012345678")
        #expect(two.status == 1)
        let ambiguous = try error(try #require(try two.json.first))
        #expect(ambiguous["code"] as? String == "ambiguous")
        #expect(Set(ambiguous["billers"] as? [String] ?? []) == ["sh-gas", "sh-water"])
    }
}
