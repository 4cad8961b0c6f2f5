import Hummingbird
import KioskPictures
import Logging

/// The bench in a browser: the kiosk's touch screen in a frame, and beside it buttons that stand in for hands.
///
/// On loopback, for developers; it never runs on a kiosk.
package struct BenchPage: Sendable {
    package let bench: Bench
    /// Where the touch screens are served: `http://127.0.0.1:PORT`.
    package let screens: String
    package let port: Int

    package init(bench: Bench, screens: String, port: Int) {
        self.bench = bench
        self.screens = screens
        self.port = port
    }

    /// Serves until the task is cancelled.
    package func run(onReady: @escaping @Sendable (Int) -> Void) async throws {
        var logger = Logger(label: "bench")
        logger.logLevel = .error
        let application = Application(
            router: routes(),
            configuration: ApplicationConfiguration(address: .hostname("127.0.0.1", port: port), serverName: "bench"),
            onServerRunning: { channel in onReady(channel.localAddress?.port ?? 0) }, logger: logger)
        // Ends at Ctrl-C or SIGTERM, so that whoever started the bench can end the rest in order.
        try await application.runService()
    }

    private func routes() -> Router<BasicRequestContext> {
        let router = Router()
        router.get("/") { _, _ in text(html, "text/html; charset=utf-8") }
        router.get("/bench.css") { _, _ in text(BenchPage.style, "text/css; charset=utf-8") }
        router.get("/bench.js") { _, _ in text(BenchPage.script, "text/javascript; charset=utf-8") }
        router.get("/paper.png") { _, _ in try await paper() }
        router.get("/state") { _, _ in
            let slips = await bench.printer.read { $0.pageCount }
            let isPluggedIn = await bench.plug.isPluggedIn
            return text("{\"slips\":\(slips),\"plugged\":\(isPluggedIn)}", "application/json")
        }
        router.post("/hand") { request, _ in
            // A page of another origin could post here too; it would only insert simulated notes.
            let body = try await request.body.collect(upTo: 256)
            guard let hand = BenchHand(String(buffer: body)) else {
                throw HTTPError(.badRequest, message: "There is no such hand; the buttons on the page name them.")
            }
            await bench.perform(hand)
            return HTTPResponse.Status.noContent
        }
        return router
    }

    private func paper() async throws -> Response {
        guard let slip = await bench.printer.read({ try? $0.pages.last?.picture() }) else {
            throw HTTPError(.notFound, message: "Nothing has been printed yet.")
        }
        let bytes = try PNG.encode(slip)
        return Response(
            status: .ok, headers: [.contentType: "image/png", .cacheControl: "no-store"],
            body: .init(byteBuffer: ByteBuffer(bytes: bytes)))
    }

    private func text(_ text: String, _ type: String) -> Response {
        Response(
            status: .ok, headers: [.contentType: type, .cacheControl: "no-store"],
            body: .init(byteBuffer: ByteBuffer(string: text)))
    }
}
