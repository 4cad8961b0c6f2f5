import Foundation
import KioskSimulator

/// Measures a kiosk as a resident meets it: the real `kioskd` and `hubd` on loopback, simulated devices on their
/// sockets, screens as an open page gets them. `kiosk-benchmarks usb` measures what USB costs, in the guest of
/// `make usb-bench`.
@main
struct Program {
    static func main() async throws {
        if CommandLine.arguments.dropFirst().first == "usb" { try await USBFigures.run() }
        let limits = try Limits(file: "Benchmarks/limits.json")
        let figures = try await KioskFigures.measure()
        var isWithin = true
        for figure in figures {
            let limit = limits[figure.name]
            let isMet = limit.map { figure.value <= $0 } ?? true
            isWithin = isWithin && isMet
            let aim = limit.map { "aim ≤ \(Int($0)) \(figure.unit)" } ?? "no aim"
            print(
                "\(figure.name): \(String(format: "%.1f", figure.value)) \(figure.unit) (\(aim)\(isMet ? "" : ", missed"))"
            )
        }
        exit(isWithin ? 0 : 1)
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
