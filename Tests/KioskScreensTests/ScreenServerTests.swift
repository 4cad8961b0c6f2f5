import Hummingbird
import HummingbirdTesting
import KioskCore
import Logging
import Testing

@testable import KioskScreens

@Suite struct ScreenServerTests {
    static let explained = ScreenGallery.view(.billExplained(ScreenGallery.explanation([ScreenGallery.bill])))

    private func server(
        _ source: FakeScreenSource, frameAncestors: [String] = [], host: String = "127.0.0.1"
    ) -> ScreenServer {
        ScreenServer(
            source: source,
            configuration: ScreenConfiguration(host: host, port: 0, frameAncestors: frameAncestors),
            logger: Logger(label: "screens"), wallClock: { WallTime(milliseconds: 1_795_219_200_000) }, boot: 7)
    }

    private func form(_ screen: Screen, _ choice: ResidentChoice) -> String {
        "token=\(ViewToken(screen, boot: 7).text)&choice=\(ChoiceCode(choice).text)"
    }

    /// Sends a request under the name a browser of this machine would use, and takes the answer as it is.
    private func send(
        _ client: some TestClientProtocol, _ uri: String, _ method: HTTPRequest.Method = .get,
        host: String = "127.0.0.1", headers: HTTPFields = [:], body: String? = nil
    ) async throws -> TestClient.Response {
        let port = try #require(client.port)
        let authority = host.contains(":") ? host : "\(host):\(port)"
        let request = TestClient.Request(
            uri, method: method, authority: authority, headers: headers, body: body.map { ByteBuffer(string: $0) })
        return try await TestClient.withClient(host: "localhost", port: port) { client in
            try await client.execute(request)
        }
    }

    private func touch(
        _ client: some TestClientProtocol, _ body: String, headers: HTTPFields = [:]
    ) async throws -> TestClient.Response {
        let port = try #require(client.port)
        var fields: HTTPFields = [
            .origin: "http://127.0.0.1:\(port)", .contentType: "application/x-www-form-urlencoded",
        ]
        for field in headers { fields[field.name] = field.value.isEmpty ? nil : field.value }
        return try await send(client, "/choose", .post, headers: fields, body: body)
    }

