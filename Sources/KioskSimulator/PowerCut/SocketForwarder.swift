import NIOCore
import NIOPosix

/// A loopback port that leads to a device's Unix socket: a virtual machine's network reaches ports alone.
struct SocketForwarder: Sendable {
    let port: Int
    let path: String

    init(to path: String) async throws {
        port = try await LoopbackPort.free()
        self.path = path
    }

    /// Forwards until the task is cancelled.
    func run() async throws {
        let server = try await ServerBootstrap(group: .singletonMultiThreadedEventLoopGroup)
            .serverChannelOption(.socketOption(.so_reuseaddr), value: 1)
            .bind(host: "127.0.0.1", port: port) { SocketForwarder.wrap($0) }
        try await server.executeThenClose { connections in
            try await withThrowingDiscardingTaskGroup { group in
                for try await connection in connections { group.addTask { await forward(connection) } }
            }
        }
    }

    private func forward(_ near: NIOAsyncChannel<ByteBuffer, ByteBuffer>) async {
        do {
            let far = try await ClientBootstrap(group: .singletonMultiThreadedEventLoopGroup)
                .connect(unixDomainSocketPath: path) { SocketForwarder.wrap($0) }
            try await near.executeThenClose { fromNear, toNear in
                try await far.executeThenClose { fromFar, toFar in
                    try await withThrowingTaskGroup(of: Void.self) { group in
                        group.addTask { for try await bytes in fromNear { try await toFar.write(bytes) } }
                        group.addTask { for try await bytes in fromFar { try await toNear.write(bytes) } }
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
