import Synchronization

/// What arrived on a line and was not received yet, in order, and how the line ended.
///
/// At most `limit` pieces wait. Whoever fills it either waits for room (`push`) or asks for it (`hasRoom`, with
/// `onRoom` to be told), so that a device that talks without end fills its own buffers and nothing else. What arrived
/// before the end is still received.
final class LinePieces<Piece: Sendable>: Sendable {
    /// Pieces of at most 4,096 bytes each.
    static var most: Int { 16 }

    private enum End {
        case closed
        case failed(any Error)
    }

    private struct State {
        var pieces: [Piece] = []
        var end: End?
        /// Who waits for a piece, and who waits for room, by number.
        var readers: [Int: CheckedContinuation<Void, Never>] = [:]
        var writers: [Int: CheckedContinuation<Void, Never>] = [:]
        var lastNumber = 0

        mutating func nextNumber() -> Int {
            lastNumber += 1
            return lastNumber
        }

        mutating func takeReaders() -> [CheckedContinuation<Void, Never>] {
            defer { readers = [:] }
            return Array(readers.values)
        }

        mutating func takeWriters() -> [CheckedContinuation<Void, Never>] {
            defer { writers = [:] }
            return Array(writers.values)
        }
    }

    private let limit: Int
    private let onRoom: @Sendable () -> Void
    private let state = Mutex(State())

    init(limit: Int = most, onRoom: @escaping @Sendable () -> Void = {}) {
        precondition(limit > 0, "there must be room for one piece")
        self.limit = limit
        self.onRoom = onRoom
    }

    var hasRoom: Bool { state.withLock { $0.end == nil && $0.pieces.count < limit } }
    var hasEnded: Bool { state.withLock { $0.end != nil } }

    /// Waits for room. False when the line ended, or the task was cancelled, before there was some.
    func push(_ piece: Piece) async -> Bool {
        while true {
            if offer(piece) { return true }
            if hasEnded || Task.isCancelled { return false }
            await wait(as: .writer) { $0.pieces.count < self.limit }
        }
    }

    /// False when there is no room, or the line has ended.
    func offer(_ piece: Piece) -> Bool {
        let readers: [CheckedContinuation<Void, Never>]? = state.withLock { state in
            guard state.end == nil, state.pieces.count < limit else { return nil }
            state.pieces.append(piece)
            return state.takeReaders()
        }
        guard let readers else { return false }
        for reader in readers { reader.resume() }
        return true
    }

    /// The next piece; nil after the line was closed here; throws why it failed.
    func next() async throws -> Piece? {
        while true {
            let (piece, end, writers): (Piece?, End?, [CheckedContinuation<Void, Never>]) = state.withLock { state in
                guard !state.pieces.isEmpty else { return (nil, state.end, []) }
                return (state.pieces.removeFirst(), nil, state.takeWriters())
            }
            for writer in writers { writer.resume() }
            if let piece {
                onRoom()
                return piece
            }
            switch end {
            case .closed: return nil
            case .failed(let error): throw error
            case nil: break
            }
            try Task.checkCancellation()
            await wait(as: .reader) { !$0.pieces.isEmpty }
        }
    }

    /// Nothing comes any more. The first end counts.
    func finish(_ error: (any Error)? = nil) {
        let waiting = state.withLock { state in
            if state.end == nil { state.end = error.map { .failed($0) } ?? .closed }
            return state.takeReaders() + state.takeWriters()
        }
        for one in waiting { one.resume() }
    }

    /// Forgets what was not received, for a line that was closed here.
    func discard() {
        state.withLock { $0.pieces = [] }
        finish()
    }

    private enum Side { case reader, writer }

    private func wait(as side: Side, unless isDone: @Sendable (State) -> Bool) async {
        let number = state.withLock { $0.nextNumber() }
        await withTaskCancellationHandler {
            await withCheckedContinuation { continuation in
                let mayGoOn = state.withLock { state in
                    // A cancellation that came before this point found nobody to wake.
                    if isDone(state) || state.end != nil || Task.isCancelled { return true }
                    switch side {
                    case .reader: state.readers[number] = continuation
                    case .writer: state.writers[number] = continuation
                    }
                    return false
                }
                if mayGoOn { continuation.resume() }
            }
        } onCancel: {
            let waiting = state.withLock { state in
                switch side {
                case .reader: state.readers.removeValue(forKey: number)
                case .writer: state.writers.removeValue(forKey: number)
                }
            }
            waiting?.resume()
        }
    }
}
