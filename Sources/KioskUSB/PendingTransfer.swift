/// One transfer as the task sees it that waits for it: submitted once, answered once, cancelled at any time.
///
/// The three may come in any order. The task may be cancelled before anything was submitted, and then nothing is; the
/// transfer may come back before submitting it has returned; a callback that comes twice is heard once. The
/// continuation is never resumed under the lock.
final class PendingTransfer: Sendable {
    enum Answer: Sendable {
        case cameBack(LibUSB.Completion)
        case refused(LibUSB.Code)
        case cancelledBeforeSubmit
    }

    private typealias Waiter = CheckedContinuation<Answer, Never>

    private enum State {
        case idle(isCancelled: Bool)
        case submitting(Waiter, isCancelled: Bool)
        case inFlight(Waiter, LibUSB.Transfer)
        case done
    }

    let endpoint: UInt8
    let bytes: Int
    /// Called when the transfer is over, before its task goes on.
    private let ended: @Sendable () -> Void
    private let state = Guarded(State.idle(isCancelled: false))

    init(endpoint: UInt8, bytes: Int, ended: @escaping @Sendable () -> Void) {
        self.endpoint = endpoint
        self.bytes = bytes
        self.ended = ended
    }

    /// Submits the transfer and returns when it came back. Cancelling the task cancels the transfer; the answer then
    /// still says what had moved. To be called once.
    func run(
        _ submit: @Sendable (@escaping @Sendable (LibUSB.Completion) -> Void) -> LibUSB.Answer<LibUSB.Transfer>
    ) async -> Answer {
        await withTaskCancellationHandler {
            await withCheckedContinuation { continuation in
                start(continuation, submit)
            }
        } onCancel: {
            cancel()
        }
    }

    private func start(
        _ continuation: CheckedContinuation<Answer, Never>,
        _ submit: (@escaping @Sendable (LibUSB.Completion) -> Void) -> LibUSB.Answer<LibUSB.Transfer>
    ) {
        let maySubmit = state.withLock { state in
            if case .idle(isCancelled: false) = state {
                state = .submitting(continuation, isCancelled: false)
                return true
            }
            state = .done
            return false
        }
        guard maySubmit else {
            ended()
            return continuation.resume(returning: .cancelledBeforeSubmit)
        }
        switch submit({ [self] in end(.cameBack($0)) }) {
        case .failure(let code): end(.refused(code))
        case .success(let transfer):
            let mustCancel = state.withLock { state in
                guard case .submitting(let waiter, let isCancelled) = state else { return false }
                state = .inFlight(waiter, transfer)
                return isCancelled
            }
            if mustCancel { transfer.cancel() }
        }
    }

    private func end(_ answer: Answer) {
        let waiter = state.withLock { state -> Waiter? in
            switch state {
            case .submitting(let waiter, _), .inFlight(let waiter, _):
                state = .done
                return waiter
            case .idle, .done: return nil
            }
        }
        guard let waiter else { return }
        ended()
        waiter.resume(returning: answer)
    }

    func cancel() {
        let transfer = state.withLock { state -> LibUSB.Transfer? in
            switch state {
            case .idle:
                state = .idle(isCancelled: true)
                return nil
            case .submitting(let waiter, _):
                state = .submitting(waiter, isCancelled: true)
                return nil
            case .inFlight(_, let transfer): return transfer
            case .done: return nil
            }
        }
        transfer?.cancel()
    }
}
