import Foundation
import KioskCore

/// How old this process is, to say how long a start took.
package enum ProcessAge {
    /// Since `exec`, to a hundredth of a second: field 22 of `/proc/self/stat` is when the process started, in clock
    /// ticks since boot (proc(5)). Nil where there is no such file.
    package static func sinceExec(_ clock: KioskClock) -> Duration? {
        guard let stat = try? String(contentsOfFile: "/proc/self/stat", encoding: .utf8),
            // The second field, the program's name, may hold spaces; it ends with the last parenthesis.
            let afterName = stat.lastIndex(of: ")")
        else { return nil }
        let fields = stat[stat.index(after: afterName)...].split(separator: " ")
        let ticksPerSecond = Int64(sysconf(Int32(_SC_CLK_TCK)))
        guard fields.count > 19, let ticks = Int64(fields[19]), ticksPerSecond > 0 else { return nil }
        let started = Duration.milliseconds(ticks * 1_000 / ticksPerSecond)
        return clock.now().sinceBoot - started
    }
}
