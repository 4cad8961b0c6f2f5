import NIOCore
import NIOPosix

/// The one line to a virtual machine's first program: a shell command goes in, its output and exit status come back.
///
/// The guest's half is `Tests/power-cut/init`: it answers with `answer STATUS SIZE` and so many bytes.
actor GuestLine {
    struct Answer: Sendable {
        let status: Int
        let bytes: [UInt8]

        var text: String { String(decoding: bytes, as: UTF8.self) }
    }

    private var received: [UInt8] = []
    private var writer: NIOAsyncChannelOutboundWriter<ByteBuffer>?
    private var machine: ChildProgram?
    private var isClosed = false
    private var hasEnded: Bool { isClosed || !(machine?.isRunning ?? true) }
    private var service: Task<Void, Never>?

    private static let glance: Duration = .milliseconds(5)
    private static let longestAnswer = 64 << 20

    /// Waits for a machine at this path of a Unix socket, in the background.
    init(at path: String) async throws {
        let server = try await ServerBootstrap(group: .singletonMultiThreadedEventLoopGroup)
            .bind(unixDomainSocketPath: path, cleanupExistingSocketFile: true) { channel in
                channel.eventLoop.makeCompletedFuture {
                    try NIOAsyncChannel<ByteBuffer, ByteBuffer>(wrappingChannelSynchronously: channel)
                }
            }
        // Not a child task: it reads as long as the machine lives, which is more than one call.
        service = Task { await self.serve(server) }
    }

    /// Who speaks on it: when that is dead, nobody is waited for.
    func belongs(to machine: ChildProgram) { self.machine = machine }

    /// What the guest says by itself when it is there.
    func hello(within limit: Duration) async throws -> Answer { try await answer(to: "its start", within: limit) }

    /// Runs one line of shell in the guest.
    func ask(_ command: String, within limit: Duration) async throws -> Answer {
        guard let writer, !hasEnded else { throw SimulatorError("The guest is gone; it cannot do: \(command)") }
        received = []
        try await writer.write(ByteBuffer(string: command + "\n"))
        return try await answer(to: command, within: limit)
    }

    /// The same, where anything but success is a failure.
    @discardableResult
    func make(_ command: String, within limit: Duration) async throws -> Answer {
        let answer = try await ask(command, within: limit)
        guard answer.status == 0 else {
            throw SimulatorError("The guest could not do: \(command) (exit code \(answer.status): \(answer.text))")
        }
        return answer
    }

    func close() {
        service?.cancel()
        isClosed = true
    }

    private func answer(to command: String, within limit: Duration) async throws -> Answer {
        let end = ContinuousClock.now + limit
        while ContinuousClock.now < end {
            if let answer = Answer(received) { return answer }
            guard !hasEnded else { throw SimulatorError("The guest ended before it had answered: \(command)") }
            try await Task.sleep(for: Self.glance)
        }
        throw SimulatorError("The guest did not answer within \(limit): \(command)")
    }

    private func serve(_ server: NIOAsyncChannel<NIOAsyncChannel<ByteBuffer, ByteBuffer>, Never>) async {
        do {
            try await server.executeThenClose { connections in
                for try await connection in connections {
                    try await connection.executeThenClose { inbound, outbound in
                        writer = outbound
                        for try await buffer in inbound { try receive(Array(buffer.readableBytesView)) }
                    }
                    // One machine, one line.
                    break
                }
            }
        } catch {
            // The machine was killed, or the line was closed.
        }
        isClosed = true
    }

    private func receive(_ bytes: [UInt8]) throws {
        guard received.count + bytes.count <= Self.longestAnswer else {
            throw SimulatorError("The guest said more than \(Self.longestAnswer) bytes at once.")
        }
        received += bytes
    }
}

extension GuestLine.Answer {
    /// Nil while it is not whole.
    fileprivate init?(_ received: [UInt8]) {
        guard let end = received.firstIndex(of: UInt8(ascii: "\n")) else { return nil }
        let words = String(decoding: received[..<end], as: UTF8.self).split(separator: " ")
        guard words.count == 3, words[0] == "answer", let status = Int(words[1]), let size = Int(words[2]), size >= 0,
            received.count - end - 1 >= size
        else { return nil }
        self.status = status
        bytes = Array(received[(end + 1)..<(end + 1 + size)])
    }
}
