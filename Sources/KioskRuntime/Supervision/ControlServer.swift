import Foundation
import KioskControl
import Logging
import NIOCore
import NIOPosix
import ServiceLifecycle

/// Answers technicians' tools on a Unix socket that only this kiosk's user may open.
package struct ControlServer: ServiceLifecycle.Service {
    /// Tools that are answered at the same time; one more waits.
    static let mostConnections = 4
    /// For a tool to ask, once it has connected.
    static let asking = Duration.seconds(5)
    /// For a tool to take what it is told.
    static let taking = Duration.seconds(5)

    private let path: String
    private let desk: DeviceDesk
    /// Nil where there is no ledger to decide about, in tests of devices.
    private let money: LedgerDesk?
    private let clock: KioskClock
    private let log: Logger

    init(path: String, desk: DeviceDesk, money: LedgerDesk? = nil, clock: KioskClock, log: Logger) {
        self.path = path
        self.desk = desk
        self.money = money
        self.clock = clock
        self.log = log
    }

    /// Runs until cancelled. A socket that cannot be made costs the technicians their tool and the residents nothing.
    package func run() async throws {
        do {
            try await cancelWhenGracefulShutdown { try await serve() }
        } catch is CancellationError {
            return
        } catch {
            log.error(
                "no control socket: kioskctl cannot ask this kiosk",
                metadata: ["path": "\(path)", "error": "\(error)"])
            try? await gracefulShutdown()
        }
    }

    private func serve() async throws {
        let server = try await ServerBootstrap(group: .singletonMultiThreadedEventLoopGroup)
            .serverChannelOption(.backlog, value: 8)
            .bind(unixDomainSocketPath: path, cleanupExistingSocketFile: true) { channel in
                channel.eventLoop.makeCompletedFuture {
                    try NIOAsyncChannel<ByteBuffer, ByteBuffer>(wrappingChannelSynchronously: channel)
                }
            }
        defer { unlink(path) }
        guard chmod(path, 0o600) == 0 else { throw RuntimeError(.lineFailed, "\(path) cannot be kept from others.") }
        try await server.executeThenClose { connections in
            try await withThrowingDiscardingTaskGroup { group in
                let places = Mailbox<Void>(limit: ControlServer.mostConnections)
                for try await connection in connections {
                    guard await places.push(()) else { return }
                    group.addTask {
                        await answer(connection)
                        _ = places.pop()
                    }
                }
            }
        }
    }

    /// One task reads all there is to read, another answers; when the tool hangs up, the answer is given up, because a
    /// recording could go on for a day.
    private func answer(_ connection: NIOAsyncChannel<ByteBuffer, ByteBuffer>) async {
        do {
            try await connection.executeThenClose { inbound, outbound in
                let question = Mailbox<Data>(limit: 1)
                try await withThrowingTaskGroup(of: Void.self) { group in
                    group.addTask {
                        defer { question.close() }
                        try await ControlServer.read(inbound, into: question)
                    }
                    group.addTask { [clock] in
                        await answer(question) { reply in
                            // A tool that reads nothing more, stopped in its terminal, is not waited for.
                            _ = try? await clock.within(ControlServer.taking) {
                                try await outbound.write(ControlServer.buffer(reply))
                            }
                        }
                        // What was written last is still on its way: the tool hangs up when it has it.
                        outbound.finish()
                        _ = try? await clock.within(ControlServer.taking) { await question.next() }
                    }
                    try await group.next()
                    group.cancelAll()
                }
            }
        } catch {
            log.debug("a tool hung up", metadata: ["error": "\(error)"])
        }
    }

    private func answer(
        _ question: Mailbox<Data>, _ say: @escaping @Sendable (ControlReply) async -> Void
    ) async {
        let line = try? await clock.within(ControlServer.asking) { await question.next() }
        guard let line, let line, let request = try? JSONDecoder().decode(ControlRequest.self, from: line) else {
            return await say(.refused("That is no question that this kioskd knows."))
        }
        await say(await answer(request, say))
    }

    private func answer(
        _ request: ControlRequest, _ say: @escaping @Sendable (ControlReply) async -> Void
    ) async -> ControlReply {
        switch request {
        case .devices, .test, .record, .reset, .pair: await desk.answer(request, say)
        case .resolve(let exception, let decision):
            await money?.resolve(exception, decision) ?? ControlServer.withoutLedger
        case .cashBox: await money?.cashBox() ?? ControlServer.withoutLedger
        case .collectCash(let person, let counted):
            await money?.collect(by: person, counted) ?? ControlServer.withoutLedger
        }
    }

    /// Puts the first line into the mailbox, and returns when the tool hangs up. A line that is too long is no question.
    private static func read(
        _ inbound: NIOAsyncChannelInboundStream<ByteBuffer>, into question: Mailbox<Data>
    ) async throws {
        var bytes: [UInt8] = []
        var isAsked = false
        for try await buffer in inbound where !isAsked {
            bytes += buffer.readableBytesView
            let end = bytes.firstIndex(of: UInt8(ascii: "\n"))
            guard end != nil || bytes.count > longest else { continue }
            _ = question.offer(Data(bytes[..<(end.map { $0 > longest ? 0 : $0 } ?? 0)]))
            bytes = []
            isAsked = true
        }
    }

    private static let longest = ControlRequest.largestLine
    private static let withoutLedger = ControlReply.refused("This kiosk keeps no ledger.")

    private static func buffer(_ reply: ControlReply) throws -> ByteBuffer {
        ByteBuffer(bytes: try JSONEncoder().encode(reply) + [UInt8(ascii: "\n")])
    }
}
