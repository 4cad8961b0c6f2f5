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

    private let path: String
    private let desk: DeviceDesk
    private let clock: KioskClock
    private let log: Logger

    init(path: String, desk: DeviceDesk, clock: KioskClock, log: Logger) {
        self.path = path
        self.desk = desk
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

    private func answer(_ connection: NIOAsyncChannel<ByteBuffer, ByteBuffer>) async {
        do {
            try await connection.executeThenClose { inbound, outbound in
                let line = try await clock.within(ControlServer.asking) { try await ControlServer.line(from: inbound) }
                let say: @Sendable (ControlReply) async -> Void = { reply in
                    try? await outbound.write(ControlServer.buffer(reply))
                }
                guard let line = line ?? nil, let request = try? JSONDecoder().decode(ControlRequest.self, from: line)
                else {
                    return await say(.refused("That is no question that this kioskd knows."))
                }
                try await ControlServer.untilHungUp(inbound) { await say(await desk.answer(request, say)) }
            }
        } catch {
            log.debug("a tool hung up", metadata: ["error": "\(error)"])
        }
    }

    /// Does the work, and gives it up when the tool hangs up: a recording could go on for a day.
    private static func untilHungUp(
        _ inbound: NIOAsyncChannelInboundStream<ByteBuffer>, _ work: @escaping @Sendable () async -> Void
    ) async throws {
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask { await work() }
            group.addTask { for try await _ in inbound {} }
            try await group.next()
            group.cancelAll()
        }
    }

    /// The first line, or nil for one that is too long or never ends.
    private static func line(from inbound: NIOAsyncChannelInboundStream<ByteBuffer>) async throws -> Data? {
        var bytes: [UInt8] = []
        for try await buffer in inbound {
            bytes += buffer.readableBytesView
            if let end = bytes.firstIndex(of: UInt8(ascii: "\n")) { return Data(bytes[..<end]) }
            guard bytes.count <= ControlRequest.largestLine else { return nil }
        }
        return nil
    }

    private static func buffer(_ reply: ControlReply) throws -> ByteBuffer {
        ByteBuffer(bytes: try JSONEncoder().encode(reply) + [UInt8(ascii: "\n")])
    }
}
