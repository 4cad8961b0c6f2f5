/// What one listener has yet to hear of the buses. When it does not keep up, all that waits is replaced by `lookAgain`,
/// since a list made afresh tells everything that was missed.
final class HotplugFeed: Sendable {
    private struct State {
        var waiting: [USBHotplugEvent] = []
        var reader: CheckedContinuation<USBHotplugEvent?, Never>?
        var isFinished = false
    }

    private let state = Guarded(State())

    func offer(_ event: USBHotplugEvent) {
        let reader = state.withLock { state -> CheckedContinuation<USBHotplugEvent?, Never>? in
            guard !state.isFinished else { return nil }
            if let reader = state.reader {
                state.reader = nil
                return reader
            }
            if state.waiting.count >= USBLimits.longestEventQueue { state.waiting = [.lookAgain] }
            if state.waiting.last != .lookAgain || event != .lookAgain { state.waiting.append(event) }
            return nil
        }
        reader?.resume(returning: event)
    }

    /// What waits is still heard.
    func finish() {
        let reader = state.withLock { state in
            state.isFinished = true
            defer { state.reader = nil }
            return state.reader
        }
        reader?.resume(returning: nil)
    }

    /// Nil when it is finished, or the listener's task is cancelled. One asks at a time; a second one that asks
    /// meanwhile hears nil.
    func next() async -> USBHotplugEvent? {
        await withTaskCancellationHandler {
            await withCheckedContinuation { continuation in
                let answer = state.withLock { state -> USBHotplugEvent?? in
                    if !state.waiting.isEmpty { return .some(state.waiting.removeFirst()) }
                    if state.isFinished || state.reader != nil { return .some(nil) }
                    state.reader = continuation
                    return nil
                }
                if let answer { continuation.resume(returning: answer) }
            }
        } onCancel: {
            finish()
        }
    }
}
