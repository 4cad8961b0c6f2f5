import Foundation
import KioskConfiguration
import KioskCore
import Testing

/// Each test breaks the demo's file in one or more places and says where the messages must point.
@Suite struct BadKioskFileTests {
    private static let demo = Repository.configuration + "/sites/demo.yaml"

    /// The demo's text with one line exchanged, and the number of that line.
    private func changed(_ line: String, to replacement: String) throws -> (text: String, line: Int) {
        var lines = try Repository.text(BadKioskFileTests.demo).components(separatedBy: "\n")
        let place = try #require(lines.firstIndex(of: line), "the demo has no line '\(line)'")
        lines[place] = replacement
        return (lines.joined(separator: "\n"), place + 1)
    }

    private func problems(_ text: String) -> [ConfigurationProblem] {
        do {
            _ = try KioskConfiguration.read(text, name: "kiosk.yaml")
            return []
        } catch {
            return error.problems
        }
    }

    struct Slip: Sendable, CustomTestStringConvertible {
        let line: String
        let replacement: String
        /// The column the message must name.
        let column: Int
        /// What the message and its advice must say.
        let says: [String]

        var testDescription: String { replacement }
    }

    static let slips: [Slip] = [
        Slip(
            line: "  hotline: \"400-800-0123\"", replacement: "  hotlin: \"400-800-0123\"", column: 3,
            says: ["'hotlin'", "Did you mean 'hotline'?"]),
        Slip(
            line: "  hotline: \"400-800-0123\"", replacement: "  hotline: 95598", column: 12,
            says: ["number", "\"95598\""]),
        Slip(line: "  hotline: \"400-800-0123\"", replacement: "  hotline: call us", column: 12, says: ["telephone"]),
        Slip(line: "  id: HZ-0001", replacement: "  id: hz 1", column: 7, says: ["'hz 1'", "HZ-0001"]),
        Slip(line: "  utcOffset: \"+08:00\"", replacement: "  utcOffset: \"+25:00\"", column: 14, says: ["'+08:00'"]),
        Slip(
            line: "  language: zh-Hans", replacement: "  language: zh-Hant", column: 13,
            says: ["Did you mean 'zh-Hans'?"]),
        Slip(line: "  dark: never", replacement: "  dark: no", column: 9, says: ["truth value", "\"no\""]),
        Slip(
            line: "  url: http://127.0.0.1:8090", replacement: "  url: http://hub.example:8090", column: 8,
            says: ["https"]),
        Slip(
            line: "  url: http://127.0.0.1:8090", replacement: "  url: http://127.0.0.1.example.org", column: 8,
            says: ["https"]),
        Slip(
            line: "  url: http://127.0.0.1:8090", replacement: "  url: ftp://hub.example", column: 8, says: ["scheme"]),
        Slip(line: "  deadlineSeconds: 15", replacement: "  deadlineSeconds: 0", column: 20, says: ["1 to 60"]),
        Slip(line: "  deadlineSeconds: 15", replacement: "  deadlineSeconds: 1.5", column: 20, says: ["whole number"]),
        Slip(line: "  deadlineSeconds: 15", replacement: "  apiToken: abc", column: 3, says: ["Secrets"]),
        Slip(
            line: "  voucher: \"http://127.0.0.1:8090/v/{payment}\"", replacement: "  voucher: \"http://h/v\"",
            column: 12, says: ["{payment}"]),
        Slip(line: "  host: 127.0.0.1", replacement: "  host: 0.0.0.0", column: 9, says: ["loopback"]),
        Slip(line: "  port: 8080", replacement: "  port: 80800", column: 9, says: ["0 to 65535"]),
        Slip(
            line: "  port: 8080", replacement: "  port: \"8080\"", column: 9, says: ["a whole number", "text '8080'"]),
        Slip(
            line: "  frameAncestors: [\"http://127.0.0.1:8081\"]", replacement: "  frameAncestors: [\"*\"]", column: 20,
            says: ["loopback origin"]),
        Slip(
            line: "    protocol: escpos", replacement: "    protocol: ccnett", column: 15,
            says: ["Did you mean 'ccnet'?"]),
        Slip(line: "    protocol: escpos", replacement: "    protocol: zvt", column: 15, says: ["printer", "escpos"]),
        Slip(
            line: "    connection: unix:demo/scanner.sock", replacement: "    connection: /dev/hidraw0", column: 17,
            says: ["unix:/path"]),
        Slip(
            line: "    connection: unix:demo/scanner.sock", replacement: "    connection: tcp:192.168.1.9:900",
            column: 17, says: ["192.168.1.9", "127.0.0.1"]),
        Slip(
            line: "    connection: unix:demo/scanner.sock", replacement: "    connection: tcp:127.0.0.1:0", column: 17,
            says: ["no connection"]),
        Slip(
            line: "    connection: unix:demo/printer.sock", replacement: "    connection: unix:demo/scanner.sock",
            column: 17, says: ["'scanner'"]),
        Slip(line: "  - name: printer", replacement: "  - name: scanner", column: 11, says: ["its own name"]),
        Slip(
            line: "    kind: printer", replacement: "    kind: scanner", column: 11, says: ["'scanner'", "one of"]),
        Slip(line: "    profile: wide", replacement: "    profile: wid", column: 14, says: ["Did you mean 'wide'?"]),
        Slip(line: "  currency: CNY", replacement: "  currency: yuan", column: 13, says: ["ISO 4217"]),
        Slip(
            line: "  denominations: [5, 10, 20, 50, 100]", replacement: "  denominations: [5, 10, 20, 10]", column: 30,
            says: ["10", "second time"]),
        Slip(
            line: "  denominations: [5, 10, 20, 50, 100]", replacement: "  denominations: []", column: 18,
            says: ["1 to 16"]),
        Slip(line: "  tenders: [cash]", replacement: "  tenders: [cash, cheque]", column: 19, says: ["'cheque'"]),
        Slip(
            line: "  tenders: [cash]", replacement: "  tenders: [cash, wallet]", column: 19,
            says: ["'wallet'", "needs the network"]),
        Slip(line: "  tenders: [cash]", replacement: "  tenders: cash", column: 12, says: ["a list"]),
        Slip(
            line: "  largestPayment: 1000", replacement: "  largestPayment: 20000", column: 19, says: ["largestTotal"]),
        Slip(line: "journal:", replacement: "jurnal:", column: 1, says: ["Did you mean 'journal'?"]),
    ]

