import BenchmarkKit
import Foundation
import Glibc
import KioskSimulator

/// What a kiosk costs while nobody is there: how much of a core it takes to ask its devices how they are, and whether
/// its memory grows.
enum IdleFigures {
    /// For what happens once after the start.
    private static let settling = Duration.seconds(8)

    /// - Parameter devices: What is asked, as the figure's name says it.
    static func measure(_ kiosk: Int32?, asking devices: String, for time: Duration) async throws -> [Figure] {
        guard let kiosk else { throw SimulatorError("kioskd does not run.") }
        try await Task.sleep(for: settling)
        let before = try ProcessUsage(of: kiosk)
        try await Task.sleep(for: time)
        let after = try ProcessUsage(of: kiosk)
        let seconds = Double(time.components.seconds)
        return [
            Figure(
                name: "kioskd polling \(devices), of one core",
                value: (after.processorSeconds - before.processorSeconds) / seconds * 100, unit: "%"),
            Figure(name: "resident memory of kioskd idle", value: after.megabytes, unit: "MB"),
            Figure(
                name: "growth of memory while idle", value: max(0, after.megabytes - before.megabytes),
                unit: "MB in \(Int(seconds)) s"),
        ]
    }
}

/// What a process has used so far, of proc(5).
struct ProcessUsage {
    let processorSeconds: Double
    /// What of it lies in memory now (`VmRSS`), in millions of bytes.
    let megabytes: Double

    init(of process: Int32) throws {
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
