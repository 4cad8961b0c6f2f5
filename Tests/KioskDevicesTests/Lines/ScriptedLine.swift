import KioskDevices
import Synchronization

/// A line that brings what the test laid down and keeps what was sent.
final class ScriptedLine: ByteTransport {
    private struct State {
        var pieces: [[UInt8]] = []
        var sent: [[UInt8]] = []
        var resets = 0
    }

    private let description: LineDescription
    private let status: UInt8?
    private let state: Mutex<State>

    init(_ description: LineDescription = LineDescription(), status: UInt8? = nil, pieces: [[UInt8]] = []) {
        self.description = description
        self.status = status
        state = Mutex(State(pieces: pieces))
    }

    var sent: [[UInt8]] { state.withLock { $0.sent } }
    var resets: Int { state.withLock { $0.resets } }

    func open() async throws -> LineDescription { description }
    func send(_ bytes: [UInt8]) async throws { state.withLock { $0.sent.append(bytes) } }
    func receive() async throws -> [UInt8]? {
        state.withLock { $0.pieces.isEmpty ? nil : $0.pieces.removeFirst() }
    }
    func close() async {}
    func portStatus() async throws -> UInt8? { status }
    func reset() async throws { state.withLock { $0.resets += 1 } }
}
