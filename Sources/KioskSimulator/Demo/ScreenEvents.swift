import AsyncHTTPClient
import NIOCore

/// The stream of screens that an open page gets (server-sent events), as far as a stopwatch needs it: which screen
/// is shown, and with which token its buttons work.
package struct ScreenEvents: AsyncSequence, Sendable {
    package typealias Element = ScreenClient.Page

    private let body: HTTPClientResponse.Body

    /// More than any screen; a stream that sends more in one event is no kiosk's.
    private static let largestEvent = 1 << 20
    private static let patience: TimeAmount = .hours(1)

    package init(of client: ScreenClient) async throws {
        let request = HTTPClientRequest(url: client.address + "/events")
        body = try await HTTPClient.shared.execute(request, timeout: ScreenEvents.patience).body
    }

    package func makeAsyncIterator() -> Iterator { Iterator(bytes: body.makeAsyncIterator()) }

    package struct Iterator: AsyncIteratorProtocol {
        var bytes: HTTPClientResponse.Body.AsyncIterator
        private var text = ""

        init(bytes: HTTPClientResponse.Body.AsyncIterator) { self.bytes = bytes }

        package mutating func next() async throws -> ScreenClient.Page? {
            while true {
                while let end = text.firstRange(of: "\n\n") {
                    let event = String(text[..<end.lowerBound])
                    text.removeSubrange(..<end.upperBound)
                    if let page = ScreenClient.Page(html: event) { return page }
                }
                guard let more = try await bytes.next() else { return nil }
                text += String(buffer: more)
                guard text.utf8.count <= ScreenEvents.largestEvent else {
                    throw SimulatorError("The stream of screens sent more than \(ScreenEvents.largestEvent) bytes.")
                }
            }
        }
    }
}
