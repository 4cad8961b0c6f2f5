import Foundation
import KioskSimulator

/// Measures a kiosk as a resident meets it: the real `kioskd` and `hubd` on loopback, simulated devices on their
/// sockets, screens as an open page gets them, and how it is when nobody is there (`--idle-seconds N`, 30).
/// `kiosk-benchmarks usb` measures what USB costs, in the guest of `make usb-bench`.
@main
struct Program {
    static func main() async throws {
        let arguments = Array(CommandLine.arguments.dropFirst())
        if arguments.first == "usb" { try await USBFigures.run(arguments) }
        let idle = value(of: "--idle-seconds", in: arguments).flatMap { Int($0) } ?? 30
        let limits = try Limits(file: "Benchmarks/limits.json")
        let figures = try await KioskFigures.measure(idle: .seconds(idle))
        var isWithin = true
        for figure in figures {
            let limit = limits[figure.name]
            let isMet = limit.map { figure.value <= $0 } ?? true
            isWithin = isWithin && isMet
            let aim = limit.map { "aim ≤ \(String(format: "%g", $0)) \(figure.unit)" } ?? "no aim"
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

/// What each figure is to stay below: `Benchmarks/limits.json`.
struct Limits {
    private let limits: [String: Double]

    init(file: String) throws {
        limits = try JSONDecoder().decode([String: Double].self, from: Data(contentsOf: URL(filePath: file)))
    }

    subscript(name: String) -> Double? { limits[name] }
}
