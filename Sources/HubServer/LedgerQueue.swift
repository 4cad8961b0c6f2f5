import Dispatch
package import HubLedger
import KioskAPI
import Synchronization

/// The ledger behind a serial queue of its own, because its calls block on SQLite and must not hold a thread of
/// Swift's cooperative pool.
///
/// At most `mostWaiting` calls wait; the next is told to come back later. When SQLite can no longer be trusted
/// to write, every call is refused from then on, and `hubd` ends to recover at its next start.
package final class LedgerQueue: Sendable {
    package static let mostWaiting = 256
    static let busyHintSeconds = 5

    private struct State {
        var waiting = 0
        var failure: HubLedgerError?
    }

    private let ledger: HubLedger
    private let queue = DispatchQueue(label: "hub.ledger")
    private let state = Mutex(State())

    package init(_ ledger: HubLedger) { self.ledger = ledger }

    /// Why the ledger cannot be used any more, if so.
    package var failure: HubLedgerError? { state.withLock { $0.failure } }

    package func perform<Answer: Sendable>(
        _ call: @escaping @Sendable (HubLedger) throws -> Answer
    ) async throws -> Answer {
        let hasRoom = state.withLock { state in
            guard state.waiting < LedgerQueue.mostWaiting else { return false }
            state.waiting += 1
            return true
        }
        guard hasRoom else {
            throw HubError(.busy, "Too many requests wait.", hintAfterSeconds: LedgerQueue.busyHintSeconds)
        }
        defer { state.withLock { $0.waiting -= 1 } }
        return try await withCheckedThrowingContinuation { continuation in
            queue.async { continuation.resume(with: Result { try self.run(call) }) }
        }
    }

    private func run<Answer>(_ call: (HubLedger) throws -> Answer) throws -> Answer {
        if let failure { throw failure }
        do {
            return try call(ledger)
        } catch {
            if let failure = HubLedger.storageFailure(error) { state.withLock { $0.failure = failure } }
            throw error
        }
    }
}
