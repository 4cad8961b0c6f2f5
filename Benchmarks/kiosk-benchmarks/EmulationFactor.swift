import Foundation
import Glibc
import KioskCore
import KioskDevices
import KioskSimulator

/// How many times slower the guest is than the machine that runs it: the same work, the kiosk's own kind, in both.
///
/// `kiosk-benchmarks work` prints what it takes where it is started.
enum EmulationFactor {
    /// Virtual time that a note acceptor is polled for.
    private static let polling = Duration.seconds(120)
    private static let systemCalls = 20_000
    private static let rounds = 3

    /// Seconds of processor time for a fixed amount of work: polls of a note acceptor by its driver's state machine, and
    /// calls of the kernel. The fastest of a few rounds.
    static func work() -> Double {
        (0..<rounds).map { _ in round() }.min() ?? 0
    }

    private static func round() -> Double {
        let start = processorSeconds()
        let now = KioskInstant(sinceBoot: .zero, wall: WallTime(milliseconds: 1_700_000_000_000))
        var pump = DevicePump(CCNETStateMachine(), SimulatedNoteAcceptor(), startingAt: now)
        pump.connect()
        pump.run(for: polling)
        var ends: [Int32] = [-1, -1]
        if pipe(&ends) == 0 {
            var byte: UInt8 = 0
            for _ in 0..<systemCalls { if write(ends[1], &byte, 1) == 1 { _ = read(ends[0], &byte, 1) } }
            for end in ends { close(end) }
        }
        return processorSeconds() - start
    }

    private static func processorSeconds() -> Double {
        var time = timespec()
        clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &time)
        return Double(time.tv_sec) + Double(time.tv_nsec) / 1e9
    }
}
