import KioskCore
import Synchronization

/// The newest view, and those who look at it.
final class ViewBoard: Sendable {
    /// A kiosk has one screen, and a technician beside it. Past this many, the one who looks longest is let go.
    static let mostViewers = 16

    private struct State {
        var view: KioskView
        var viewers: [(number: Int, continuation: AsyncStream<KioskView>.Continuation)] = []
        var lastNumber = 0
    }

    private let state: Mutex<State>

    init(_ view: KioskView) { state = Mutex(State(view: view)) }

    var view: KioskView { state.withLock { $0.view } }

    func publish(_ view: KioskView) {
        let viewers: [AsyncStream<KioskView>.Continuation] = state.withLock { state in
            guard state.view != view else { return [] }
            state.view = view
            return state.viewers.map(\.continuation)
        }
        for viewer in viewers { viewer.yield(view) }
    }

    func views() -> AsyncStream<KioskView> {
        let (stream, continuation) = AsyncStream.makeStream(of: KioskView.self, bufferingPolicy: .bufferingNewest(1))
        let (number, view, surplus) = state.withLock { state in
            state.lastNumber += 1
            state.viewers.append((state.lastNumber, continuation))
            let surplus = state.viewers.count > ViewBoard.mostViewers ? state.viewers.removeFirst() : nil
            return (state.lastNumber, state.view, surplus?.continuation)
        }
        surplus?.finish()
        continuation.onTermination = { [weak self] _ in
            self?.state.withLock { state in state.viewers.removeAll { $0.number == number } }
        }
        continuation.yield(view)
        return stream
    }
}
