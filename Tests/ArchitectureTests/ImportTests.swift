import Foundation
import Testing

/// Holds every import below `Sources/` against the table of modules in `docs/ARCHITECTURE.md`.
@Suite struct ImportTests {
    @Test func everyImportIsAnArrowOfTheArchitecture() throws {
        let table = try ArchitectureTable(
            String(contentsOf: Repository.root.appending(path: "docs/ARCHITECTURE.md"), encoding: .utf8))
        var faults: [String] = []
        for file in try Repository.swiftFiles(below: "Sources") {
            guard let allowed = table.allowed[file.module] else {
                faults.append("\(file.path): docs/ARCHITECTURE.md has no row for \(file.module)")
                continue
            }
            for name in file.imports where !allowed.contains(name) {
                faults.append("\(file.path): \(file.module) may not import \(name)")
            }
        }
        #expect(faults.isEmpty, "\(faults.joined(separator: "\n"))")
    }

    @Test func everyModuleOfTheTableExists() throws {
        let table = try ArchitectureTable(
            String(contentsOf: Repository.root.appending(path: "docs/ARCHITECTURE.md"), encoding: .utf8))
        let folders = try FileManager.default.contentsOfDirectory(
            atPath: Repository.root.appending(path: "Sources").path())
        #expect(Set(table.allowed.keys) == Set(folders))
    }

    @Test func aForbiddenArrowIsFound() {
        let table = ArchitectureTable("| `KioskCore` | money | – | – |\n| `KioskCodes` | codes | KioskCore | Yams |")
        #expect(table.allowed["KioskCore"]?.contains("Foundation") == false)
        #expect(table.allowed["KioskCodes"]?.contains("GRDB") == false)
        #expect(table.allowed["KioskCodes"]?.contains("Yams") == true)
        #expect(SourceFile.imports(in: "@testable package import struct GRDB.Row // x") == ["GRDB"])
        #expect(SourceFile.imports(in: "// import GRDB\nlet text = 1").isEmpty)
    }
}

/// The rules of the house that can be counted.
@Suite struct HouseTests {
    static let longestFile = 500
    static let longestLine = 120

    @Test(arguments: ["Sources", "Tests", "Benchmarks"])
    func filesAreAboutOneNoun(_ folder: String) throws {
        let long = try Repository.swiftFiles(below: folder).filter { $0.lineCount > HouseTests.longestFile }
        #expect(long.isEmpty, "\(long.map { "\($0.path) has \($0.lineCount) lines" }.joined(separator: "\n"))")
    }

    @Test func nothingIsLeftForLater() throws {
        let marks = ["TO" + "DO", "FIX" + "ME", "X" + "XX:", "not impl" + "emented"]
        let left = try Repository.swiftFiles(below: "Sources").filter { file in
            marks.contains { file.text.contains($0) }
        }
        #expect(left.isEmpty, "\(left.map(\.path))")
    }

    @Test func noTestIsDisabled() throws {
        let disabled = try Repository.swiftFiles(below: "Tests").filter { $0.text.contains(".dis" + "abled(") }
        #expect(disabled.isEmpty, "\(disabled.map(\.path))")
    }
}
