/// The transfers of one claim that are under way: no more than the bounds allow, and a place to wait until they all
/// came back.
final class TransferTable: Sendable {
    enum Refusal: Error, Hashable, Sendable {
        case closed
        case tooMany
    }

    private struct Waiter {
        /// Nil waits for all endpoints.
        let endpoint: UInt8?
        let continuation: CheckedContinuation<Bool, Never>
    }

    private struct State {
        var isOpen = true
        var lastID: UInt64 = 0
        var pending: [UInt64: PendingTransfer] = [:]
        var waiters: [UInt64: Waiter] = [:]

        mutating func newID() -> UInt64 {
            lastID &+= 1
            return lastID
        }

        func isIdle(_ endpoint: UInt8?) -> Bool {
            guard let endpoint else { return pending.isEmpty }
            return !pending.values.contains { $0.endpoint == endpoint }
        }
    }

    private let state = Guarded(State())

    var isOpen: Bool { state.withLock { $0.isOpen } }
    var count: Int { state.withLock { $0.pending.count } }

    /// Makes room for a transfer, which whoever asked for it runs; its end gives the room back.
    func admit(endpoint: UInt8, bytes: Int) throws(Refusal) -> PendingTransfer {
        let answer = state.withLock { state -> Result<PendingTransfer, Refusal> in
            guard state.isOpen else { return .failure(.closed) }
            let inFlight = state.pending.values.reduce(0) { $0 + $1.bytes }
            guard state.pending.count < USBLimits.mostTransfers, inFlight + bytes <= USBLimits.mostBytesInFlight else {
                return .failure(.tooMany)
            }
            let id = state.newID()
            let transfer = PendingTransfer(endpoint: endpoint, bytes: bytes) { self.retire(id) }
            state.pending[id] = transfer
            return .success(transfer)
        }
        return try answer.get()
    }

    private func retire(_ id: UInt64) {
        let reached = state.withLock { state -> [Waiter] in
            state.pending[id] = nil
            let reached = state.waiters.filter { state.isIdle($0.value.endpoint) }
            for key in reached.keys { state.waiters[key] = nil }
            return Array(reached.values)
        }
        for waiter in reached { waiter.continuation.resume(returning: true) }
    }

    /// Admits nothing from now on.
    func close() {
        state.withLock { $0.isOpen = false }
    }

    func cancelAll(on endpoint: UInt8? = nil) {
        let transfers = state.withLock { $0.pending.values.filter { endpoint == nil || $0.endpoint == endpoint } }
        for transfer in transfers { transfer.cancel() }
    }

    /// Returns when no transfer is under way there; false when the task was cancelled before.
    func waitUntilIdle(_ endpoint: UInt8? = nil) async -> Bool {
        let id = state.withLock { $0.newID() }
        return await withTaskCancellationHandler {
            await withCheckedContinuation { continuation in
                let answer = state.withLock { state -> Bool? in
                    if state.isIdle(endpoint) { return true }
                    if Task.isCancelled { return false }
                    state.waiters[id] = Waiter(endpoint: endpoint, continuation: continuation)
                    return nil
                }
                if let answer { continuation.resume(returning: answer) }
            }
        } onCancel: {
            let waiter = state.withLock { $0.waiters.removeValue(forKey: id) }
            waiter?.continuation.resume(returning: false)
        }
    }
}
