import Foundation

/// Wakes the camera's thread before its pause is over. A ring that comes before the thread waits is remembered.
final class CameraBell: Sendable {
    private let condition = NSCondition()
    // Used only between `lock` and `unlock` of the condition, which Swift cannot see.
    private nonisolated(unsafe) var hasRung = false

    func ring() {
        condition.lock()
        hasRung = true
        condition.signal()
        condition.unlock()
    }

    /// Blocking: returns after the pause, or with the next ring.
    func wait(for pause: Duration) {
        let end = Date(timeIntervalSinceNow: pause / .seconds(1))
        condition.lock()
        defer {
            hasRung = false
            condition.unlock()
        }
        while !hasRung, condition.wait(until: end) {}
    }
}