    @Test(arguments: slips)
    func aSlipIsToldWithItsPlaceAndWhatToDo(slip: Slip) throws {
        let (text, line) = try changed(slip.line, to: slip.replacement)
        let problems = problems(text)
        let hit = try #require(
            problems.first { $0.line == line && $0.column == slip.column }, "no message at \(line): \(problems)")
        #expect(hit.description.hasPrefix("kiosk.yaml:\(line):\(slip.column): "))
        for words in slip.says { #expect(hit.description.contains(words), "\(hit)") }
        #expect(!hit.advice.isEmpty)
    }

    @Test func aMissingKeyIsToldWhereItBelongs() throws {
        let (text, line) = try changed("  hotline: \"400-800-0123\"", to: "")
        let problems = problems(text)
        #expect(problems.count == 1)
        #expect(problems.first?.line == line - 2, "the section begins two lines above")
        #expect(problems.first?.message == "kiosk has no 'hotline'.")
        #expect(problems.first?.advice.contains("telephone number") == true)
    }

    @Test func everyProblemOfAFileIsToldAtOnceInTheOrderOfItsLines() throws {
        let text = try Repository.text(BadKioskFileTests.demo)
            .replacing("id: HZ-0001", with: "id: 7")
            .replacing("port: 8080", with: "prot: 8080")
            .replacing("protocol: ccnet", with: "protocol: cctalk")
            .replacing("largestCount: 50", with: "largestCount: many")
        let problems = problems(text)
        #expect(problems.count == 5, "port is misspelt and therefore missing too: \(problems)")
        #expect(problems.map(\.line) == problems.map(\.line).sorted())
    }

