import NIOCore
import NIOPosix

/// The network plug between kiosk and hub: a loopback port that leads to the hub while it is plugged in.
///
/// Pulled out, the port refuses connections and the open ones are cut, as when a router is switched off.
package actor HubPlug {
    package nonisolated let port: Int
    private var hubPort: Int?
    private var service: Task<Void, Never>?

    package init() async throws { port = try await LoopbackPort.free() }

    package var isPluggedIn: Bool { service != nil }

    /// Leads to the hub at this loopback port, at once when plugged in.
    package func connect(toHubAt hubPort: Int) async {
        let wasPluggedIn = isPluggedIn
        await pullOut()
        self.hubPort = hubPort
        if wasPluggedIn || service == nil { await plugIn() }
    }

    package func plugIn() async {
        guard service == nil, let hubPort else { return }
        let (port, ready) = (port, AsyncStream<Void>.makeStream(bufferingPolicy: .bufferingNewest(1)))
        // Not a child task: it lives until the plug is pulled out, by whichever task does that.
        service = Task {
            try? await HubPlug.serve(port, hubPort) { ready.continuation.yield() }
            ready.continuation.finish()
        }
        for await _ in ready.stream { break }
    }

    package func pullOut() async {
        service?.cancel()
        await service?.value
        service = nil
    }

    private static func serve(
        _ port: Int, _ hubPort: Int, isListening: @Sendable () -> Void
    ) async throws {
        let server = try await ServerBootstrap(group: .singletonMultiThreadedEventLoopGroup)
            .serverChannelOption(.socketOption(.so_reuseaddr), value: 1)
            .bind(host: "127.0.0.1", port: port) { wrap($0) }
        isListening()
        try await server.executeThenClose { connections in
            try await withThrowingDiscardingTaskGroup { group in
                for try await connection in connections { group.addTask { await forward(connection, hubPort) } }
            }
        }
    }

    private static func forward(_ kiosk: NIOAsyncChannel<ByteBuffer, ByteBuffer>, _ hubPort: Int) async {
        do {
            let hub = try await ClientBootstrap(group: .singletonMultiThreadedEventLoopGroup)
                .connect(host: "127.0.0.1", port: hubPort) { wrap($0) }
            try await kiosk.executeThenClose { fromKiosk, toKiosk in
                try await hub.executeThenClose { fromHub, toHub in
                    try await withThrowingTaskGroup(of: Void.self) { group in
                        group.addTask { for try await bytes in fromKiosk { try await toHub.write(bytes) } }
                        group.addTask { for try await bytes in fromHub { try await toKiosk.write(bytes) } }
                        try await group.next()
                        group.cancelAll()
                    }
                }
            }
        } catch {
            // A cut line is told to both ends by the sockets themselves.
        }
    }

    private static func wrap(_ channel: any Channel) -> EventLoopFuture<NIOAsyncChannel<ByteBuffer, ByteBuffer>> {
        channel.eventLoop.makeCompletedFuture { try NIOAsyncChannel(wrappingChannelSynchronously: channel) }
    }
}
