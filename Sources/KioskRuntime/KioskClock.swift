import Glibc
package import KioskCore

/// Time as the runtime sees it: what it is now, and waiting until later. Tests move one by hand.
package struct KioskClock: Sendable {
    package let now: @Sendable () -> KioskInstant
    /// Returns when the instant has passed, or throws when the task is cancelled.
    package let sleep: @Sendable (_ until: KioskInstant) async throws -> Void

    package init(
        now: @escaping @Sendable () -> KioskInstant,
        sleep: @escaping @Sendable (_ until: KioskInstant) async throws -> Void
    ) {
        self.now = now
        self.sleep = sleep
    }

    /// The machine's clocks. Time asleep counts as time since boot.
    package static let system = KioskClock(
        now: { systemNow() },
        sleep: { until in
            let left = until.sinceBoot - systemNow().sinceBoot
            if left > .zero { try await Task.sleep(for: left) }
        })

    private static func systemNow() -> KioskInstant {
        #if os(Linux)
            let sinceBoot = read(CLOCK_BOOTTIME)
        #else
            let sinceBoot = read(CLOCK_MONOTONIC)
        #endif
        return KioskInstant(
            sinceBoot: sinceBoot, wall: WallTime(milliseconds: read(CLOCK_REALTIME).wholeMilliseconds))
    }

    private static func read(_ clock: clockid_t) -> Duration {
        var time = timespec()
        precondition(clock_gettime(clock, &time) == 0, "the machine has no such clock")
        return .seconds(time.tv_sec) + .nanoseconds(time.tv_nsec)
    }
}

extension KioskClock {
    /// Waits until there is something in the mailbox, or the instant has passed, or the task is cancelled.
    func wait(for mailbox: Mailbox<some Sendable>, until deadline: KioskInstant?) async {
        guard let deadline else { return await mailbox.untilFilled() }
        guard mailbox.isEmpty, deadline > now() else { return }
        await withDiscardingTaskGroup { group in
            let (first, arrived) = AsyncStream.makeStream(of: Void.self, bufferingPolicy: .bufferingOldest(1))
            group.addTask {
                await mailbox.untilFilled()
                arrived.finish()
            }
            group.addTask {
                try? await sleep(deadline)
                arrived.finish()
            }
            for await _ in first {}
            group.cancelAll()
        }
    }

    /// The result of `work`, or nil when the limit passes first; `work` is then cancelled and must end.
    func within<Value: Sendable>(
        _ limit: Duration, _ work: @escaping @Sendable () async throws -> Value
    ) async throws -> Value? {
        let deadline = now().advanced(by: limit)
        return try await withThrowingTaskGroup(of: Value?.self) { group in
            group.addTask { try await work() }
            group.addTask {
                try? await sleep(deadline)
                return nil
            }
            defer { group.cancelAll() }
            return try await group.next() ?? nil
        }
    }
}
