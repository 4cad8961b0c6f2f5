import Foundation
import Hummingbird
import HummingbirdTesting
import KioskCore
import Logging
import Synchronization
import Testing

@testable import KioskScreens

@Suite struct ViewEventsTests {
    static let first = ScreenGallery.view(.cash(ScreenGallery.cash([], .waiting)))
    static let second = ScreenGallery.view(.cash(ScreenGallery.cash([(20, 1)], .waiting)))

    private func server(_ source: FakeScreenSource, heartbeat: ScreenServer.Heartbeat = .init()) -> ScreenServer {
        ScreenServer(
            source: source, configuration: ScreenConfiguration(port: 0), logger: Logger(label: "screens"),
            wallClock: { WallTime(milliseconds: 0) }, boot: 7, heartbeat: heartbeat)
    }

    @Test func anOpenPageIsSentTheScreenItShouldShow() async throws {
        let source = FakeScreenSource(Self.first)
        let app = try server(source).buildApplication()
        try await app.test(.ahc(.http)) { client in
            async let answer = client.execute(uri: "/events", method: .get)
            while source.readerCount == 0 { await Task.yield() }
            source.finish()
            let response = try await answer
            #expect(response.status == .ok)
            #expect(response.headers[.contentType] == "text/event-stream")
            #expect(response.headers[.cacheControl] == "no-store")
        }
    }

    @Test(.timeLimit(.minutes(1))) func anOpenStreamDoesNotHoldUpTheEnd() async throws {
        let source = FakeScreenSource(Self.first)
        let app = try server(source).buildApplication()
        let browser = try await app.test(.live) { client in
            let port = try #require(client.port)
            let browser = TestClient(host: "localhost", port: port)
            browser.connect()
            try await browser.executeAndDontWaitForResponse(
                TestClient.Request("/events", method: .get, authority: "localhost:\(port)"))
            while source.readerCount == 0 { await Task.yield() }
            return browser
        }
        // The server has ended by now, and let go of the source.
        #expect(source.readerCount == 0)
        try await browser.shutdown()
    }

    /// Runs one stream into memory and says what was written after each write.
    private func stream(
        from server: ScreenServer, mailbox: ViewMailbox = ViewMailbox(),
        onWrite: @escaping @Sendable (_ written: String, ViewMailbox) -> Void
    ) async throws -> String {
        let written = Written()
        var writer: any ResponseBodyWriter = MemoryWriter(written: written) { onWrite($0, mailbox) }
        try await ViewEvents(server: server).write(from: mailbox, to: &writer)
        return written.text
    }

    @Test func eachChangeOfTheScreenIsPushed() async throws {
        let source = FakeScreenSource(Self.first)
        let text = try await stream(from: server(source)) { written, mailbox in
            if written.contains("¥20.00") {
                mailbox.close()
            } else if written.contains("event: view") {
                source.show(Self.second)
            }
        }
        #expect(text.hasPrefix("retry: 1000\n\n"))
        #expect(text.components(separatedBy: "event: view\n").count == 3)
        let lines = text.split(separator: "\n")
        #expect(
            lines.allSatisfy { line in ["retry: ", "event: ", "data: ", ": heartbeat"].contains { line.hasPrefix($0) } }
        )
    }

    @Test func aScreenThatDidNotChangeIsNotSentAgain() async throws {
        let source = FakeScreenSource(Self.first)
        let shown = Mutex(0)
        let heartbeat = ScreenServer.Heartbeat(every: .seconds(1), on: EagerClock())
        let text = try await stream(from: server(source, heartbeat: heartbeat)) { written, mailbox in
            if written.contains("heartbeat"), written.contains("event: view") {
                let times = shown.withLock { count in
                    count += 1
                    return count
                }
                if times == 3 { mailbox.close() } else { source.show(Self.first) }
            }
        }
        #expect(text.components(separatedBy: "event: view\n").count == 2)
        #expect(text.contains(": heartbeat\n\n"))
    }

    @Test func ofTwoViewsThatWaitTheNewestIsSent() {
        let mailbox = ViewMailbox()
        mailbox.put(Self.first)
        mailbox.put(Self.second)
        mailbox.beat()
        #expect(mailbox.take() == Self.second)
        #expect(mailbox.take() == nil)
    }

    @Test func streamsAreBoundedAndGivenBack() {
        let streams = OpenStreams()
        var places = (0..<OpenStreams.most).compactMap { _ in streams.place() }
        #expect(places.count == OpenStreams.most)
        #expect(streams.place() == nil)
        places[0].leave()
        places[0].leave()
        let again = streams.place()
        #expect(again != nil)
        #expect(streams.place() == nil)
        places.removeLast()
        #expect(streams.place() != nil)
        withExtendedLifetime((places, again)) {}
    }
}

private final class Written: Sendable {
    private let state = Mutex("")
    var text: String { state.withLock { $0 } }

    func append(_ more: String) -> String {
        state.withLock { text in
            text += more
            return text
        }
    }
}

private struct MemoryWriter: ResponseBodyWriter {
    let written: Written
    let onWrite: @Sendable (String) -> Void

    func write(_ buffer: ByteBuffer) async throws { onWrite(written.append(String(buffer: buffer))) }
    consuming func finish(_ trailingHeaders: HTTPFields?) async throws {}
}

/// A clock on which every wait is over at once.
private struct EagerClock: Clock {
    struct Instant: InstantProtocol {
        var offset: Duration = .zero
        func advanced(by duration: Duration) -> Instant { Instant(offset: offset + duration) }
        func duration(to other: Instant) -> Duration { other.offset - offset }
        static func < (left: Instant, right: Instant) -> Bool { left.offset < right.offset }
    }

    var now: Instant { Instant() }
    var minimumResolution: Duration { .zero }

    func sleep(until deadline: Instant, tolerance: Duration?) async throws {
        try Task.checkCancellation()
        await Task.yield()
    }
}
