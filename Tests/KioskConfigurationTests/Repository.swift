import Foundation
import KioskConfiguration

/// The files of `kiosk-config/` and `devices/` beside the tests.
enum Repository {
    private static let root = URL(filePath: #filePath)
        .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
    static let configuration = root.appending(path: "kiosk-config").path
    static let devices = root.appending(path: "devices").path

    /// The folders of `devices/`, one a model.
    static let models: [String] = {
        let names = (try? FileManager.default.contentsOfDirectory(atPath: devices)) ?? []
        return names.filter { !$0.hasPrefix(".") && !$0.contains(".") }.sorted()
    }()

    /// What stands in `devices/`, read once for all tests.
    static let catalogue = Result { try DeviceCatalogue.load(directory: devices) }

    static func files(in folder: String) -> [String] {
        let names = (try? FileManager.default.contentsOfDirectory(atPath: configuration + "/" + folder)) ?? []
        return names.filter { $0.hasSuffix(".yaml") }.sorted().map { "\(configuration)/\(folder)/\($0)" }
    }

    static func text(_ path: String) throws -> String { try String(contentsOfFile: path, encoding: .utf8) }
}
