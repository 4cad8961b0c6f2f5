import Foundation

/// The files of `kiosk-config/` beside the tests.
enum Repository {
    static let configuration = URL(filePath: #filePath)
        .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
        .appending(path: "kiosk-config").path

    static func files(in folder: String) -> [String] {
        let names = (try? FileManager.default.contentsOfDirectory(atPath: configuration + "/" + folder)) ?? []
        return names.filter { $0.hasSuffix(".yaml") }.sorted().map { "\(configuration)/\(folder)/\($0)" }
    }

    static func text(_ path: String) throws -> String { try String(contentsOfFile: path, encoding: .utf8) }
}
