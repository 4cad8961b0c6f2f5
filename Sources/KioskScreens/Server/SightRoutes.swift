import Hummingbird
import KioskCore
import KioskRuntime
import NIOCore

/// The addresses of what the camera sees, on a kiosk with a camera. Only the page that is open may ask: it names its screen,
/// and the browser says that the question came from a page of ours.
struct SightRoutes: Sendable {
    let server: ScreenServer
    let preview: any PreviewSource

    func add(to router: Router<BasicRequestContext>) {
        let preview = preview
        router.get("/preview") { request, _ in
            guard try await isOfOpenPage(request) else { return Response(status: .noContent) }
            return preview.preview().map { ScreenRoutes.bytes($0, type: "image/jpeg") } ?? Response(status: .noContent)
        }
        router.get("/catch") { request, _ in
            guard try await isOfOpenPage(request), let caught = preview.takeCatch() else {
                return Response(status: .noContent)
            }
            var response = ScreenRoutes.bytes(caught.jpeg, type: "image/jpeg")
            response.headers[.codeOutlines] = caught.outlines.map(SightRoutes.text(of:)).joined(separator: ";")
            return response
        }
        router.get("/sight.css") { _, _ in
            ScreenRoutes.bytes(PackageResources.sight_css, type: "text/css; charset=utf-8")
        }
        router.get("/sight.js") { _, _ in
            ScreenRoutes.bytes(PackageResources.sight_js, type: "text/javascript; charset=utf-8")
        }
    }

    /// False for a page that shows an older screen; it learns of the newer one soon.
    private func isOfOpenPage(_ request: Request) async throws -> Bool {
        guard request.headers[.secFetchSite] == "same-origin", let token = request.uri.queryParameters["token"] else {
            throw HTTPError(.forbidden, message: "Only the page that is open sees what the camera sees.")
        }
        let shown = await server.source.currentView.screen
        return String(token) == ViewToken(shown, boot: server.renderer.boot).text
    }

    /// `x y x y …` in thousandths, as shares of the picture.
    private static func text(of outline: [FramePoint]) -> String {
        outline.flatMap { [$0.x, $0.y] }.map { String((min(max($0, 0), 1) * 1_000).rounded() / 1_000) }
            .joined(separator: " ")
    }
}

extension HTTPFields.Element.Name {
    static let codeOutlines: Self = {
        guard let name = Self("Code-Outlines") else { preconditionFailure("Code-Outlines is no name of a header") }
        return name
    }()
}
