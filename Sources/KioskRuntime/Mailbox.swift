import Synchronization

/// A bounded queue between tasks, in the order of arrival. What happens at its bound is the sender's choice: wait
/// with `push`, or hear no with `offer`.
///
/// Both may leave `room`, so that one kind of sender cannot shut another out.
final class Mailbox<Element: Sendable>: Sendable {
    private struct State {
        var elements: [Element] = []
        var readers: [Int: CheckedContinuation<Void, Never>] = [:]
        /// Senders that wait for room, in order.
        var senders: [(number: Int, room: Int, continuation: CheckedContinuation<Bool, Never>, element: Element)] = []
        var lastNumber = 0
        var isClosed = false

        mutating func nextNumber() -> Int {
            lastNumber += 1
            return lastNumber
        }

        /// Readers look again, each for itself.
        mutating func takeReaders() -> [CheckedContinuation<Void, Never>] {
            defer { readers = [:] }
            return Array(readers.values)
        }
    }

    private let limit: Int
    private let state = Mutex(State())

    init(limit: Int) {
        precondition(limit > 0, "a mailbox holds at least one element")
        self.limit = limit
    }

    var isEmpty: Bool { state.withLock { $0.elements.isEmpty } }
    var isClosed: Bool { state.withLock { $0.isClosed } }

    /// False when there is no room, or the mailbox is closed.
    func offer(_ element: Element, leaving room: Int = 0) -> Bool {
        add(element, ifFewerThan: limit - room)
    }

    /// Adds past the bound; for what is sent once in a lifetime, such as the wish to stop.
    func insist(_ element: Element) {
        _ = add(element, ifFewerThan: .max)
    }

    private func add(_ element: Element, ifFewerThan bound: Int) -> Bool {
        let readers: [CheckedContinuation<Void, Never>]? = state.withLock { state in
            guard !state.isClosed, state.elements.count < bound else { return nil }
            state.elements.append(element)
            return state.takeReaders()
        }
        guard let readers else { return false }
        for reader in readers { reader.resume() }
        return true
    }

    /// Waits for room. False when the mailbox was closed, or the task cancelled, before there was some.
    func push(_ element: Element, leaving room: Int = 0) async -> Bool {
        if offer(element, leaving: room) { return true }
        let number = state.withLock { $0.nextNumber() }
        return await withTaskCancellationHandler {
            await withCheckedContinuation { continuation in
                let (answer, readers): (Bool?, [CheckedContinuation<Void, Never>]) = state.withLock { state in
                    // A cancellation that came before this point found nobody to wake.
                    if state.isClosed || Task.isCancelled { return (false, []) }
                    if state.elements.count < limit - room {
                        state.elements.append(element)
                        return (true, state.takeReaders())
                    }
                    state.senders.append((number, room, continuation, element))
                    return (nil, [])
                }
                for reader in readers { reader.resume() }
                if let answer { continuation.resume(returning: answer) }
            }
        } onCancel: {
            let sender = state.withLock { state in
                state.senders.firstIndex { $0.number == number }.map { state.senders.remove(at: $0).continuation }
            }
            sender?.resume(returning: false)
        }
    }

    func pop() -> Element? {
        let (element, sender): (Element?, CheckedContinuation<Bool, Never>?) = state.withLock { state in
            guard !state.elements.isEmpty else { return (nil, nil) }
            let element = state.elements.removeFirst()
            guard let index = state.senders.firstIndex(where: { state.elements.count < limit - $0.room }) else {
                return (element, nil)
            }
            let sender = state.senders.remove(at: index)
            state.elements.append(sender.element)
            return (element, sender.continuation)
        }
        sender?.resume(returning: true)
        return element
    }

    /// Returns when there is an element, the mailbox is closed, or the task is cancelled.
    func untilFilled() async {
        let number = state.withLock { $0.nextNumber() }
        await withTaskCancellationHandler {
            await withCheckedContinuation { continuation in
                let mayGoOn = state.withLock { state in
                    if !state.elements.isEmpty || state.isClosed || Task.isCancelled { return true }
                    state.readers[number] = continuation
                    return false
                }
                if mayGoOn { continuation.resume() }
            }
        } onCancel: {
            state.withLock { $0.readers.removeValue(forKey: number) }?.resume()
        }
    }

    /// The next element, or nil when the mailbox is closed and empty, or the task is cancelled.
    func next() async -> Element? {
        while true {
            if let element = pop() { return element }
            if isClosed || Task.isCancelled { return nil }
            await untilFilled()
        }
    }

    /// Takes nothing more in; what is in it can still be read.
    func close() {
        let (readers, senders) = state.withLock { state in
            state.isClosed = true
            defer { state.senders = [] }
            return (state.takeReaders(), state.senders.map(\.continuation))
        }
        for reader in readers { reader.resume() }
        for sender in senders { sender.resume(returning: false) }
    }
}
