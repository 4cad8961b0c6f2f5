import Foundation
import Synchronization

/// One of our programs as a child process: started, waited for until it says where it listens, and ended.
package final class ChildProgram: Sendable {
    private struct State {
        var output = ""
        var hasEnded = false
        var waiters: [CheckedContinuation<Void, Never>] = []
    }

    package let name: String
    private let process = Process()
    private let state = Mutex(State())

    private static let longestOutputKept = 100_000

    /// Starts the program that lies in the same folder as this one. What it says on standard error goes to `log`, behind
    /// what is there when `appending`.
    package convenience init(_ name: String, _ arguments: [String], log: String, appending: Bool = false) throws {
        let folder = URL(filePath: CommandLine.arguments[0]).resolvingSymlinksInPath().deletingLastPathComponent()
        try self.init(at: folder.appending(path: name).path(), arguments, log: log, appending: appending)
    }

    /// Starts a program from anywhere.
    package init(at path: String, _ arguments: [String], log: String, appending: Bool = false) throws {
        name = URL(filePath: path).lastPathComponent
        process.executableURL = URL(filePath: path)
        process.arguments = arguments
        if !appending || !FileManager.default.fileExists(atPath: log) { try Data().write(to: URL(filePath: log)) }
        let file = FileHandle(forWritingAtPath: log)
        try file?.seekToEnd()
        process.standardError = file
        let pipe = Pipe()
        process.standardOutput = pipe
        pipe.fileHandleForReading.readabilityHandler = { [weak self] handle in
            let data = handle.availableData
            if data.isEmpty { handle.readabilityHandler = nil }
            self?.said(String(decoding: data, as: UTF8.self))
        }
        process.terminationHandler = { [weak self] _ in self?.ended() }
        do { try process.run() } catch {
            throw SimulatorError("\(name) cannot be started: \(error). Build it first: swift build.")
        }
    }

    /// Waits until the program has said something that matches, and returns the line.
    package func line(containing text: String, within limit: Duration) async throws -> String {
        let end = ContinuousClock.now + limit
        while ContinuousClock.now < end {
            let output = state.withLock { $0.output }
            // Only whole lines: the last part may still be on its way.
            let lines = output.split(separator: "\n", omittingEmptySubsequences: false).dropLast()
            if let line = lines.first(where: { $0.contains(text) }) { return String(line) }
            guard state.withLock({ !$0.hasEnded }) else {
                throw SimulatorError("\(name) ended early. It said: \(output)")
            }
            try await Task.sleep(for: .milliseconds(5))
        }
        throw SimulatorError("\(name) did not become ready within \(limit).")
    }

    package var processID: Int32 { process.processIdentifier }

    package var isRunning: Bool { state.withLock { !$0.hasEnded } }

    /// Asks the program to end, and waits for it.
    package func end() async {
        if process.isRunning { process.terminate() }
        await untilEnded()
    }

    /// Only once it has ended.
    package var hasSucceeded: Bool { !process.isRunning && process.terminationStatus == 0 }

    /// Waits for a program that ends by itself.
    package func untilEnded() async {
        await withCheckedContinuation { continuation in
            let hasEnded = state.withLock { state in
                if !state.hasEnded { state.waiters.append(continuation) }
                return state.hasEnded
            }
            if hasEnded { continuation.resume() }
        }
    }

    /// The end without a warning, as by the kernel.
    package func kill() async {
        Foundation.kill(process.processIdentifier, SIGKILL)
        await end()
    }

    private func said(_ text: String) {
        state.withLock {
            $0.output = String(($0.output + text).suffix(ChildProgram.longestOutputKept))
        }
    }

    private func ended() {
        let waiters = state.withLock { state in
            state.hasEnded = true
            defer { state.waiters = [] }
            return state.waiters
        }
        for waiter in waiters { waiter.resume() }
    }
}
