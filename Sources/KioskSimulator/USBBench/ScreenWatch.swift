import Synchronization

/// An open page of the touch screen, watched by one task: what it shows now, without asking for it again and again.
final class ScreenWatch: Sendable {
    let client: ScreenClient
    private let latest = Mutex<ScreenClient.Page?>(nil)
    private let reading = Mutex<Task<Void, Never>?>(nil)

    /// The stream may break; then it is opened anew, as a browser does.
    private static let pause = Duration.milliseconds(500)

    init(of client: ScreenClient) async throws {
        self.client = client
        let first = try await client.page()
        latest.withLock { $0 = first }
        // Not a child task: it reads as long as the page is open.
        let task = Task { [weak self] in
            while !Task.isCancelled {
                if let pages = try? await ScreenEvents(of: client) { try? await ScreenWatch.read(pages, for: self) }
                try? await Task.sleep(for: ScreenWatch.pause)
            }
        }
        reading.withLock { $0 = task }
    }

    private static func read(_ pages: ScreenEvents, for watch: ScreenWatch?) async throws {
        for try await page in pages { watch?.latest.withLock { $0 = page } }
    }

    var page: ScreenClient.Page? { latest.withLock { $0 } }

    func close() { reading.withLock { $0?.cancel() } }
}
