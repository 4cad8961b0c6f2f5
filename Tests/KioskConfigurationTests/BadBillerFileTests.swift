import Foundation
import KioskConfiguration
import Testing

/// Each test breaks a biller's file and says where the messages must point.
@Suite struct BadBillerFileTests {
    private static let power = Repository.configuration + "/billers/zj-power.yaml"

    private func problems(_ files: [(name: String, text: String)]) -> [ConfigurationProblem] {
        do {
            _ = try BillerCatalogue.read(files)
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

    private static let pattern =
        "    pattern: '(?<account>33[0-9]{8})(?<period>20[0-9]{4})(?<amount>[0-9]{8})(?<due>[0-9]{6})[0-9]'"
    private static let template = "    template: '{account}{period}{amount:8}{due}{check}'"

    static let slips: [Slip] = [
        Slip(
            line: "service: electricity", replacement: "service: electricty", column: 10,
            says: ["Did you mean 'electricity'?"]),
        Slip(line: "exactness: EXACT", replacement: "exactness: exact", column: 12, says: ["EXACT_UP"]),
        Slip(line: "  digits: 10", replacement: "  digits: 31", column: 11, says: ["1 to 30"]),
        Slip(line: "  digits: 10", replacement: "  digits: 9", column: 18, says: ["10 digits"]),
        Slip(
            line: "    symbologies: [code128]", replacement: "    symbologies: [code-128]", column: 19,
            says: ["'code128'"]),
        Slip(
            line: pattern, replacement: "    pattern: '(?<account>33[0-9]{8}'", column: 14, says: ["regular expression"]
        ),
        Slip(
            line: pattern, replacement: "    pattern: '(?<konto>33[0-9]{8})'", column: 14, says: ["'konto'"]),
        Slip(line: pattern, replacement: "    pattern: '33[0-9]{8}'", column: 14, says: ["'account'"]),
        Slip(line: pattern, replacement: "    pattern: '(?<account>33[0-9]{9})'", column: 15, says: ["does not match"]),
        Slip(line: "    check: luhn", replacement: "    check: lhun", column: 12, says: ["Did you mean 'luhn'?"]),
        Slip(line: "    check: luhn", replacement: "    check: weighted-3-1", column: 15, says: ["check digit"]),
        Slip(line: "    check: luhn", replacement: "    form: febraban", column: 11, says: ["segment and company"]),
        Slip(line: template, replacement: "    template: '{account}{cheque}'", column: 15, says: ["'{cheque}'"]),
        Slip(line: template, replacement: "    template: '{account}'", column: 15, says: ["template"]),
        Slip(line: "        amount: 8640", replacement: "        amount: 8641", column: 15, says: ["8640"]),
        Slip(
            line: "        due: \"2026-11-25\"", replacement: "        due: \"2026-11-31\"", column: 14,
            says: ["no such day"]),
        Slip(line: "        due: \"2026-11-25\"", replacement: "        due: 2026-11-25", column: 14, says: ["quotes"]),
        Slip(
            line: "        period: \"2026-10\"", replacement: "        period: \"2026-13\"", column: 17,
            says: ["no month"]),
        Slip(
            line: "codes:", replacement: "offline: { tenders: [wallet] }\ncodes:", column: 22,
            says: ["offline.tenders", "needs the network"]),
        Slip(
            line: "codes:", replacement: "offline: { tenders: [card, card] }\ncodes:", column: 28, says: ["second time"]
        ),
        Slip(
            line: "codes:", replacement: "offline: { largestPayment: 900, largestTotal: 500 }\ncodes:", column: 28,
            says: ["One payment may be 900", "at most largestTotal"]),
        Slip(
            line: "codes:", replacement: "offline: { largestPaymnt: 900 }\ncodes:", column: 12,
            says: ["Did you mean 'largestPayment'?"]),
        Slip(
            line: "codes:", replacement: "offline: { largestAgeHours: 0 }\ncodes:", column: 29, says: ["1 to 720"]),
        Slip(line: "codes:", replacement: "offline: [cash]\ncodes:", column: 10, says: ["a list"]),
        Slip(
            line: "tenders: [cash, card, wallet]", replacement: "tenders: [cash, cheque]", column: 17,
            says: ["'cheque'"]),
        Slip(
            line: "tenders: [cash, card, wallet]", replacement: "tenders: [cash]\noffline: { tenders: [card] }",
            column: 22, says: ["not paid by 'card'"]),
    ]

    @Test(arguments: slips)
    func aSlipIsToldWithItsPlaceAndWhatToDo(slip: Slip) throws {
        var lines = try Repository.text(BadBillerFileTests.power).components(separatedBy: "\n")
        let place = try #require(lines.firstIndex(of: slip.line), "there is no line '\(slip.line)'")
        lines[place] = slip.replacement
        let problems = problems([("power.yaml", lines.joined(separator: "\n"))])
        let hit = problems.first { problem in
            problem.column == slip.column && slip.says.allSatisfy { problem.description.contains($0) }
        }
        #expect(hit != nil, "\(problems)")
        #expect(problems.allSatisfy { $0.file == "power.yaml" && !$0.advice.isEmpty })
    }

    @Test func anExampleThatIsReadOtherwiseIsToldAtItsOwnLine() throws {
        let text = try Repository.text(BadBillerFileTests.power)
        let line = try #require(text.components(separatedBy: "\n").firstIndex { $0.contains("3300234567202609") }) + 1
        let broken = text.replacing("3300234567202609000123452610257", with: "3300234567202609000123452610258")
        let problems = problems([("power.yaml", broken)])
        #expect(problems.first?.line == line)
        #expect(problems.first?.column == 15)
        #expect(problems.first?.message.contains("damaged") == true)
    }

    @Test func twoFilesOfOneBillerAreTold() throws {
        let text = try Repository.text(BadBillerFileTests.power)
        let problems = problems([("a.yaml", text), ("b.yaml", text)])
        #expect(problems.count == 1)
        #expect(problems.first?.file == "b.yaml")
        #expect(problems.first?.message.contains("a.yaml") == true)
    }

    @Test func theProblemsOfEveryFileAreToldAtOnce() throws {
        let text = try Repository.text(BadBillerFileTests.power)
        let problems = problems([
            ("a.yaml", "]"), ("b.yaml", text.replacing("EXACT", with: "SOMETIMES")),
            ("c.yaml", text.replacing("hotline:", with: "hotlime:")),
        ])
        #expect(Set(problems.map(\.file)) == ["a.yaml", "b.yaml", "c.yaml"])
    }

    @Test func aFolderWithoutBillersIsTold() {
        for folder in ["/nowhere", Repository.configuration] {
            let error = #expect(throws: ConfigurationError.self) { try BillerCatalogue.load(directory: folder) }
            #expect(error?.problems.first?.file == folder)
        }
    }
}
