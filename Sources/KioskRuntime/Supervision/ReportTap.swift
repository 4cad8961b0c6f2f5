import Synchronization

/// Lets a test of a device hear what its driver reports, beside the kiosk.
final class ReportTap<Report: Sendable>: Sendable {
    /// Reports that wait for a listener; the oldest are dropped, as a test looks for one that comes last.
    static var mostWaiting: Int { 64 }

    private struct State {
        var listeners: [Int: AsyncStream<Report>.Continuation] = [:]
        var lastNumber = 0
    }

    private let state = Mutex(State())

    func tell(_ report: Report) {
        let listeners = state.withLock { Array($0.listeners.values) }
        for listener in listeners { listener.yield(report) }
    }

    func listen() -> AsyncStream<Report> {
        let (stream, continuation) = AsyncStream.makeStream(
            of: Report.self, bufferingPolicy: .bufferingNewest(ReportTap.mostWaiting))
        let number = state.withLock { state in
            state.lastNumber += 1
            state.listeners[state.lastNumber] = continuation
            return state.lastNumber
        }
        continuation.onTermination = { [weak self] _ in
            _ = self?.state.withLock { $0.listeners.removeValue(forKey: number) }
        }
        return stream
    }
}
