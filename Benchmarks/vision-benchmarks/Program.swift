import Foundation

/// Measures the reader of codes beside libzbar alone and zxing-cpp alone, all in one run: a clean frame, a hard one, an
/// empty one, memory over 10,000 frames, and how many of the picture factory's bills are read.
///
/// `vision-benchmarks [--seed 1] [--frames 10000]`. Each line is a figure with its limit (`Benchmarks/limits.json`).
@main
struct Program {
    static func main() throws {
        let limits = try JSONDecoder().decode(
            [String: Limit].self, from: Data(contentsOf: URL(filePath: "Benchmarks/limits.json")))
        var isWithin = true
        func show(_ figures: [Figure]) {
            for figure in figures {
                let limit = limits[figure.name]
                isWithin = isWithin && limit?.holds(figure.value) ?? true
                let verdict = "\(limit?.text ?? "no aim")\(limit?.verdict(figure.value) ?? "")"
                // At once: the next figures take minutes.
                FileHandle.standardOutput.write(Data("\(figure.name): \(figure.text) (\(verdict))\n".utf8))
            }
        }
        let seed = UInt64(option("--seed") ?? 1)
        show(try SpeedFigures.measure(seed: seed))
        show(try MemoryFigures.measure(seed: seed, frames: option("--frames") ?? 10_000))
        show(try RateFigures.measure(seed: seed))
        exit(isWithin ? 0 : 1)
    }

    private static func option(_ name: String) -> Int? {
        let arguments = CommandLine.arguments
        return arguments.firstIndex(of: name).flatMap { arguments.dropFirst($0 + 1).first }.flatMap { Int($0) }
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
    var tail: Double { sorted()[Swift.min(count - 1, count * 95 / 100)] }
}

/// What this thread used of a core meanwhile, in milliseconds: other programs do not count.
func coreMilliseconds(_ body: () throws -> Void) rethrows -> Double {
    func used() -> Double {
        var time = timespec()
        clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time)
        return Double(time.tv_sec) * 1_000 + Double(time.tv_nsec) / 1_000_000
    }
    let start = used()
    try body()
    return used() - start
}
