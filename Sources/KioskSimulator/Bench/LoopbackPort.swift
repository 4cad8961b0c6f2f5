import NIOCore
import NIOPosix

enum LoopbackPort {
    /// A port of 127.0.0.1 that nobody listens at now.
    static func free() async throws -> Int {
        let channel = try await ServerBootstrap(group: .singletonMultiThreadedEventLoopGroup)
            .bind(host: "127.0.0.1", port: 0).get()
        let port = channel.localAddress?.port ?? 0
        try await channel.close()
        return port
    }
}
