import KioskCore
import KioskRuntime
import Synchronization

/// A source of screens that shows what a test wants and remembers what was touched.
final class FakeScreenSource: ScreenSource {
    private struct State {
        var view: KioskView
        var choices: [ResidentChoice] = []
        var readers: [Int: AsyncStream<KioskView>.Continuation] = [:]
        var count = 0
    }

    private let state: Mutex<State>

    init(_ view: KioskView) { state = Mutex(State(view: view)) }

    var currentView: KioskView { get async { state.withLock { $0.view } } }
    var choices: [ResidentChoice] { state.withLock { $0.choices } }
    var readerCount: Int { state.withLock { $0.readers.count } }

    func views() -> AsyncStream<KioskView> {
        let (stream, continuation) = AsyncStream<KioskView>.makeStream(bufferingPolicy: .bufferingNewest(1))
        let number = state.withLock { state in
            state.count += 1
            state.readers[state.count] = continuation
            continuation.yield(state.view)
            return state.count
        }
        continuation.onTermination = { _ in self.state.withLock { $0.readers[number] = nil } }
        return stream
    }

    func choose(_ choice: ResidentChoice) async { state.withLock { $0.choices.append(choice) } }

    /// Ends every stream of views, as the end of the kiosk does.
    func finish() {
        let readers = state.withLock { Array($0.readers.values) }
        for reader in readers { reader.finish() }
    }

    func show(_ view: KioskView) {
        let readers = state.withLock { state in
            state.view = view
            return Array(state.readers.values)
        }
        for reader in readers { reader.yield(view) }
    }
}
