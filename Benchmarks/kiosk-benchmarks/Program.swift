import Foundation
import KioskSimulator

/// Measures a kiosk as a resident meets it: the real `kioskd` and `hubd` on loopback, simulated devices on their
/// sockets, screens as an open page gets them, and how it is when nobody is there (`--idle-seconds N`, 30).
/// `kiosk-benchmarks usb` measures what USB costs, in the guest of `make usb-bench`; `kiosk-benchmarks drain` how fast a
/// queue of `--payments N` (10,000) is settled after an outage.
@main
struct Program {
    static func main() async throws {
        let arguments = Array(CommandLine.arguments.dropFirst())
        if arguments.first == "usb" { try await USBFigures.run(arguments) }
        let idle = value(of: "--idle-seconds", in: arguments).flatMap { Int($0) } ?? 30
        let limits = try Limits(file: "Benchmarks/limits.json")
        let figures =
            if arguments.first == "drain" {
                try await DrainFigures.measure(
                    payments: value(of: "--payments", in: arguments).flatMap { Int($0) } ?? 10_000)
            } else {
                try await KioskFigures.measure(idle: .seconds(idle))
            }
        var isWithin = true
        for figure in figures {
            let limit = limits[figure.name]
            let isMet = limit?.holds(figure.value) ?? true
            isWithin = isWithin && isMet
            let aim = limit.map { "\($0) \(figure.unit)" } ?? "no aim"
            print(
                "\(figure.name): \(String(format: "%.1f", figure.value)) \(figure.unit) (\(aim)\(isMet ? "" : ", missed"))"
            )
        }
        exit(isWithin ? 0 : 1)
    }

    /// What stands behind an option.
    static func value(of option: String, in arguments: [String]) -> String? {
        arguments.firstIndex(of: option).flatMap { arguments.dropFirst($0 + 1).first }
    }
}

struct Figure {
    let name: String
    let value: Double
    let unit: String
}

/// A figure's bound on one side.
struct Limit: Decodable, CustomStringConvertible {
    let atMost: Double?
    let atLeast: Double?

    func holds(_ value: Double) -> Bool { value <= atMost ?? .infinity && value >= atLeast ?? -.infinity }

    var description: String {
        if let atMost { return String(format: "aim ≤ %g", atMost) }
        return String(format: "aim ≥ %g", atLeast ?? 0)
    }
}

/// What each figure is to keep to: `Benchmarks/limits.json`.
struct Limits {
    private let limits: [String: Limit]

    init(file: String) throws {
        limits = try JSONDecoder().decode([String: Limit].self, from: Data(contentsOf: URL(filePath: file)))
    }

    subscript(name: String) -> Limit? { limits[name] }
}
