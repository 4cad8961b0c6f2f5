import Foundation

/// Holds a thread until it is opened.
final class Gate: Sendable {
    private let condition = NSCondition()
    // Used only between `lock` and `unlock` of the condition, which Swift cannot see.
    private nonisolated(unsafe) var isOpen = false
    private nonisolated(unsafe) var isReached = false

    func wait() {
        condition.lock()
        isReached = true
        while !isOpen { condition.wait() }
        condition.unlock()
    }

    func open() {
        condition.lock()
        isOpen = true
        condition.broadcast()
        condition.unlock()
    }

    private var wasReached: Bool {
        condition.lock()
        defer { condition.unlock() }
        return isReached
    }

    func waitUntilReached() async {
        while !wasReached { await Task.yield() }
    }
}
