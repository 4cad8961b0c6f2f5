import Hummingbird

/// The names under which a browser of this machine may speak to the server.
///
/// A page of another site can make a browser connect to loopback under a name of its own (DNS rebinding); its
/// requests carry that name.
struct OwnHosts: Sendable {
    let configuration: ScreenConfiguration
    let boundPort: BoundPort

    private var names: [String] {
        let port = boundPort.value ?? configuration.port
        return ["127.0.0.1:\(port)", "localhost:\(port)", "[::1]:\(port)"]
    }

    func isOwn(authority: String?) -> Bool { authority.map(names.contains) ?? false }

    func isOwn(origin: String) -> Bool { names.contains { origin == "http://\($0)" } }
}

/// Answers 421 to a request for any other host.
struct OwnHostOnly: RouterMiddleware {
    let hosts: OwnHosts

    func handle(
        _ request: Request, context: BasicRequestContext,
        next: (Request, BasicRequestContext) async throws -> Response
    ) async throws -> Response {
        guard hosts.isOwn(authority: request.head.authority) else {
            return Response(
                status: .misdirectedRequest, body: .init(byteBuffer: ByteBuffer(string: "Not this host.\n")))
        }
        return try await next(request, context)
    }
}

/// Sets on every answer what the browser must not do with a page of ours.
struct SecurityHeaders: RouterMiddleware {
    private let fields: HTTPFields

    init(frameAncestors: [String]) throws(ScreenError) {
        for origin in frameAncestors where !SecurityHeaders.isOrigin(origin) {
            throw ScreenError(
                code: .frameAncestorInvalid,
                message: "\(origin) is no origin that may frame the screens: write it as http://127.0.0.1:8090.")
        }
        let ancestors = frameAncestors.isEmpty ? "'none'" : frameAncestors.joined(separator: " ")
        fields = [
            .contentSecurityPolicy: "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; "
                + "font-src 'self'; connect-src 'self'; form-action 'self'; base-uri 'none'; "
                + "frame-ancestors \(ancestors)",
            .xContentTypeOptions: "nosniff",
            .referrerPolicy: "no-referrer",
            .permissionsPolicy: "camera=(), microphone=(), geolocation=(), usb=(), serial=(), hid=(), payment=()",
            .crossOriginOpenerPolicy: "same-origin",
            .crossOriginResourcePolicy: "same-origin",
            .cacheControl: "no-store",
        ]
    }

    func handle(
        _ request: Request, context: BasicRequestContext,
        next: (Request, BasicRequestContext) async throws -> Response
    ) async throws -> Response {
        var response: Response
        do {
            response = try await next(request, context)
        } catch let error as any HTTPResponseError {
            response = try error.response(from: request, context: context)
        }
        for field in fields { response.headers[field.name] = field.value }
        return response
    }

    private static func isOrigin(_ text: String) -> Bool {
        guard text.hasPrefix("http://") || text.hasPrefix("https://") else { return false }
        return text.utf8.allSatisfy { $0 > 0x20 && $0 < 0x7f && $0 != UInt8(ascii: ";") && $0 != UInt8(ascii: ",") }
    }
}

extension HTTPFields.Element.Name {
    private static func named(_ text: String) -> Self {
        guard let name = Self(text) else { preconditionFailure("\(text) is no name of a header") }
        return name
    }

    static let referrerPolicy = named("Referrer-Policy")
    static let permissionsPolicy = named("Permissions-Policy")
    static let crossOriginOpenerPolicy = named("Cross-Origin-Opener-Policy")
    static let crossOriginResourcePolicy = named("Cross-Origin-Resource-Policy")
    static let secFetchSite = named("Sec-Fetch-Site")
}
