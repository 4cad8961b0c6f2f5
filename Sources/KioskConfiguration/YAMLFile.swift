internal import Foundation
internal import Yams

/// A YAML file in memory, every value with its place.
struct YAMLFile {
    /// The path as it was given; it begins each message.
    let name: String
    let root: Node

    /// The most bytes read of one file. The demo's is 1.5 kB.
    static let largestSize = 256 * 1_024

    /// Reads the file, or throws the one problem that keeps it from being read at all.
    init(path: String) throws(ConfigurationError) {
        guard let handle = FileHandle(forReadingAtPath: path),
            let data = try? handle.read(upToCount: YAMLFile.largestSize + 1) ?? Data()
        else {
            throw ConfigurationError(
                file: path, "The file cannot be read.",
                advice: "Check that it exists, is no folder, and may be read by the user who runs this program.")
        }
        guard data.count <= YAMLFile.largestSize else {
            throw ConfigurationError(
                file: path, "The file is larger than \(YAMLFile.largestSize) bytes.",
                advice: "Give the path of a configuration file.")
        }
        guard let text = String(validating: data, as: UTF8.self) else {
            throw ConfigurationError(
                file: path, "The file is not UTF-8 text.", advice: "Save it as UTF-8 in your editor.")
        }
        try self.init(text: text, name: path)
    }

    init(text: String, name: String) throws(ConfigurationError) {
        self.name = name
        do {
            guard let root = try Yams.compose(yaml: text) else {
                throw ConfigurationError(
                    file: name, "The file is empty.", advice: "Begin with a copy of a sample in kiosk-config/.")
            }
            self.root = root
        } catch let error as ConfigurationError {
            throw error
        } catch let error as YamlError {
            throw ConfigurationError(error, text: text, file: name)
        } catch {
            throw ConfigurationError(file: name, "The file is no YAML: \(error).", advice: "Mend it.")
        }
    }
}

extension ConfigurationError {
    init(file: String, line: Int = 1, column: Int = 1, _ message: String, advice: String) {
        self.init([ConfigurationProblem(file: file, line: line, column: column, message: message, advice: advice)])
    }

    /// What the YAML parser says, with its place.
    fileprivate init(_ error: YamlError, text: String, file: String) {
        switch error {
        case .scanner(let context, let problem, let mark, _), .parser(let context, let problem, let mark, _),
            .composer(let context, let problem, let mark, _):
            let begun = context.map { " (\($0.text), begun in line \($0.mark.line))" } ?? ""
            self.init(
                file: file, line: mark.line, column: mark.column, "This is no YAML: \(problem)\(begun).",
                advice: "Check indentation, colons, quotes and brackets here and in the line before.")
        case .reader(let problem, _, _, _):
            self.init(
                file: file, "The file has a character YAML does not allow: \(problem).",
                advice: "Take out control characters.")
        case .duplicatedKeysInMapping(let keys, let context):
            let key = keys.first ?? ""
            let lines = ConfigurationError.lines(of: key, in: text, from: context.mark)
            self.init(
                file: file, line: lines.last ?? context.mark.line, column: context.mark.column,
                "'\(key)' stands here a second time; the first is in line \(lines.first ?? context.mark.line).",
                advice: "Keep one of the two.")
        case .no, .memory, .writer, .emitter, .representer, .dataCouldNotBeDecoded:
            self.init(file: file, "The file cannot be read as YAML: \(error).", advice: "Mend it.")
        }
    }

    /// The lines in which a key stands at the column of its first mention, the first two of them. The parser tells
    /// the place of one only.
    private static func lines(of key: String, in text: String, from mark: Mark) -> [Int] {
        let indent = String(repeating: " ", count: mark.column - 1)
        let lines = text.split(separator: "\n", omittingEmptySubsequences: false).enumerated()
        let hits = lines.filter { line in
            line.offset + 1 >= mark.line && line.element.hasPrefix(indent)
                && line.element.dropFirst(indent.count).hasPrefix(key + ":")
        }
        return hits.prefix(2).map { $0.offset + 1 }
    }
}
