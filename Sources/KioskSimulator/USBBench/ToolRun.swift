import Foundation
import Synchronization

/// A call that waits, on a thread of its own, so that Swift's pool does not wait for it.
enum BlockingCall {
    static func run<Value: Sendable>(_ body: @escaping @Sendable () throws -> Value) async throws -> Value {
        try await withCheckedThrowingContinuation { continuation in
            Thread.detachNewThread { continuation.resume(with: Result { try body() }) }
        }
    }
}

/// One of our programs that ends by itself, run to its end.
enum ToolRun {
    /// What it says is kept up to this.
    private static let longestOutput = 1_000_000

    /// The program lies in the same folder as this one. Both its outputs come back as one text.
    static func run(_ name: String, _ arguments: [String]) async throws -> (status: Int32, said: String) {
        let folder = URL(filePath: CommandLine.arguments[0]).resolvingSymlinksInPath().deletingLastPathComponent()
        return try await BlockingCall.run {
            let process = Process()
            process.executableURL = folder.appending(path: name)
            process.arguments = arguments
            let pipe = Pipe()
            process.standardOutput = pipe
            process.standardError = pipe
            try process.run()
            let data = (try pipe.fileHandleForReading.readToEnd() ?? Data()).prefix(longestOutput)
            process.waitUntilExit()
            return (process.terminationStatus, String(decoding: data, as: UTF8.self))
        }
    }
}
