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
        let options = BenchmarkOptions()
        if options.first == "usb" { try await USBFigures.run(options) }
        let idle = options.number("--idle-seconds") ?? 30
        let limits = try Limits()
        let figures =
            if options.first == "drain" {
                try await DrainFigures.measure(payments: options.number("--payments") ?? 10_000)
            } else {
                try await KioskFigures.measure(idle: .seconds(idle))
            }
        exit(limits.report(figures) ? 0 : 1)
    }
}
