import Foundation
import KioskConfiguration
import Testing

/// Each test breaks a profile and says where the messages must point.
@Suite struct BadDeviceProfileTests {
    private static let printer = Repository.devices + "/epson-tm-t20ii/profile.yaml"

    private func problems(_ texts: [(model: String, text: String)]) -> [ConfigurationProblem] {
        do {
            _ = try DeviceCatalogue.read(texts)
            return []
        } catch {
            return error.problems
        }
    }

    struct Slip: Sendable, CustomTestStringConvertible {
        let line: String
        let replacement: String
        let column: Int
        let says: [String]

        var testDescription: String { replacement }
    }

    static let slips: [Slip] = [
        Slip(line: "kind: printer", replacement: "kind: printr", column: 7, says: ["Did you mean 'printer'?"]),
        Slip(line: "kind: printer", replacement: "kind: scanner", column: 11, says: ["scanner", "hid-pos"]),
        Slip(line: "protocol: escpos", replacement: "protocol: zvt", column: 11, says: ["printer", "escpos"]),
        Slip(
            line: "  ids: [\"04b8:0e15\"]", replacement: "  ids: [\"04B8:0E15\"]", column: 9,
            says: ["small hexadecimal digits"]),
        Slip(line: "  ids: [\"04b8:0e15\"]", replacement: "  ids: [04b8]", column: 9, says: ["04b8"]),
        Slip(
            line: "  ids: [\"04b8:0e15\"]", replacement: "  ids: [\"04b8:0e15\", \"04b8:0e15\"]", column: 22,
            says: ["second time"]),
        Slip(
            line: "  ids: [\"04b8:0e15\"]", replacement: "  ids: [\"0801:0002\"]", column: 9,
            says: ["MagTek", "clear card number", "payment terminal"]),
        Slip(line: "  ids: [\"04b8:0e15\"]", replacement: "  ids: []", column: 8, says: ["1 to 16"]),
        Slip(
            line: "  ids: [\"04b8:0e15\"]", replacement: "  ids: [\"04b8:0e15\"]\n  interfaces: [\"7:1:2\"]",
            column: 16,
            says: ["class:subclass:protocol"]),
        Slip(line: "  cutter: true", replacement: "  cutter: maybe", column: 11, says: ["true or false"]),
        Slip(line: "  cutter: true", replacement: "  cuter: true", column: 3, says: ["Did you mean 'cutter'?"]),
        Slip(line: "  columns: 48", replacement: "  columns: 480", column: 12, says: ["16 to 80"]),
        Slip(line: "  codePage: ascii", replacement: "  codePage: big5", column: 13, says: ["gb18030"]),
        Slip(line: "printer:", replacement: "quirks: [slow]\nprinter:", column: 10, says: ["'slow'", "no-serial"]),
        Slip(line: "printer:", replacement: "noteAcceptor: {}\nprinter:", column: 15, says: ["noteAcceptor"]),
        Slip(line: "sources:", replacement: "sources: []\nold:", column: 10, says: ["public"]),
        Slip(
            line: "printer:", replacement: "serial: { baud: 9600, parity: mark, stopBits: 1 }\nprinter:", column: 31,
            says: ["'mark'"]),
    ]

    @Test(arguments: slips)
    func aSlipIsToldWithItsPlaceAndWhatToDo(slip: Slip) throws {
        var lines = try Repository.text(BadDeviceProfileTests.printer).components(separatedBy: "\n")
        let place = try #require(lines.firstIndex(of: slip.line), "there is no line '\(slip.line)'")
        lines[place] = slip.replacement
        let problems = problems([("epson-tm-t20ii", lines.joined(separator: "\n"))])
        let hit = problems.first { problem in
            problem.column == slip.column && slip.says.allSatisfy { problem.description.contains($0) }
        }
        #expect(hit != nil, "\(problems)")
        #expect(problems.allSatisfy { $0.file == "epson-tm-t20ii/profile.yaml" && !$0.advice.isEmpty })
    }

    @Test func aPrinterWithoutItsPartIsTold() throws {
        let text = try Repository.text(BadDeviceProfileTests.printer)
        let start = try #require(text.range(of: "printer:\n"))
        let end = try #require(text.range(of: "sources:"))
        let problems = problems([("x-y", text.replacingCharacters(in: start.lowerBound..<end.lowerBound, with: ""))])
        #expect(problems.count == 1)
        #expect(problems.first?.message.contains("no part 'printer'") == true, "\(problems)")
    }

    @Test func aWedgeWithoutIDsIsTold() {
        let text = "vendor: A\nmodel: B\nkind: scanner\nprotocol: hid-keyboard\nsources: [\"https://a.example/\"]\n"
        #expect(problems([("a-b", text)]).first?.message.contains("USB alone") == true)
    }

    private func scanner(_ wire: String, _ part: String) -> String {
        "vendor: A\nmodel: B\nkind: scanner\nprotocol: \(wire)\nusb: {ids: [\"1234:5678\"]}\nscanner: {\(part)}\n"
            + "sources: [\"https://a.example/\"]\n"
    }

