import Foundation

/// Measures the journal: what a durable entry costs beside a bare C loop that makes the same commits on the same disk,
/// what the tree and the signature cost of it, and what a long journal costs more than a short one.
///
/// `journal-benchmarks [--entries 1000000]` works in `out/journal-benchmarks` of the working directory, which must be
/// on the disk that is to be measured. Each line is a figure with its limit (`Benchmarks/limits.json`).
@main
struct Program {
    static func main() throws {
        let arguments = CommandLine.arguments
        let entries =
            arguments.firstIndex(of: "--entries").flatMap { arguments.dropFirst($0 + 1).first }
            .flatMap { Int($0) } ?? 1_000_000
        let folder = URL(filePath: "out/journal-benchmarks")
        try? FileManager.default.removeItem(at: folder)
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }

        let limits = try JSONDecoder().decode(
            [String: Limit].self, from: Data(contentsOf: URL(filePath: "Benchmarks/limits.json")))
        var isWithin = true
        for figure in try CommitFigures.measure(in: folder) + GrowthFigures.measure(in: folder, entries: entries) {
            let limit = limits[figure.name]
            isWithin = isWithin && limit?.holds(figure.value) ?? true
            print("\(figure.name): \(figure.text) (\(limit?.text ?? "no aim")\(limit?.verdict(figure.value) ?? ""))")
        }
        exit(isWithin ? 0 : 1)
    }
}

struct Figure {
    let name: String
    let value: Double
    let unit: String

    var text: String { String(format: value < 10 ? "%.3f %@" : "%.1f %@", value, unit) }
}

/// A figure's bound on one side.
struct Limit: Decodable {
    let atMost: Double?
    let atLeast: Double?

    func holds(_ value: Double) -> Bool {
        value <= atMost ?? .infinity && value >= atLeast ?? -.infinity
    }

    func verdict(_ value: Double) -> String { holds(value) ? "" : ", missed" }

    var text: String {
        if let atMost { return String(format: "aim ≤ %g", atMost) }
        return String(format: "aim ≥ %g", atLeast ?? 0)
    }
}

extension [Double] {
    var median: Double { sorted()[count / 2] }
}

extension Duration {
    var seconds: Double { self / .seconds(1) }
}
