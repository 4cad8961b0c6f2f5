import AsyncHTTPClient
import NIOCore
import NIOHTTP1

/// A person's eyes and finger on the touch screen: reads which screen is shown, and posts its buttons' forms.
package struct ScreenClient: Sendable {
    package let address: String

    private static let patience: TimeAmount = .seconds(10)
    private static let largestPage = 1 << 20

    package init(address: String) { self.address = address }

    /// A page as far as a finger needs it.
    package struct Page: Sendable {
        package let screen: String
        let token: String
        /// What the buttons send.
        package let choices: [String]
    }

    package func page() async throws -> Page {
        guard let page = Page(html: try await html()) else {
            throw SimulatorError("\(address) answered without a screen of a kiosk.")
        }
        return page
    }

    /// The page as it is sent.
    func html() async throws -> String {
        let response = try await HTTPClient.shared.execute(
            HTTPClientRequest(url: address + "/"), timeout: ScreenClient.patience)
        return String(buffer: try await response.body.collect(upTo: ScreenClient.largestPage))
    }

    /// What the camera sees, as JPEG; nil when the page has nothing to show.
    package func preview(on page: Page) async throws -> [UInt8]? {
        var request = HTTPClientRequest(url: address + "/preview?token=\(page.token)")
        request.headers.add(name: "sec-fetch-site", value: "same-origin")
        let response = try await HTTPClient.shared.execute(request, timeout: ScreenClient.patience)
        let body = try await response.body.collect(upTo: ScreenClient.largestPage)
        return response.status == .ok ? Array(body.readableBytesView) : nil
    }

    package func touch(_ choice: String, on page: Page) async throws {
        var request = HTTPClientRequest(url: address + "/choose")
        request.method = .POST
        request.headers.add(name: "content-type", value: "application/x-www-form-urlencoded")
        request.headers.add(name: "origin", value: address)
        request.body = .bytes(ByteBuffer(string: "token=\(page.token)&choice=\(choice)"))
        let response = try await HTTPClient.shared.execute(request, timeout: ScreenClient.patience)
        guard response.status.code < 400 else {
            throw SimulatorError("The touch \(choice) was answered with \(response.status.code).")
        }
        _ = try await response.body.collect(upTo: ScreenClient.largestPage)
    }
}

extension ScreenClient.Page {
    /// Nil when the text is no screen of a kiosk.
    init?(html: String) {
        guard let screen = html.firstMatch(of: /data-screen="([^"]+)"/)?.1,
            let token = html.firstMatch(of: /data-token="([^"]+)"/)?.1
        else { return nil }
        self.screen = String(screen)
        self.token = String(token)
        choices = html.matches(of: /name="choice" value="([^"]+)"/).map { String($0.1) }
    }
}
