import Hummingbird
import KioskCore
import KioskRuntime
import Logging
import NIOCore

/// The few addresses of the touch screens.
struct ScreenRoutes: Sendable {
    let server: ScreenServer
    let hosts: OwnHosts

    /// Bytes of a form: a token, a choice and the longest identifier take less than half.
    static let largestForm = 1_024

    func add(to router: Router<BasicRequestContext>) {
        let server = server
        router.get("/") { _, _ in
            let view = await server.source.currentView
            return ScreenRoutes.text(server.renderer.page(view, today: server.today), type: "text/html; charset=utf-8")
        }
        router.post("/choose") { request, _ in try await choose(request) }
        let events = ViewEvents(server: server)
        router.get("/events") { request, _ in events.response(to: request) }
        router.get("/screens.css") { _, _ in
            ScreenRoutes.bytes(PackageResources.screens_css, type: "text/css; charset=utf-8")
        }
        router.get("/screens.js") { _, _ in
            ScreenRoutes.bytes(PackageResources.screens_js, type: "text/javascript; charset=utf-8")
        }
    }

    /// Takes a touch, and answers with the way back to the page, whether the touch counted or not.
    private func choose(_ request: Request) async throws -> Response {
        guard isFromOwnPage(request.headers) else {
            throw HTTPError(.forbidden, message: "This form is not of a page of this kiosk.")
        }
        guard let type = request.headers[.contentType], type.lowercased().hasPrefix("application/x-www-form-urlencoded")
        else { throw HTTPError(.unsupportedMediaType, message: "A choice is sent as a form.") }
        let form: ChoiceForm
        do {
            let body = try await request.body.collect(upTo: ScreenRoutes.largestForm)
            form = try URLEncodedFormDecoder().decode(ChoiceForm.self, from: String(buffer: body))
        } catch is NIOTooManyBytesError {
            throw HTTPError(.contentTooLarge, message: "A choice is smaller than \(ScreenRoutes.largestForm) bytes.")
        } catch {
            // Fields that are missing, doubled, or not even text: input, whatever the decoder calls it.
            throw HTTPError(.badRequest, message: "A choice has the fields token and choice.")
        }
        let shown = await server.source.currentView.screen
        if form.token == ViewToken(shown, boot: server.renderer.boot).text {
            guard let choice = ChoiceCode(text: form.choice).choice else {
                throw HTTPError(.badRequest, message: "No button of this kiosk sends this.")
            }
            await server.source.choose(choice)
        } else {
            server.logger.debug("A touch on an older screen was ignored")
        }
        return Response.redirect(to: "/", type: .normal)
    }

    /// A form without `Origin`, or with `null` because of our referrer policy, is known by `Sec-Fetch-Site`,
    /// which no page can set.
    private func isFromOwnPage(_ headers: HTTPFields) -> Bool {
        switch headers[.origin] {
        case nil, "null": headers[.secFetchSite] == "same-origin"
        case let origin?: hosts.isOwn(origin: origin)
        }
    }

    static func text(_ text: String, type: String) -> Response {
        Response(status: .ok, headers: [.contentType: type], body: .init(byteBuffer: ByteBuffer(string: text)))
    }

    static func bytes(_ bytes: [UInt8], type: String) -> Response {
        Response(status: .ok, headers: [.contentType: type], body: .init(byteBuffer: ByteBuffer(bytes: bytes)))
    }
}

/// What a button sends.
struct ChoiceForm: Decodable {
    /// The screen the button stood on.
    let token: String
    /// A `ChoiceCode`.
    let choice: String
}
