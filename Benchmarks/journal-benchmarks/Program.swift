import BenchmarkKit
import Foundation

/// Measures the journal: what a durable entry costs beside a bare C loop that makes the same commits on the same disk,
/// what the tree and the signature cost of it, and what a long journal costs more than a short one.
///
/// `journal-benchmarks [--entries 1000000]` (0: the commits alone) works in `out/journal-benchmarks` of the working
/// directory, which must be on the disk that is to be measured. Each line is a figure with its limit (`Benchmarks/limits.json`).
@main
struct Program {
    static func main() throws {
        let entries = BenchmarkOptions().number("--entries") ?? 1_000_000
        let folder = URL(filePath: "out/journal-benchmarks")
        try? FileManager.default.removeItem(at: folder)
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }

        let growth = entries > 0 ? { try GrowthFigures.measure(in: folder, entries: entries) } : { [] }
        exit(try Limits().report(CommitFigures.measure(in: folder) + growth()) ? 0 : 1)
    }
}
