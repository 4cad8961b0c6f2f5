import Hummingbird
import KioskCore
import KioskRuntime
import ServiceLifecycle
import Synchronization

/// The stream of frames for an open page (server-sent events, HTML standard, section 9.2).
///
/// Newest wins: a slow page misses frames, never the newest one, and a frame that changes nothing is not sent.
/// There is one screen to a kiosk, so few streams are allowed; one more gets 503, and the page tries again.
struct ViewEvents: Sendable {
    let server: ScreenServer
    private let open = OpenStreams()

    init(server: ScreenServer) { self.server = server }

    func response(to request: Request) -> Response {
        guard let place = open.place() else {
            return Response(status: .serviceUnavailable, headers: [.retryAfter: "2"])
        }
        let mailbox = ViewMailbox()
        return Response(
            status: .ok, headers: [.contentType: "text/event-stream"],
            body: ResponseBody { writer in
                try await request.body.consumeWithInboundCloseHandler { _ in
                    try await write(from: mailbox, to: &writer)
                } onInboundClosed: {
                    mailbox.close()
                }
                try await writer.finish(nil)
                place.leave()
            })
    }

    func write(from mailbox: ViewMailbox, to writer: inout any ResponseBodyWriter) async throws {
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask {
                for await view in server.source.views() { mailbox.put(view) }
                mailbox.close()
            }
            group.addTask {
                while !Task.isCancelled {
                    try await server.heartbeat.clock.sleep(for: server.heartbeat.interval)
                    mailbox.beat()
                }
            }
            group.addTask {
                try await gracefulShutdown()
                mailbox.close()
            }
            defer { group.cancelAll() }
            // One second until a browser that lost the stream asks again.
            try await writer.write(ByteBuffer(string: "retry: 1000\n\n"))
            var sent = ""
            for await _ in mailbox.wakeUps {
                let frame = mailbox.take().map { server.renderer.frame($0, today: server.today) }
                if let frame, frame != sent {
                    try await writer.write(ByteBuffer(string: ViewEvents.event(frame)))
                    sent = frame
                } else if frame == nil {
                    try await writer.write(ByteBuffer(string: ": heartbeat\n\n"))
                }
            }
        }
    }

    /// The frame as one event: every line of it is a field of its own.
    static func event(_ frame: String) -> String {
        var event = "event: view\n"
        for line in frame.split(whereSeparator: \.isNewline) { event += "data: \(line)\n" }
        return event + "\n"
    }
}

/// The newest view that was not sent yet. One place: a newer view replaces an older one.
final class ViewMailbox: Sendable {
    let wakeUps: AsyncStream<Void>
    private let bell: AsyncStream<Void>.Continuation
    private let newest = Mutex<KioskView?>(nil)

    init() { (wakeUps, bell) = AsyncStream.makeStream(bufferingPolicy: .bufferingNewest(1)) }

    func put(_ view: KioskView) {
        newest.withLock { $0 = view }
        bell.yield()
    }

    /// Wakes the writer with nothing new.
    func beat() { bell.yield() }

    func take() -> KioskView? {
        newest.withLock { view in
            defer { view = nil }
            return view
        }
    }

    func close() { bell.finish() }
}

/// Counts the streams that are open, up to a bound.
final class OpenStreams: Sendable {
    private let count = Mutex(0)

    static let most = 8

    /// A place, given back when it is left or, should the answer never be written, dropped.
    func place() -> Place? {
        let isFree = count.withLock { count in
            guard count < OpenStreams.most else { return false }
            count += 1
            return true
        }
        return isFree ? Place(in: self) : nil
    }

    final class Place: Sendable {
        private let streams: OpenStreams
        private let isTaken = Mutex(true)

        fileprivate init(in streams: OpenStreams) { self.streams = streams }

        deinit { leave() }

        func leave() {
            let wasTaken = isTaken.withLock { taken in
                defer { taken = false }
                return taken
            }
            if wasTaken { streams.count.withLock { $0 -= 1 } }
        }
    }
}
