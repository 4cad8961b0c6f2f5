import BenchmarkKit
import Foundation

/// Measures the reader of codes beside libzbar alone and zxing-cpp alone, all in one run: a clean frame, a hard one, an
/// empty one, memory over 10,000 frames, and how many of the picture factory's bills are read.
///
/// `vision-benchmarks [--seed 1] [--frames 10000]`. Each line is a figure with its limit (`Benchmarks/limits.json`).
@main
struct Program {
    static func main() throws {
        let limits = try Limits()
        let options = BenchmarkOptions()
        let seed = UInt64(options.number("--seed") ?? 1)
        let reports = [
            limits.report(try SpeedFigures.measure(seed: seed)),
            limits.report(try MemoryFigures.measure(seed: seed, frames: options.number("--frames") ?? 10_000)),
            limits.report(try RateFigures.measure(seed: seed)),
        ]
        exit(reports.allSatisfy(\.self) ? 0 : 1)
    }
}
