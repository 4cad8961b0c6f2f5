import Hummingbird
import HummingbirdTesting
import KioskCore
import KioskRuntime
import Logging
import Synchronization
import Testing

@testable import KioskScreens

/// What the screens show of a camera, and to whom.
@Suite struct SightTests {
    private final class FakePreview: PreviewSource {
        let picture: Mutex<[UInt8]?>
        let caught: Mutex<CameraCatch?>

        init(_ picture: [UInt8]? = nil, caught: CameraCatch? = nil) {
            self.picture = Mutex(picture)
            self.caught = Mutex(caught)
        }

        func preview() -> [UInt8]? { picture.withLock { $0 } }

        func takeCatch() -> CameraCatch? {
            caught.withLock { caught in
                defer { caught = nil }
                return caught
            }
        }
    }

    private static let attract = ScreenGallery.view(.attract(billers: ScreenGallery.billers, problem: nil))
    private static let token = ViewToken(attract.screen, boot: 7).text
    private static let jpeg: [UInt8] = [0xFF, 0xD8, 0xFF, 0xE0]

    private func server(_ preview: FakePreview?, readers: BillReaders = .both) -> ScreenServer {
        ScreenServer(
            source: FakeScreenSource(Self.attract), preview: preview,
            configuration: ScreenConfiguration(port: 0, readers: readers), logger: Logger(label: "screens"),
            wallClock: { WallTime(milliseconds: 1_795_219_200_000) }, boot: 7)
    }

    private func status(
        _ client: some TestClientProtocol, _ uri: String, site: String? = "same-origin"
    ) async throws -> HTTPResponse.Status {
        try await get(client, uri, site: site).status
    }

    private func get(
        _ client: some TestClientProtocol, _ uri: String, site: String? = "same-origin"
    ) async throws -> TestClient.Response {
        let port = try #require(client.port)
        let request = TestClient.Request(
            uri, method: .get, authority: "127.0.0.1:\(port)", headers: site.map { [.secFetchSite: $0] } ?? [:],
            body: nil)
        return try await TestClient.withClient(host: "localhost", port: port) { try await $0.execute(request) }
    }

    @Test func theOpenPageSeesWhatTheCameraSees() async throws {
        let app = try server(FakePreview(Self.jpeg)).buildApplication()
        try await app.test(.live) { client in
            let response = try await get(client, "/preview?token=\(Self.token)")
            #expect(response.status == .ok)
            #expect(response.headers[.contentType] == "image/jpeg")
            #expect(response.headers[.cacheControl] == "no-store")
            #expect(response.body.map { Array($0.readableBytesView) } == Self.jpeg)
        }
    }

    @Test(arguments: ["/preview", "/catch"]) func nobodyElseSeesIt(_ path: String) async throws {
        let preview = FakePreview(Self.jpeg, caught: CameraCatch(jpeg: Self.jpeg, outlines: []))
        let app = try server(preview).buildApplication()
        try await app.test(.live) { client in
            let uri = "\(path)?token=\(Self.token)"
            for site in [nil, "cross-site", "same-site", "none"] {
                let foreign = try await status(client, uri, site: site)
                #expect(foreign == .forbidden)
            }
            let nameless = try await status(client, path)
            #expect(nameless == .forbidden)
            // A page that shows an older screen, or one of before the last start.
            let older = try await status(client, "\(path)?token=1")
            #expect(older == .noContent)
            let own = try await status(client, uri)
            #expect(own == .ok)
        }
    }

    @Test func withoutAPictureThereIsNoContentAndWithoutACameraNoAddress() async throws {
        let app = try server(FakePreview()).buildApplication()
        try await app.test(.live) { client in
            let dark = try await status(client, "/preview?token=\(Self.token)")
            #expect(dark == .noContent)
        }
        let without = try server(nil, readers: .scanner).buildApplication()
        try await without.test(.live) { client in
            let cameraless = try await status(client, "/preview?token=\(Self.token)")
            #expect(cameraless == .notFound)
        }
    }

    @Test func thePictureOfAReadBillComesOnceWithItsOutline() async throws {
        let corners = [
            FramePoint(x: 0.25, y: 0.1), FramePoint(x: 0.75, y: 0.1), FramePoint(x: 0.75, y: 1.2),
            FramePoint(x: 0.33333, y: -0.1),
        ]
        let caught = CameraCatch(jpeg: Self.jpeg, outlines: [corners, corners])
        let app = try server(FakePreview(caught: caught)).buildApplication()
        try await app.test(.live) { client in
            let response = try await get(client, "/catch?token=\(Self.token)")
            #expect(response.status == .ok)
            let outline = "0.25 0.1 0.75 0.1 0.75 1.0 0.333 0.0"
            #expect(response.headers[.codeOutlines] == "\(outline);\(outline)")
            let again = try await status(client, "/catch?token=\(Self.token)")
            #expect(again == .noContent)
        }
    }

    @Test(arguments: [Language.english, .simplifiedChinese], BillReaders.allCases)
    func thePageHasTheFrameOnlyWithACamera(language: Language, readers: BillReaders) {
        let view = ScreenGallery.view(Self.attract.screen, language)
        let html = PageRenderer(isDark: false, readers: readers, boot: 1).page(view, today: PageRenderingTests.today)
        #expect(html.contains("id=\"sight\"") == (readers != .scanner))
        #expect(html.contains("/sight.js") == (readers != .scanner))
        #expect(html.contains("id=\"catch\"") == (readers != .scanner))
        let text = language.texts
        #expect(html.contains(text.attract(readers).heading))
        #expect(html.contains(text.attract(readers).text))
        // While the camera is out, the screen asks for what still works.
        #expect(html.contains(text.attract(.scanner).text) == (readers != .camera))
        #expect(html.contains(text.sight) == (readers != .scanner))
    }

    @Test func aScreenThatAsksForNoBillShowsNoCamera() {
        let html = PageRenderer(isDark: false, readers: .both, boot: 1)
            .page(ScreenServerTests.explained, today: PageRenderingTests.today)
        #expect(!html.contains("id=\"sight\""))
    }
}
