import Foundation
package import KioskCore

/// The time of a bench that runs in real time, counted from when the bench was made.
package struct BenchClock: Sendable {
    private let start = ContinuousClock.now

    package init() {}

    package var now: KioskInstant {
        let wall = WallTime(milliseconds: Int64(Date().timeIntervalSince1970 * 1_000))
        return KioskInstant(sinceBoot: ContinuousClock.now - start, wall: wall)
    }
}
