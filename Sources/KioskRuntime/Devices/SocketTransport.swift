import Foundation
import Glibc
package import KioskDevices
import NIOCore
import NIOPosix

/// A line to a device over a socket: a Unix socket, or TCP to this machine.
///
/// Bytes are read from the operating system only when somebody waits for them, at most 4,096 at a time, so a device
/// that talks without end fills the kernel's buffer and nothing else.
package actor SocketTransport: ByteTransport {
    package enum Address: Hashable, Sendable, CustomStringConvertible {
        case unixSocket(path: String)
        case tcp(host: String, port: Int)

        package var description: String {
            switch self {
            case .unixSocket(let path): "unix:\(path)"
            case .tcp(let host, let port): "tcp:\(host):\(port)"
            }
        }
    }

    static let largestPiece = 4_096
    /// Pieces that wait to be received; there is one for each read that was asked for.
    static let mostPieces = 16
    static let connecting = TimeAmount.seconds(2)

    private let address: Address
    private var line: Line?

    private struct Line {
        let channel: any Channel
        let pieces: Mailbox<[UInt8]>
    }

    /// - Parameter allowsNetwork: Whether a TCP address may be on another machine. Only a payment terminal may: its
    ///   protocol protects what matters by itself.
    package init(_ address: Address, allowsNetwork: Bool = false) throws(RuntimeError) {
        if case .tcp(let host, _) = address, !allowsNetwork, !["127.0.0.1", "::1", "localhost"].contains(host) {
            throw RuntimeError(
                .notLoopback, "The device at \(address) could be reached by others too: use 127.0.0.1 or a Unix socket."
            )
        }
        self.address = address
    }

    package func open() async throws -> LineDescription {
        await close()
        let largestPiece = SocketTransport.largestPiece
        let pieces = Mailbox<[UInt8]>(limit: SocketTransport.mostPieces)
        let bootstrap = ClientBootstrap(group: MultiThreadedEventLoopGroup.singleton)
            .connectTimeout(SocketTransport.connecting)
            .channelOption(.autoRead, value: false)
            .channelOption(.maxMessagesPerRead, value: 1)
            .channelOption(.recvAllocator, value: FixedSizeRecvByteBufferAllocator(capacity: largestPiece))
            .channelInitializer { channel in
                channel.eventLoop.makeCompletedFuture {
                    try channel.pipeline.syncOperations.addHandler(PieceHandler(pieces))
                }
            }
        let channel: any Channel
        do {
            channel =
                switch address {
                case .unixSocket(let path): try await bootstrap.connect(unixDomainSocketPath: path).get()
                case .tcp(let host, let port): try await bootstrap.connect(host: host, port: port).get()
                }
        } catch {
            throw isAbsence(error) ? absence(error) : error
        }
        line = Line(channel: channel, pieces: pieces)
        return LineDescription()
    }

    package func send(_ bytes: [UInt8]) async throws {
        guard let line else { throw RuntimeError(.lineFailed, "The line to \(address) is not open.") }
        try await line.channel.writeAndFlush(ByteBuffer(bytes: bytes))
    }

    package func receive() async throws -> [UInt8]? {
        guard let line else { return nil }
        if line.pieces.isEmpty { line.channel.read() }
        return await line.pieces.next()
    }

    package func close() async {
        guard let line else { return }
        self.line = nil
        line.pieces.close()
        try? await line.channel.close()
    }

    /// Whether there is a socket to connect to; whether anybody listens shows only by connecting.
    package func look() async -> LineSight {
        guard case .unixSocket(let path) = address else { return .unknown }
        return FileManager.default.fileExists(atPath: path) ? .unknown : .absent
    }
}

// MARK: - Nobody there

extension SocketTransport {
    /// What connect(2) says when nobody listens, or nothing is on the network at that address.
    private static let absences = [ENOENT, ECONNREFUSED, ETIMEDOUT, EHOSTUNREACH, EHOSTDOWN, ENETUNREACH, ENETDOWN]

    private func isAbsence(_ error: any Error) -> Bool {
        switch error {
        case let error as IOError: return SocketTransport.absences.contains(error.errnoCode)
        case let error as ChannelError:
            if case .connectTimeout = error { return true }
            return false
        case let error as NIOConnectionError:
            let failures = error.connectionErrors
            return !failures.isEmpty && failures.allSatisfy { isAbsence($0.error) }
        default: return false
        }
    }

    private func absence(_ error: any Error) -> LineError {
        let advice =
            switch address {
            case .unixSocket: "start the program that serves it."
            case .tcp: "check that it is switched on, its cable, and its address in the configuration."
            }
        return LineError(.deviceAbsent, "No device answers at \(address): \(advice)", cause: error)
    }
}

/// Hands what was read to whoever receives, and closes the mailbox with the channel.
private final class PieceHandler: ChannelInboundHandler {
    typealias InboundIn = ByteBuffer

    private let pieces: Mailbox<[UInt8]>

    init(_ pieces: Mailbox<[UInt8]>) { self.pieces = pieces }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        // More than was asked for never comes; if it did, losing bytes unnoticed would be worse than the line.
        if !pieces.offer(Array(buffer: unwrapInboundIn(data))) { context.close(promise: nil) }
    }

    func channelInactive(context: ChannelHandlerContext) {
        pieces.close()
        context.fireChannelInactive()
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        context.close(promise: nil)
    }
}
