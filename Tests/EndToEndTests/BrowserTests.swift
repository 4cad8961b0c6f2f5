import Foundation
import KioskSimulator
import Testing

/// The real programs, simulated devices on their sockets, and headless Chromium in front.
@Suite(.serialized) struct BrowserTests {
    /// Every way of paying and every kind of failure, in both languages and both sizes of type. Each screen on the
    /// way is measured and kept as a picture in `out/screens`.
    @Test func everyPathCanBeWalkedAndEveryScreenHoldsItsMeasures() async throws {
        let bills = ["zj-power", "sh-water", "sh-gas", "cn-telecom", "zj-power-overdue", "xiqiao-water"]
        let stage = try await BenchStage.set(in: "out/end-to-end", bills: bills, hasCamera: true)
        try await stage.use { stage in
            _ = try await stage.restartKiosk()
            let screens = stage.screens
            let page = BenchPage(bench: stage.bench, screens: screens, port: stage.bench.pagePort)
            let result = try await withThrowingTaskGroup(of: String?.self) { group in
                let (ready, isReady) = AsyncStream<Int>.makeStream(bufferingPolicy: .bufferingNewest(1))
                group.addTask {
                    try await page.run { port in isReady.yield(port) }
                    return nil
                }
                group.addTask {
                    for await port in ready {
                        return try await Python.run(
                            "Tests/browser/visits.py", screens, "http://127.0.0.1:\(port)", "--pictures", "out/screens")
                    }
                    return nil
                }
                let result = try await group.next() ?? nil
                group.cancelAll()
                return result
            }
            print(result ?? "the walk said nothing")
            // Bills were held to the camera and shown on the screen: none of that is on a disk.
            for file in try FileManager.default.subpathsOfDirectory(atPath: "out/end-to-end") {
                guard let data = FileManager.default.contents(atPath: "out/end-to-end/\(file)") else { continue }
                #expect(data.range(of: Data([0xFF, 0xD8, 0xFF])) == nil, "\(file) holds a picture of the camera")
            }
        }
    }
}

/// Debian's Python, which has Selenium.
enum Python {
    struct Failure: Error, CustomStringConvertible {
        let description: String
    }

    /// Runs a script to its end and gives what it said. Throws with all of that when the script failed.
    static func run(_ script: String, _ arguments: String...) async throws -> String {
        let process = Process()
        process.executableURL = URL(filePath: "/usr/bin/python3")
        process.arguments = [script] + arguments
        // A file and not a pipe, which would fill and stop the script.
        let log = URL(filePath: "out/browser.log")
        try Data().write(to: log)
        process.standardOutput = try FileHandle(forWritingTo: log)
        process.standardError = process.standardOutput
        let status = try await withCheckedThrowingContinuation {
            (continuation: CheckedContinuation<Int32, any Error>) in
            process.terminationHandler = { continuation.resume(returning: $0.terminationStatus) }
            do { try process.run() } catch { continuation.resume(throwing: error) }
        }
        let output = try String(contentsOf: log, encoding: .utf8)
        guard status == 0 else { throw Failure(description: "\(script) ended with \(status):\n\(output)") }
        return output
    }
}
