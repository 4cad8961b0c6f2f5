import Foundation
import Glibc
import Synchronization

/// One opening of a serial port, from open to close, on a thread of its own.
///
/// The thread waits in `poll` for the port and for a pipe that wakes it; every call that can block, opening and
/// closing among them, is made there and not on the cooperative pool. It reads only while there is room for another
/// piece. Once ended, a line is not used again.
final class TTYLine: Sendable {
    /// Sends that wait at the same time; the driver has one.
    static let mostWrites = 16
    static let largestPiece = 4_096

    private struct Write {
        let number: Int
        var bytes: ArraySlice<UInt8>
        let continuation: CheckedContinuation<Void, any Error>
    }

    private struct State {
        var opening: CheckedContinuation<LineIdentity?, any Error>?
        var writes: [Write] = []
        var lastNumber = 0
        var isOpen = false
        var isEnding = false
        var hasEnded = false
        var awaitingEnd: [Int: CheckedContinuation<Void, Never>] = [:]
    }

    let pieces: LinePieces<[UInt8]>
    private let address: TTYTransport.Address
    private let expected: USBSelector?
    private let settings: SerialSettings
    private let directory: TTYDirectory
    private let waker: Waker
    private let state = Mutex(State())

    init(
        _ address: TTYTransport.Address, expected: USBSelector?, _ settings: SerialSettings, _ directory: TTYDirectory
    ) throws(LineError) {
        self.address = address
        self.expected = expected
        self.settings = settings
        self.directory = directory
        let waker = try Waker()
        self.waker = waker
        pieces = LinePieces(onRoom: { waker.wake() })
    }

    /// Starts the thread and waits until the port is open. When the task is cancelled, the thread lets go of the port
    /// as soon as it can.
    func start() async throws -> LineIdentity? {
        try await withTaskCancellationHandler {
            try await withCheckedThrowingContinuation { continuation in
                state.withLock { $0.opening = continuation }
                let thread = Thread { self.run() }
                thread.name = "kiosk-tty"
                thread.start()
                if Task.isCancelled { end() }
            }
        } onCancel: {
            end()
        }
    }

    /// Returns when the kernel has taken every byte.
    func send(_ bytes: [UInt8]) async throws {
        guard !bytes.isEmpty else { return }
        let number = state.withLock { state in
            state.lastNumber += 1
            return state.lastNumber
        }
        try await withTaskCancellationHandler {
            try await withCheckedThrowingContinuation { continuation in
                let refusal: (any Error)? = state.withLock { state in
                    if Task.isCancelled { return CancellationError() }
                    guard state.isOpen, !state.isEnding else { return TTYLine.notOpen(address) }
                    guard state.writes.count < TTYLine.mostWrites else {
                        return LineError(
                            .queueFull, "\(TTYLine.mostWrites) messages already wait to go out to \(address).")
                    }
                    state.writes.append(Write(number: number, bytes: bytes[...], continuation: continuation))
                    return nil
                }
                if let refusal { continuation.resume(throwing: refusal) } else { waker.wake() }
            }
        } onCancel: {
            let write = state.withLock { state in
                state.writes.firstIndex { $0.number == number }.map { state.writes.remove(at: $0) }
            }
            write?.continuation.resume(throwing: CancellationError())
        }
    }

    /// Asks the thread to let go of the port; does not wait for it, because closing may last as long as the device
    /// wants.
    func end() {
        let opening = state.withLock { state in
            state.isEnding = true
            defer { state.opening = nil }
            return state.opening
        }
        opening?.resume(throwing: CancellationError())
        pieces.discard()
        waker.wake()
    }

    /// Returns when the port is free again, or the task is cancelled.
    func untilEnded() async {
        let number = state.withLock { state in
            state.lastNumber += 1
            return state.lastNumber
        }
        await withTaskCancellationHandler {
            await withCheckedContinuation { continuation in
                let mayGoOn = state.withLock { state in
                    if state.hasEnded || Task.isCancelled { return true }
                    state.awaitingEnd[number] = continuation
                    return false
                }
                if mayGoOn { continuation.resume() }
            }
        } onCancel: {
            state.withLock { $0.awaitingEnd.removeValue(forKey: number) }?.resume()
        }
    }

    static func notOpen(_ address: TTYTransport.Address) -> LineError {
        LineError(.notOpen, "The line to \(address) is not open.")
    }
}

// MARK: - On the thread

