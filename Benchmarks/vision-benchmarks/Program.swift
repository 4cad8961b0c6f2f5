import BenchmarkKit
import Foundation
import KioskCore
import KioskPictureFactory

/// Measures the reader of codes beside libzbar alone and zxing-cpp alone, all in one run: a clean frame, a hard one, an
/// empty one, memory over 10,000 frames, and how many of the picture factory's bills are read.
///
/// `vision-benchmarks [speed|memory|rates] [--seed 1] [--frames 10000] [--faces every] [--symbology itf]`. Each line is a figure with its
/// limit (`Benchmarks/limits.json`). With `--faces every`, each step of a fault is on paper, thermal paper and a phone.
@main
struct Program {
    static func main() throws {
        let limits = try Limits()
        let options = BenchmarkOptions()
        let seed = UInt64(options.number("--seed") ?? 1)
        let wanted = options.first.flatMap { $0.hasPrefix("--") ? nil : $0 }
        func isWanted(_ part: String) -> Bool { wanted == nil || wanted == part }
        var isWithin = true
        if isWanted("speed") { isWithin = limits.report(try SpeedFigures.measure(seed: seed)) && isWithin }
        if isWanted("memory") {
            let figures = try MemoryFigures.measure(seed: seed, frames: options.number("--frames") ?? 10_000)
            isWithin = limits.report(figures) && isWithin
        }
        if isWanted("rates") {
            let faces: PictureFactory.Faces = options["--faces"] == "every" ? .every : .oneInTurn
            let symbologies =
                options["--symbology"].map { name in
                    CodeModules.symbologies.filter { $0.rawValue == name }
                } ?? CodeModules.symbologies
            isWithin =
                limits.report(try RateFigures.measure(seed: seed, faces: faces, symbologies: symbologies)) && isWithin
        }
        exit(isWithin ? 0 : 1)
    }
}