    @Test func thePageComesWithItsSecurityHeaders() async throws {
        let app = try server(FakeScreenSource(Self.explained)).buildApplication()
        try await app.test(.live) { client in
            let response = try await send(client, "/")
            #expect(response.status == .ok)
            #expect(String(buffer: response.body ?? ByteBuffer()).contains("data-choice=\"pay\""))
            #expect(
                response.headers[.contentSecurityPolicy]
                    == "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; "
                    + "connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'")
            #expect(response.headers[.xContentTypeOptions] == "nosniff")
            #expect(response.headers[.cacheControl] == "no-store")
            #expect(response.headers[.referrerPolicy] == "no-referrer")
            #expect(response.headers[.permissionsPolicy]?.contains("camera=()") == true)
        }
    }

    @Test func theStyleSheetAndTheScriptAreServed() async throws {
        let app = try server(FakeScreenSource(Self.explained)).buildApplication()
        try await app.test(.live) { client in
            let style = try await send(client, "/screens.css")
            #expect(style.headers[.contentType] == "text/css; charset=utf-8")
            let script = try await send(client, "/screens.js")
            #expect(script.headers[.contentType] == "text/javascript; charset=utf-8")
            #expect(try await send(client, "/elsewhere").status == .notFound)
        }
    }

    @Test(arguments: ["/", "/events", "/screens.css"]) func anotherHostIsRefused(_ uri: String) async throws {
        let app = try server(FakeScreenSource(Self.explained)).buildApplication()
        try await app.test(.live) { client in
            let response = try await send(client, uri, host: "evil.example")
            #expect(response.status == .misdirectedRequest)
            #expect(response.headers[.contentSecurityPolicy] != nil)
        }
    }

    @Test func onlyLoopbackNamesWithThePortAreOwn() {
        let port = BoundPort()
        port.set(8_080)
        let hosts = OwnHosts(configuration: ScreenConfiguration(port: 0), boundPort: port)
        for own in ["127.0.0.1:8080", "localhost:8080"] { #expect(hosts.isOwn(authority: own)) }
        for foreign in [
            nil, "", "evil.example", "evil.example:8080", "127.0.0.1", "localhost:80", "127.0.0.1:8080.evil",
        ] {
            #expect(!hosts.isOwn(authority: foreign))
        }
        #expect(hosts.isOwn(origin: "http://127.0.0.1:8080"))
        #expect(!hosts.isOwn(origin: "https://127.0.0.1:8080"))
    }

    @Test func aTouchReachesTheMachineOnceAndLeadsBackToThePage() async throws {
        let source = FakeScreenSource(Self.explained)
        let app = try server(source).buildApplication()
        try await app.test(.live) { client in
            let response = try await touch(client, form(Self.explained.screen, .pay))
            #expect(response.status == .seeOther)
            #expect(response.headers[.location] == "/")
            #expect(source.choices == [.pay])
        }
    }

    @Test func aTouchOnAnOlderScreenDoesNothing() async throws {
        let source = FakeScreenSource(Self.explained)
        let app = try server(source).buildApplication()
        try await app.test(.live) { client in
            source.show(ScreenGallery.view(.cashConsent(amount: ScreenGallery.due, denominations: [])))
            let response = try await touch(client, form(Self.explained.screen, .pay))
            #expect(response.status == .seeOther)
            #expect(source.choices.isEmpty)
        }
    }

    @Test func aFormFromElsewhereIsRefused() async throws {
        let source = FakeScreenSource(Self.explained)
        let app = try server(source).buildApplication()
        try await app.test(.live) { client in
            let foreign: [HTTPFields] = [
                [.origin: "http://evil.example"], [.origin: "null"], [.origin: ""], [.origin: "http://localhost:1"],
                [.origin: "null", .secFetchSite: "cross-site"], [.origin: "", .secFetchSite: "none"],
            ]
            for headers in foreign {
                let response = try await touch(client, form(Self.explained.screen, .pay), headers: headers)
                #expect(response.status == .forbidden)
            }
            #expect(source.choices.isEmpty)
        }
    }

    @Test func aFormOfOurOwnPageIsKnownWithoutItsOrigin() async throws {
        let source = FakeScreenSource(Self.explained)
        let app = try server(source).buildApplication()
        try await app.test(.live) { client in
            let response = try await touch(
                client, form(Self.explained.screen, .method(.card)),
                headers: [.origin: "null", .secFetchSite: "same-origin"])
            #expect(response.status == .seeOther)
            #expect(source.choices == [.method(.card)])
        }
    }

    @Test func aFormIsBoundedAndMustBeOne() async throws {
        let source = FakeScreenSource(Self.explained)
        let app = try server(source).buildApplication()
        try await app.test(.live) { client in
            func status(_ body: String, type: String? = nil) async throws -> HTTPResponse.Status {
                try await touch(client, body, headers: type.map { [.contentType: $0] } ?? [:]).status
            }
            let token = ViewToken(Self.explained.screen, boot: 7).text
            let tooLarge = try await status(String(repeating: "x", count: ScreenRoutes.largestForm + 1))
            #expect(tooLarge == .contentTooLarge)
            let json = try await status("{}", type: "application/json")
            #expect(json == .unsupportedMediaType)
            let incomplete = try await status("choice=pay")
            #expect(incomplete == .badRequest)
            let unknown = try await status("token=\(token)&choice=rob")
            #expect(unknown == .badRequest)
            #expect(source.choices.isEmpty)
        }
    }

    @Test func onlyLoopbackIsServed() {
        #expect(throws: ScreenError.self) {
            try server(FakeScreenSource(Self.explained), host: "0.0.0.0").buildApplication()
        }
    }

    @Test func aFrameAncestorIsAnOrigin() async throws {
        #expect(throws: ScreenError.self) {
            try server(FakeScreenSource(Self.explained), frameAncestors: ["*; script-src *"]).buildApplication()
        }
        let app = try server(FakeScreenSource(Self.explained), frameAncestors: ["http://127.0.0.1:8090"])
            .buildApplication()
        try await app.test(.live) { client in
            let response = try await send(client, "/")
            #expect(
                response.headers[.contentSecurityPolicy]?.hasSuffix("frame-ancestors http://127.0.0.1:8090") == true)
        }
    }
}
