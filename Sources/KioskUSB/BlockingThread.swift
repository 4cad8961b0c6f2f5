import CLibUSB
import Foundation

/// A thread of its own, with a name, for calls that wait for a device or the kernel, so that no thread of Swift's pool
/// ever waits for them. Calls run one after the other, in the order they came.
final class BlockingThread: Sendable {
    private final class Queue: Sendable {
        let condition = NSCondition()
        // Both are used only between `lock` and `unlock` of the condition, which Swift cannot see.
        nonisolated(unsafe) var jobs: [@Sendable () -> Void] = []
        nonisolated(unsafe) var isStopped = false
    }

    private let queue = Queue()

    init(name: String) {
        Thread.start(name: name) { [queue] in
            while let job = BlockingThread.next(of: queue) { job() }
        }
    }

    /// A thread nobody can reach any more has nothing left to wait for.
    deinit { stop() }

    private static func next(of queue: Queue) -> (@Sendable () -> Void)? {
        queue.condition.lock()
        defer { queue.condition.unlock() }
        while queue.jobs.isEmpty {
            if queue.isStopped { return nil }
            queue.condition.wait()
        }
        return queue.jobs.removeFirst()
    }

    /// False when the thread was stopped or too many calls wait already. A call that `mayExceed` the bound is one that
    /// must not be lost, and of which there is only one.
    func post(mayExceed: Bool = false, _ job: @escaping @Sendable () -> Void) -> Bool {
        queue.condition.lock()
        defer { queue.condition.unlock() }
        guard !queue.isStopped, mayExceed || queue.jobs.count < USBLimits.longestCallQueue else { return false }
        queue.jobs.append(job)
        queue.condition.signal()
        return true
    }

    /// Nil when the call was not made; see `post`.
    func run<Answer: Sendable>(
        mayExceed: Bool = false, _ job: @escaping @Sendable () -> Answer
    ) async -> Answer? {
        await withCheckedContinuation { continuation in
            let isPosted = post(mayExceed: mayExceed) { continuation.resume(returning: job()) }
            if !isPosted { continuation.resume(returning: nil) }
        }
    }

    /// Ends the thread after the calls that wait already.
    func stop() {
        queue.condition.lock()
        queue.isStopped = true
        queue.condition.signal()
        queue.condition.unlock()
    }
}

extension Thread {
    /// Starts a thread whose name the kernel knows, too, as far as it has room for it. Foundation's own `name` stays in
    /// Foundation.
    static func start(name: String, _ body: @escaping @Sendable () -> Void) {
        Thread {
            kiosk_name_thread(name)
            body()
        }.start()
    }
}
