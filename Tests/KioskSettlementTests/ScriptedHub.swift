import Foundation
import NIOCore
import NIOPosix
import Synchronization

/// A server on loopback that reads one request a connection and then does what the test says, byte for byte.
final class ScriptedHub: Sendable {
    struct Request: Sendable {
        let line: String
        let body: String
    }

    enum Reaction: Sendable {
        case answer(status: String, headers: [String] = [], body: String)
        /// These bytes one at a time, so far apart.
        case dribble(String, every: TimeAmount)
        /// This body, which goes on and on.
        case flood(bytes: Int)
        case raw(String)
        case close
        case silence
    }

    private let channel: any Channel
    private let seen: Requests

    /// The requests so far.
    var requests: [Request] { seen.all }
    var address: String { "http://127.0.0.1:\(channel.localAddress?.port ?? 0)" }

    init(_ reaction: @escaping @Sendable (Request) -> Reaction) async throws {
        let seen = Requests()
        self.seen = seen
        channel = try await ServerBootstrap(group: MultiThreadedEventLoopGroup.singleton)
            .childChannelInitializer { channel in
                channel.eventLoop.makeCompletedFuture {
                    try channel.pipeline.syncOperations.addHandler(Handler(seen: seen, reaction: reaction))
                }
            }
            .bind(host: "127.0.0.1", port: 0).get()
    }

    func stop() async throws { try await channel.close() }

    private final class Requests: Sendable {
        private let list = Mutex<[Request]>([])
        var all: [Request] { list.withLock { $0 } }
        func append(_ request: Request) { list.withLock { $0.append(request) } }
    }

    private final class Handler: ChannelInboundHandler {
        typealias InboundIn = ByteBuffer
        typealias OutboundOut = ByteBuffer

        private let seen: Requests
        private let reaction: @Sendable (Request) -> Reaction
        private var text = ""

        init(seen: Requests, reaction: @escaping @Sendable (Request) -> Reaction) {
            self.seen = seen
            self.reaction = reaction
        }

        func channelRead(context: ChannelHandlerContext, data: NIOAny) {
            text += String(buffer: unwrapInboundIn(data))
            guard let head = text.range(of: "\r\n\r\n") else { return }
            let lines = text[..<head.lowerBound].split(separator: "\r\n").map(String.init)
            let length = lines.first { $0.lowercased().hasPrefix("content-length:") }
                .flatMap { Int($0.split(separator: ":")[1].filter(\.isNumber)) }
            let body = String(text[head.upperBound...])
            guard body.utf8.count >= length ?? 0 else { return }
            text = ""
            let request = Request(line: lines.first ?? "", body: body)
            seen.append(request)
            react(reaction(request), context)
        }

        private func react(_ reaction: Reaction, _ context: ChannelHandlerContext) {
            switch reaction {
            case .answer(let status, let headers, let body):
                let fields = headers + ["content-type: application/json", "content-length: \(body.utf8.count)"]
                write("HTTP/1.1 \(status)\r\n" + fields.map { $0 + "\r\n" }.joined() + "\r\n" + body, context)
            case .raw(let text): write(text, context)
            case .flood(let bytes):
                write("HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n", context)
                let piece = String(repeating: " ", count: 4_096)
                for _ in 0..<(bytes / 4_096) { write("1000\r\n\(piece)\r\n", context) }
                write("0\r\n\r\n", context)
            case .dribble(let text, let pause):
                dribble(Substring(text), every: pause, context)
            case .close: context.close(promise: nil)
            case .silence: break
            }
        }

        private func dribble(_ text: Substring, every pause: TimeAmount, _ context: ChannelHandlerContext) {
            guard let next = text.first, context.channel.isActive else { return }
            write(String(next), context)
            context.eventLoop.assumeIsolated().scheduleTask(in: pause) {
                self.dribble(text.dropFirst(), every: pause, context)
            }
        }

        private func write(_ text: String, _ context: ChannelHandlerContext) {
            context.writeAndFlush(wrapOutboundOut(ByteBuffer(string: text)), promise: nil)
        }
    }
}
