import Foundation

/// A value that only one thread at a time gets at.
///
/// Swift's own `Mutex` hands a contended lock over inside the Linux kernel, which ThreadSanitizer cannot see, so it
/// finds races where there are none. This one is a pthread mutex, which it knows. The lock is held for moments only;
/// nothing that waits, and no continuation that is resumed, belongs inside.
package final class Guarded<Value: Sendable>: Sendable {
    // Used only with the mutex held, which Swift cannot see; the mutex stays at its address until the end.
    private nonisolated(unsafe) var value: Value
    private nonisolated(unsafe) let mutex: UnsafeMutablePointer<pthread_mutex_t>

    package init(_ value: Value) {
        self.value = value
        mutex = .allocate(capacity: 1)
        mutex.initialize(to: pthread_mutex_t())
        let code = pthread_mutex_init(mutex, nil)
        precondition(code == 0, "the system makes no mutex: error \(code)")
    }

    deinit {
        pthread_mutex_destroy(mutex)
        mutex.deallocate()
    }

    package func withLock<Answer>(_ body: (inout Value) throws -> Answer) rethrows -> Answer {
        pthread_mutex_lock(mutex)
        defer { pthread_mutex_unlock(mutex) }
        return try body(&value)
    }
}
