import Foundation

/// Our own programs, and what they say when they are ready.
extension ChildProgram {
    /// `hubd` with the demonstration's billers, at a free port; its books and its log go into `folder`.
    static func hub(in folder: URL) throws -> ChildProgram {
        try ChildProgram(
            "hubd",
            [
                "serve", "--port", "0", "--database", folder.appending(path: "hub.sqlite").path(), "--demo",
                "--print-ready",
            ],
            log: folder.appending(path: "hubd.log").path())
    }

    static func kiosk(site: String, billers: String, in folder: URL) throws -> ChildProgram {
        try ChildProgram(
            "kioskd", ["run", "--config", site, "--billers", billers],
            log: folder.appending(path: "kioskd.log").path())
    }

    /// Where the hub listens, once it does.
    func listeningPort(within limit: Duration) async throws -> Int {
        let line = try await line(containing: "listening on", within: limit)
        guard let port = line.firstMatch(of: /http:\/\/127\.0\.0\.1:(\d+)/).flatMap({ Int($0.1) }) else {
            throw SimulatorError("\(name) did not say where it listens: \(line)")
        }
        return port
    }

    /// Where the kiosk's screens are, once they are there, and the line that says so.
    func screens(within limit: Duration) async throws -> (address: String, line: String) {
        let line = try await line(containing: "ready", within: limit)
        guard let address = line.firstMatch(of: /http:\/\/127\.0\.0\.1:\d+/)?.0 else {
            throw SimulatorError("\(name) did not say where its screens are: \(line)")
        }
        return (String(address), line)
    }
}
