import Foundation
import Glibc
import KioskDevices
import NIOCore
import NIOPosix
import Testing

@testable import KioskRuntime

struct SocketTransportTests {
    @Test func bytesGoBothWaysOverAUnixSocket() async throws {
        let path = FileManager.default.temporaryDirectory.appending(path: "line-\(UUID().uuidString.prefix(8))")
            .path(percentEncoded: false)
        let device = try await EchoDevice { try await $0.bind(unixDomainSocketPath: path).get() }
        let line = try SocketTransport(.unixSocket(path: path))
        _ = try await line.open()
        try await line.send([1, 2, 3])
        #expect(try await line.receive() == [1, 2, 3])
        await line.close()
        #expect(try await line.receive() == nil)
        try await device.stop()
        try? FileManager.default.removeItem(atPath: path)
    }

    @Test func aLongAnswerComesInPiecesAndTheEndIsNoticed() async throws {
        let device = try await EchoDevice { try await $0.bind(host: "127.0.0.1", port: 0).get() }
        let line = try SocketTransport(.tcp(host: "127.0.0.1", port: device.port))
        _ = try await line.open()
        let sent = (0..<20_000).map { UInt8(truncatingIfNeeded: $0) }
        try await line.send(sent)
        var received: [UInt8] = []
        while received.count < sent.count, let piece = try await line.receive() {
            #expect(piece.count <= 4_096)
            received += piece
        }
        #expect(received == sent)
        try await line.send([0xFF])
        #expect(try await line.receive() == nil)
        await line.close()
        try await device.stop()
    }

    @Test func nobodyThereIsAnErrorAndTheLineCanBeOpenedLater() async throws {
        let path = FileManager.default.temporaryDirectory.appending(path: "line-\(UUID().uuidString.prefix(8))")
            .path(percentEncoded: false)
        let line = try SocketTransport(.unixSocket(path: path))
        await #expect(throws: (any Error).self) { try await line.open() }
        await #expect(throws: RuntimeError.self) { try await line.send([1]) }
        let device = try await EchoDevice { try await $0.bind(unixDomainSocketPath: path).get() }
        _ = try await line.open()
        await line.close()
        try await device.stop()
        try? FileManager.default.removeItem(atPath: path)
    }

    @Test func aSocketWithNobodyBehindItIsAnAbsentDeviceInWordsForATechnician() async throws {
        let path = FileManager.default.temporaryDirectory.appending(path: "line-\(UUID().uuidString.prefix(8))")
            .path(percentEncoded: false)
        let line = try SocketTransport(.unixSocket(path: path))
        #expect(await line.look() == .absent)
        let missing = try await #require(throws: LineError.self) { try await line.open() }
        #expect(missing.code == .deviceAbsent)
        #expect(missing.message.contains("No device answers at unix:\(path)"))

        // The file of a program that died is still there, and refuses.
        let dead = socket(AF_UNIX, Int32(SOCK_STREAM.rawValue), 0)
        var address = sockaddr_un()
        address.sun_family = sa_family_t(AF_UNIX)
        withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: path.utf8) }
        let bound = withUnsafePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                bind(dead, $0, socklen_t(MemoryLayout<sockaddr_un>.size))
            }
        }
        #expect(bound == 0)
        close(dead)
        let refused = try await #require(throws: LineError.self) { try await line.open() }
        #expect(refused.code == .deviceAbsent)
        #expect(await line.look() == .unknown)
        try? FileManager.default.removeItem(atPath: path)
    }

    @Test func aTerminalThatIsOffIsAbsent() async throws {
        let device = try await EchoDevice { try await $0.bind(host: "127.0.0.1", port: 0).get() }
        let line = try SocketTransport(.tcp(host: "127.0.0.1", port: device.port))
        try await device.stop()
        let error = try await #require(throws: LineError.self) { try await line.open() }
        #expect(error.code == .deviceAbsent)
        #expect(error.message.contains("check that it is switched on"))
    }

    @Test func otherMachinesAreRefused() throws {
        let address = SocketTransport.Address.tcp(host: "192.0.2.7", port: 20_007)
        #expect(throws: RuntimeError.self) { try SocketTransport(address) }
        _ = try SocketTransport(address, allowsNetwork: true)
    }
}

/// Sends back what it gets, and hangs up on a piece that begins with FF.
private struct EchoDevice {
    private let channel: any Channel
    var port: Int { channel.localAddress?.port ?? 0 }

    init(_ bind: (ServerBootstrap) async throws -> any Channel) async throws {
        let bootstrap = ServerBootstrap(group: MultiThreadedEventLoopGroup.singleton)
            .childChannelInitializer { channel in
                channel.eventLoop.makeCompletedFuture {
                    try channel.pipeline.syncOperations.addHandler(Echo())
                }
            }
        channel = try await bind(bootstrap)
    }

    func stop() async throws { try await channel.close() }

    private final class Echo: ChannelInboundHandler {
        typealias InboundIn = ByteBuffer
        typealias OutboundOut = ByteBuffer

        func channelRead(context: ChannelHandlerContext, data: NIOAny) {
            let bytes = unwrapInboundIn(data)
            if bytes.readableBytesView == [0xFF] {
                context.close(promise: nil)
            } else {
                context.writeAndFlush(wrapOutboundOut(bytes), promise: nil)
            }
        }
    }
}