    @Test func aKeyTwiceIsToldWithBothLines() throws {
        let (text, line) = try changed("  dark: never", to: "  hotline: \"95598\"")
        let problems = problems(text)
        #expect(problems.count == 1)
        #expect(problems.first?.line == line)
        #expect(problems.first?.message.contains("line \(line - 3)") == true, "\(problems)")
    }

    @Test func brokenYAMLIsToldWithItsPlace() throws {
        let (text, line) = try changed("  language: zh-Hans", to: "  language: \"zh-Hans")
        let problem = try #require(problems(text).first)
        #expect(problem.line >= line)
        #expect(problem.message.contains("no YAML"))
    }

    @Test(arguments: [
        "", "\n\n", "# nothing but a comment\n", "just words", "- a\n- b\n", "a: [", "\u{0}", "\t: x", "? ?",
    ])
    func whatIsNoConfigurationIsToldAndNeverTraps(text: String) {
        #expect(problems(text).isEmpty == false)
    }

    @Test func deepNestingIsRefused() {
        #expect(problems(String(repeating: "[", count: 50_000)).isEmpty == false)
        #expect(problems(String(repeating: "a:\n ", count: 200)).isEmpty == false)
    }

    @Test func aListThatRefersToItselfManyTimesEndsAtItsBound() {
        var text = "a: &a [x, x, x, x, x, x, x, x, x]\n"
        for (name, last) in zip("bcdefg", "abcdef") {
            text += "\(name): &\(name) [\(Array(repeating: "*\(last)", count: 9).joined(separator: ", "))]\n"
        }
        #expect(problems(text + "devices: *g\n").isEmpty == false)
    }

    @Test func aFileThatIsNotThereIsToldByItsName() {
        let error = #expect(throws: ConfigurationError.self) {
            try KioskConfiguration.load(file: "/nowhere/kiosk.yaml")
        }
        #expect(error?.description.hasPrefix("/nowhere/kiosk.yaml:1:1: ") == true)
    }

    @Test func aFolderIsNoFile() {
        #expect(throws: ConfigurationError.self) { try KioskConfiguration.load(file: Repository.configuration) }
    }

    @Test func aFileThatIsNotUTF8IsTold() throws {
        let path = NSTemporaryDirectory() + "not-utf8-\(UUID().uuidString).yaml"
        try Data([0x6B, 0x3A, 0x20, 0xFF, 0xFE]).write(to: URL(filePath: path))
        defer { try? FileManager.default.removeItem(atPath: path) }
        let error = #expect(throws: ConfigurationError.self) { try KioskConfiguration.load(file: path) }
        #expect(error?.problems.first?.advice.contains("UTF-8") == true)
    }

    @Test func aFileOfManyErrorsTellsABoundedNumberOfThem() {
        let text = (0..<500).map { "key\($0): 1\n" }.joined()
        #expect(problems(text).count == ConfigurationError.mostProblems)
    }

    @Test func patienceThatIsSetIsKept() throws {
        let text = try Repository.text(BadKioskFileTests.demo) + "patience:\n  untilWarningSeconds: 45\n"
        let configuration = try KioskConfiguration.read(text, name: "kiosk.yaml")
        #expect(configuration.patience.untilWarning == .seconds(45))
        #expect(configuration.patience.afterWarning == Patience().afterWarning)
    }

    @Test func aTerminalMayBeOnTheNetwork() throws {
        let text = try Repository.text(BadKioskFileTests.demo)
            .replacing("unix:demo/payment-terminal.sock", with: "tcp:10.0.0.7:20007")
        let configuration = try KioskConfiguration.read(text, name: "kiosk.yaml")
        #expect(configuration.device(.paymentTerminal)?.connection == .tcp(host: "10.0.0.7", port: 20_007))
    }
}