extension TTYLine {
    private func run() {
        do throws(LineError) {
            let (path, identity) = try whereabouts()
            let descriptor = try TTYPort.open(path, settings)
            opened(as: identity)
            let failure = serve(descriptor)
            pieces.finish(failure)
            failWrites(with: failure ?? TTYLine.notOpen(address))
            TTYPort.close(descriptor)
        } catch {
            let opening = state.withLock { state in
                defer { state.opening = nil }
                return state.opening
            }
            pieces.finish(error)
            opening?.resume(throwing: error)
        }
        let waiting = state.withLock { state in
            state.hasEnded = true
            defer { state.awaitingEnd = [:] }
            return state.awaitingEnd.values
        }
        for one in waiting { one.resume() }
    }

    private func whereabouts() throws(LineError) -> (path: String, identity: LineIdentity?) {
        switch address {
        case .path(let path):
            let identity = directory.identity(ofPortAt: path)
            if let expected { try expected.check(identity, behind: path) }
            return (path, identity)
        case .usb(let selector):
            let port = try directory.port(of: selector)
            return (port.path, port.identity)
        }
    }

    private func opened(as identity: LineIdentity?) {
        let opening = state.withLock { state in
            state.isOpen = !state.isEnding
            defer { state.opening = nil }
            return state.opening
        }
        opening?.resume(returning: identity)
    }

    /// Moves bytes until the line is ended here, or is lost; then says why.
    private func serve(_ descriptor: Int32) -> LineError? {
        while true {
            let (isEnding, wantsToWrite) = state.withLock { ($0.isEnding, !$0.writes.isEmpty) }
            if isEnding { return nil }
            let events = (pieces.hasRoom ? POLLIN : 0) | (wantsToWrite ? POLLOUT : 0)
            var watched = [
                pollfd(fd: descriptor, events: Int16(events), revents: 0),
                pollfd(fd: waker.reader, events: Int16(POLLIN), revents: 0),
            ]
            if poll(&watched, nfds_t(watched.count), -1) < 0, errno != EINTR { return lost(errno) }
            waker.drain()
            let happened = Int32(watched[0].revents)
            if happened & Int32(POLLIN) != 0, let failure = read(descriptor) { return failure }
            if happened & Int32(POLLOUT) != 0, let failure = write(descriptor) { return failure }
            // What is left to read comes first; a line that hung up stays readable until then.
            if happened & Int32(POLLIN) == 0, happened & Int32(POLLHUP | POLLERR | POLLNVAL) != 0 { return lost(EIO) }
        }
    }

    private func read(_ descriptor: Int32) -> LineError? {
        switch TTYPort.read(descriptor, atMost: TTYLine.largestPiece) {
        case .bytes(let bytes):
            // There was room, and only this thread fills it, so this is refused only when the line was ended.
            _ = pieces.offer(bytes)
            return nil
        case .nothing: return nil
        case .end(let number): return lost(number)
        }
    }

    private func write(_ descriptor: Int32) -> LineError? {
        let (done, failure): (CheckedContinuation<Void, any Error>?, LineError?) = state.withLock { state in
            guard let first = state.writes.first else { return (nil, nil) }
            // The descriptor never blocks, so the lock is held for a moment only.
            switch TTYPort.write(descriptor, first.bytes) {
            case .failed(let number): return (nil, lost(number))
            case .bytes(let count):
                state.writes[0].bytes = first.bytes.dropFirst(count)
                guard state.writes[0].bytes.isEmpty else { return (nil, nil) }
                return (state.writes.removeFirst().continuation, nil)
            }
        }
        done?.resume()
        return failure
    }

    private func failWrites(with error: LineError) {
        let writes = state.withLock { state in
            state.isOpen = false
            defer { state.writes = [] }
            return state.writes
        }
        for write in writes { write.continuation.resume(throwing: error) }
    }

    private func lost(_ number: Int32) -> LineError {
        LineError(
            .lost, "The serial port \(address) is gone: \(String(cString: strerror(number))).", number: number)
    }
}

extension USBSelector {
    /// A name below `/dev/serial` can come to point at another adapter, so what is behind it must be what the site says.
    fileprivate func check(_ identity: LineIdentity?, behind path: String) throws(LineError) {
        guard FileManager.default.fileExists(atPath: path) else { return }
        guard let identity else {
            throw LineError(
                .wrongDevice,
                "The serial port \(path) is not on USB, and the configuration says \(inWords): correct one of them.")
        }
        guard models.isEmpty || models.contains(identity.model), serial.map({ $0 == identity.serial }) ?? true,
            portPath.map({ $0 == identity.portPath }) ?? true
        else {
            throw LineError(
                .wrongDevice,
                "Behind \(path) is \(identity.inWords), and the configuration says \(inWords): correct one of them.")
        }
    }

    private var inWords: String { models.isEmpty ? "an adapter\(description)" : description }
}
