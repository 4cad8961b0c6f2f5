import Foundation
import KioskControl
import KioskCore
import KioskVision
import Logging
import Metrics
import ServiceLifecycle
import Synchronization

/// Runs the camera's loop on a thread of its own, and hands what it says to the kiosk.
final class CameraDriver: ServiceLifecycle.Service {
    /// What waits to be handed on: presences come seldom, and codes one by one from a person's hands.
    static let longestQueue = 32

    private let name: String
    private let loop: @Sendable (@escaping @Sendable (CameraNews) -> Void) -> CameraLoop
    private let sight: CameraSight
    private let views: @Sendable () -> AsyncStream<KioskView>
    private let report: @Sendable (CameraNews) async -> Void
    private let isWanted = Atomic(true)
    private let news = Mailbox<CameraNews>(limit: longestQueue)

    /// - Parameters:
    ///   - loop: makes the loop, which tells its news to what it is given.
    ///   - views: what the screen shows, from now on.
    init(
        _ name: String, sight: CameraSight, views: @escaping @Sendable () -> AsyncStream<KioskView>,
        loop: @escaping @Sendable (@escaping @Sendable (CameraNews) -> Void) -> CameraLoop,
        report: @escaping @Sendable (CameraNews) async -> Void
    ) {
        self.name = name
        self.loop = loop
        self.sight = sight
        self.views = views
        self.report = report
    }

    /// Runs until the task is cancelled or the service group stops it; the thread has ended when this returns.
    func run() async {
        await withTaskCancellationOrGracefulShutdownHandler {
            let (ended, end) = AsyncStream.makeStream(of: Void.self, bufferingPolicy: .bufferingOldest(1))
            start { end.finish() }
            await withDiscardingTaskGroup { group in
                group.addTask { [self] in
                    for await view in views() { sight.wish(for: CameraWish(view.screen)) }
                }
                group.addTask { [self] in
                    while let news = await news.next() { await report(news) }
                }
                for await _ in ended {}
                news.close()
                group.cancelAll()
            }
            // A cancelled task does not wait for a stream; the thread does not outlive the kiosk all the same.
            sight.wish(for: .nothing)
        } onCancelOrGracefulShutdown: { [self] in
            isWanted.store(false, ordering: .releasing)
            sight.bell.ring()
        }
    }

    private func start(ended: @escaping @Sendable () -> Void) {
        let thread = Thread { [self] in
            var loop = loop { [news] said in
                switch said {
                // A person can lay the bill down again.
                case .read: if !news.offer(said) { RuntimeMetrics.droppedInputs().increment() }
                case .opened, .presence, .trouble: news.insist(said)
                }
            }
            while isWanted.load(ordering: .acquiring) {
                let pause = loop.step()
                if pause > .zero { sight.bell.wait(for: pause) }
            }
            ended()
        }
        thread.name = "kiosk-camera"
        thread.start()
    }
}
