import Foundation
import Glibc
import KioskSimulator

/// The real `kioskd` with all five devices on USB and nobody there: how much of a core it takes to ask them how they
/// are, and whether its memory grows.
enum USBIdleFigures {
    /// For what happens once after the start.
    private static let settling = Duration.seconds(8)

    static func measure(_ stage: USBBenchStage, for time: Duration) async throws -> [Figure] {
        try await stage.startGadgets()
        try await Task.sleep(for: settling)
        let before = try await Usage(of: stage)
        try await Task.sleep(for: time)
        let after = try await Usage(of: stage)
        let seconds = Double(time.components.seconds)
        return [
            Figure(
                name: "kioskd polling five idle devices, of one core",
                value: (after.processorSeconds - before.processorSeconds) / seconds * 100, unit: "%"),
            Figure(name: "resident memory of kioskd idle", value: after.megabytes, unit: "MB"),
            Figure(
                name: "growth of memory while idle", value: max(0, after.megabytes - before.megabytes),
                unit: "MB in \(Int(seconds)) s"),
        ]
    }

    /// Of proc(5).
    private struct Usage {
        let processorSeconds: Double
        let megabytes: Double

        init(of stage: USBBenchStage) async throws {
            guard let process = await stage.kioskProcess else { throw SimulatorError("kioskd does not run.") }
            let stat = try String(contentsOfFile: "/proc/\(process)/stat", encoding: .utf8)
            // The name in brackets may hold blanks; user and system time are fields 14 and 15.
            let fields = stat[(stat.lastIndex(of: ")") ?? stat.startIndex)...].split(separator: " ")
            guard fields.count > 13, let user = Double(fields[12]), let system = Double(fields[13]) else {
                throw SimulatorError("/proc does not say how much time kioskd took.")
            }
            processorSeconds = (user + system) / Double(sysconf(Int32(_SC_CLK_TCK)))
            let status = try String(contentsOfFile: "/proc/\(process)/status", encoding: .utf8)
            guard let kilobytes = status.firstMatch(of: /VmRSS:\s+(\d+) kB/).flatMap({ Double($0.1) }) else {
                throw SimulatorError("/proc does not say how much memory kioskd has.")
            }
            megabytes = kilobytes * 1_024 / 1_000_000
        }
    }
}
