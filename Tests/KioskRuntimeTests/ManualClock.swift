import KioskCore
import KioskRuntime
import Synchronization

/// A clock that stands still until a test moves it.
final class ManualClock: Sendable {
    private struct State {
        var now: KioskInstant
        var sleepers: [Int: (until: KioskInstant, continuation: CheckedContinuation<Bool, Never>)] = [:]
        var lastNumber = 0
    }

    private let state = Mutex(
        State(now: KioskInstant(sinceBoot: .seconds(100), wall: WallTime(milliseconds: 1_800_000_000_000))))

    var now: KioskInstant { state.withLock { $0.now } }

    var clock: KioskClock {
        KioskClock(now: { self.now }, sleep: { try await self.sleep(until: $0) })
    }

    func advance(by step: Duration) {
        let woken = state.withLock { state in
            state.now = state.now.advanced(by: step)
            let woken = state.sleepers.filter { $0.value.until <= state.now }
            for number in woken.keys { state.sleepers[number] = nil }
            return woken.values.map(\.continuation)
        }
        for sleeper in woken { sleeper.resume(returning: true) }
    }

    /// The earliest instant somebody waits for.
    var nextWaking: KioskInstant? { state.withLock { $0.sleepers.values.map(\.until).min() } }

    private func sleep(until: KioskInstant) async throws {
        let number = state.withLock { state in
            state.lastNumber += 1
            return state.lastNumber
        }
        let slept = await withTaskCancellationHandler {
            await withCheckedContinuation { continuation in
                let answer: Bool? = state.withLock { state in
                    if Task.isCancelled { return false }
                    if until <= state.now { return true }
                    state.sleepers[number] = (until, continuation)
                    return nil
                }
                if let answer { continuation.resume(returning: answer) }
            }
        } onCancel: {
            state.withLock { $0.sleepers.removeValue(forKey: number) }?.continuation.resume(returning: false)
        }
        if !slept { throw CancellationError() }
    }
}

/// Gives other tasks their turn until `condition` holds; false when it does not in half a minute, in which the slowest
/// of machines has given every thread its turn.
func eventually(_ condition: () async -> Bool) async -> Bool {
    let end = ContinuousClock.now + .seconds(30)
    while ContinuousClock.now < end {
        for _ in 0..<1_000 {
            if await condition() { return true }
            await Task.yield()
        }
        try? await Task.sleep(for: .milliseconds(1))
    }
    return false
}

/// What happened, in order, for tests to look at.
final class Diary<Entry: Sendable>: Sendable {
    private let list = Mutex<[Entry]>([])
    var entries: [Entry] { list.withLock { $0 } }
    func note(_ entry: Entry) { list.withLock { $0.append(entry) } }
}
