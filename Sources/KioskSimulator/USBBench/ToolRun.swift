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

/// A program that ends by itself, run to its end.
package enum ToolRun {
    /// What it says is kept up to this.
    private static let longestOutput = 1_000_000

    /// The program lies in the same folder as this one.
    static func run(_ name: String, _ arguments: [String]) async throws -> (status: Int32, said: String) {
        let folder = URL(filePath: CommandLine.arguments[0]).resolvingSymlinksInPath().deletingLastPathComponent()
        return try await run(at: folder.appending(path: name).path(), arguments)
    }

    /// Both its outputs come back as one text.
    package static func run(at path: String, _ arguments: [String]) async throws -> (status: Int32, said: String) {
        try await BlockingCall.run {
            let process = Process()
            process.executableURL = URL(filePath: path)
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