    @Test(arguments: [
        ("hid-pos", "suffix: tab", "'scanner'"), ("hid-pos", "prefix: x", "'scanner'"),
        ("cdc-lines", "layout: de", "'layout'"), ("cdc-lines", "capsLock: true", "'capsLock'"),
        ("cdc-lines", "layout: us, suffix: enter", "'layout'"), ("hid-keyboard", "characterTimeout: 5", "20 to 5000"),
    ])
    func aSettingThatAScannerOfThisProtocolDoesNotHaveIsTold(wire: String, part: String, says: String) {
        let problems = problems([("a-b", scanner(wire, part))])
        #expect(problems.count == 1)
        #expect(problems.first?.description.contains(says) == true, "\(problems)")
    }

    @Test func theSettingsOfAScannerThatSendsLinesAreRead() throws {
        let text = scanner("cdc-lines", "prefix: \"A#\", suffix: tab, characterTimeout: 250")
        let profile = try #require(try DeviceCatalogue.read([("a-b", text)])[model: "a-b"])
        #expect(
            profile.scanner
                == DeviceProfile.Scanner(prefix: "A#", suffix: .tab, characterTimeout: .milliseconds(250)))
    }

    @Test func aCardReaderNeedsNoPartOfItsOwn() throws {
        let text =
            "vendor: A\nmodel: B\nkind: cardReader\nprotocol: ccid\nusb: {ids: [\"1234:5678\"]}\n"
            + "sources: [\"https://a.example/\"]\n"
        #expect(try DeviceCatalogue.read([("a-b", text)])[model: "a-b"]?.kind == .cardReader)
        // What it would say there, the reader's own descriptor says.
        let withPart = text.replacing("usb:", with: "cardReader: {exchange: tpdu}\nusb:")
        #expect(problems([("a-b", withPart)]).first?.description.contains("cardReader") == true)
    }

    @Test func twoModelsWithOneIDMustBothSayThatTheyKnow() throws {
        let text = try Repository.text(BadDeviceProfileTests.printer)
        let sharing = text.replacing("sources:", with: "quirks: [shared-id]\nsources:")
        #expect(problems([("a-b", text), ("c-d", text)]).first?.message == "'a-b' has the id 04b8:0e15 already.")
        #expect(problems([("a-b", sharing), ("c-d", text)]).count == 1)
        #expect(problems([("a-b", sharing), ("c-d", sharing)]).isEmpty)
    }

    @Test(arguments: ["", "\n", "just words", "- a\n", "a: [", "\u{0}", "usb: 7", "usb: {ids: [[[]]]}", "? ?"])
    func whatIsNoProfileIsToldAndNeverTraps(text: String) {
        #expect(problems([("a-b", text)]).isEmpty == false)
    }

    @Test(arguments: ["A B", "x", "Epson-TM", "epson_tm", String(repeating: "a", count: 65), "..", "-a"])
    func aFolderMustHaveAPlainName(name: String) throws {
        let text = try Repository.text(BadDeviceProfileTests.printer)
        #expect(problems([(name, text)]).first?.message.contains("cannot be called") == true)
    }

    @Test func theProblemsOfEveryFolderAreToldAtOnce() throws {
        try withTemporaryFolder { folder in
            for (name, text) in [("a-a", "]"), ("b-b", "vendor: B\n")] {
                try FileManager.default.createDirectory(atPath: "\(folder)/\(name)", withIntermediateDirectories: true)
                try Data(text.utf8).write(to: URL(filePath: "\(folder)/\(name)/profile.yaml"))
            }
            try FileManager.default.createDirectory(atPath: "\(folder)/c-c", withIntermediateDirectories: true)
            try Data("refused: [{id: \"1234:5678\"}]".utf8).write(to: URL(filePath: "\(folder)/refused.yaml"))
            try Data("adapters: 7".utf8).write(to: URL(filePath: "\(folder)/adapters.yaml"))
            let error = #expect(throws: ConfigurationError.self) { try DeviceCatalogue.load(directory: folder) }
            let files = Set((error?.problems ?? []).map { $0.file.dropFirst(folder.count + 1) })
            #expect(
                files == [
                    "a-a/profile.yaml", "b-b/profile.yaml", "c-c/profile.yaml", "refused.yaml", "adapters.yaml",
                ])
        }
    }

    @Test func aFolderWithoutModelsIsTold() throws {
        try withTemporaryFolder { folder in
            for path in ["/nowhere", folder] {
                let error = #expect(throws: ConfigurationError.self) { try DeviceCatalogue.load(directory: path) }
                #expect(error?.problems.first?.file == path)
            }
        }
    }
}

/// Makes a folder for `body` and removes it again.
func withTemporaryFolder(_ body: (String) throws -> Void) throws {
    let folder = NSTemporaryDirectory() + "devices-\(UUID().uuidString)"
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(atPath: folder) }
    try body(folder)
}
