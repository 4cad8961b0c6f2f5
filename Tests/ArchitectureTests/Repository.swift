import Foundation

/// The checkout these tests were built in.
enum Repository {
    static let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent()

    static func swiftFiles(below folder: String) throws -> [SourceFile] {
        let top = root.appending(path: folder)
        guard FileManager.default.fileExists(atPath: top.path()) else { return [] }
        let paths = try FileManager.default.subpathsOfDirectory(atPath: top.path()).filter { $0.hasSuffix(".swift") }
        return try paths.sorted().map { path in
            SourceFile(
                path: "\(folder)/\(path)", module: path.split(separator: "/").first.map(String.init) ?? "",
                text: try String(contentsOf: top.appending(path: path), encoding: .utf8))
        }
    }
}

struct SourceFile {
    let path: String
    /// The folder below the top one.
    let module: String
    let text: String

    var lineCount: Int { text.split(separator: "\n", omittingEmptySubsequences: false).count - 1 }
    var imports: [String] { SourceFile.imports(in: text) }

    static func imports(in text: String) -> [String] {
        let pattern =
            /^\s*(?:@\w+(?:\([^)]*\))?\s+)*(?:(?:public|package|internal|fileprivate|private)\s+)?import\s+(?:(?:struct|class|enum|protocol|func|var|let|typealias)\s+)?(\w+)/
            .anchorsMatchLineEndings()
        return text.matches(of: pattern).map { String($0.1) }
    }
}

/// The table of modules: which names each may import.
struct ArchitectureTable {
    private(set) var allowed: [String: Set<String>] = [:]

    private static let toolchain: Set<String> = ["Foundation", "Glibc", "Synchronization", "Dispatch"]

    init(_ text: String) {
        for line in text.split(separator: "\n") where line.hasPrefix("| `") {
            let cells = line.split(separator: "|", omittingEmptySubsequences: false)
                .map { $0.trimmingCharacters(in: .whitespaces) }
            guard cells.count == 6 else { continue }
            let module = cells[1].trimmingCharacters(in: CharacterSet(charactersIn: "`"))
            var names = ArchitectureTable.names(in: cells[3]).union(ArchitectureTable.names(in: cells[4]))
            if module != "KioskCore" { names.formUnion(ArchitectureTable.toolchain) }
            allowed[module] = names
        }
    }

    private static func names(in cell: String) -> Set<String> {
        guard cell != "–" else { return [] }
        return Set(cell.split(separator: ",").map { $0.trimmingCharacters(in: .whitespaces) })
    }
}
