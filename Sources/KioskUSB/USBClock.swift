/// The time that deadlines are kept by; passed in, so that tests move it.
package struct USBClock: Sendable {
    /// Monotonic time since some moment that stays the same.
    package var now: @Sendable () -> Duration
    /// Returns after the duration; throws when the task is cancelled before.
    package var sleep: @Sendable (Duration) async throws -> Void

    package init(
        now: @escaping @Sendable () -> Duration, sleep: @escaping @Sendable (Duration) async throws -> Void
    ) {
        self.now = now
        self.sleep = sleep
    }

    /// Time that goes on while the machine sleeps.
    package static let live: USBClock = {
        let start = ContinuousClock.now
        return USBClock(
            now: { start.duration(to: .now) }, sleep: { try await Task.sleep(for: $0, clock: .continuous) })
    }()
}
