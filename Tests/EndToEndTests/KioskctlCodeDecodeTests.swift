import Foundation
import Testing

/// What `kioskctl code decode` prints of good and bad pictures, and the code it ends with.
@Suite struct KioskctlCodeDecodeTests {
    private static let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent()
    private static let bill = root.appending(path: "kiosk-config/bills/zj-power.png").path()
    private static let cut = root.appending(path: "Fuzz/corpus/picture-file/seed-png-cut").path()
    private static let codeless = root.appending(path: "Fuzz/corpus/picture-file/seed-png-gray").path()

    @Test func aBillIsOneLineWithItsCodeAndWhereItLies() async throws {
        let run = try await Kioskctl.run("code", "decode", Self.bill)
        #expect(run.status == 0)
        let line = try #require(try run.json.first)
        #expect(line["file"] as? String == Self.bill)
        #expect((line["milliseconds"] as? Double).map { $0 > 0 } == true)
        let code = try #require((line["codes"] as? [[String: Any]])?.first)
        #expect(code["symbology"] as? String == "code128")
        #expect(code["aim"] as? String == "]C0")
        let text = try #require(code["text"] as? String)
        // The account of the demonstration, and the digits once more in hexadecimal.
        #expect(text.hasPrefix("3300123456"))
        #expect(code["bytesHex"] as? String == text.utf8.map { String($0, radix: 16) }.joined())
        #expect((code["corners"] as? [[Double]])?.count == 4)
    }

    @Test func aBadFileIsAnErrorAndTheOthersGoOn() async throws {
        let run = try await Kioskctl.run("code", "decode", Self.cut, "/nowhere.png", Self.bill)
        #expect(run.status == 66)
        let lines = try run.json
        #expect(lines.count == 3)
        #expect((lines[0]["error"] as? [String: Any])?["code"] as? String == "damaged")
        #expect((lines[1]["error"] as? [String: Any])?["code"] as? String == "notReadable")
        #expect((lines[2]["codes"] as? [Any])?.count == 1)
    }

    @Test func eachEndingHasItsCode() async throws {
        #expect(try await Kioskctl.run("code", "decode", Self.codeless).status == 1)
        #expect(try await Kioskctl.run("code", "decode", Self.cut, Self.codeless).status == 65)
        #expect(try await Kioskctl.run("code", "decode", "--symbologies", "qr", Self.bill).status == 1)
        #expect(try await Kioskctl.run("code", "decode", "--symbologies", "runes", Self.bill).status == 64)
        #expect(try await Kioskctl.run("code", "decode").status == 64)
    }
}
