import BenchmarkKit
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
        let limits = try Limits()
        let figures =
            if arguments.first == "drain" {
                try await DrainFigures.measure(
                    payments: value(of: "--payments", in: arguments).flatMap { Int($0) } ?? 10_000)
            } else {
                try await KioskFigures.measure(idle: .seconds(idle))
            }
        exit(limits.report(figures) ? 0 : 1)
    }

    /// What stands behind an option.
    static func value(of option: String, in arguments: [String]) -> String? {
        arguments.firstIndex(of: option).flatMap { arguments.dropFirst($0 + 1).first }
    }
}
