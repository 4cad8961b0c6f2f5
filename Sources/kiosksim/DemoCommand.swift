import ArgumentParser
import Foundation
import KioskSimulator

struct DemoCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "demo",
        abstract: "Start a hub and a kiosk with simulated devices, and pay a bill from its picture.",
        discussion: """
            Ends with one line of JSON about the payment and exit code 0, only when the hub says that the bill is \
            settled. Run it in the project's folder.
            """)

    @Flag(help: "End after the payment instead of leaving the touch screen open.")
    var once = false

    @Flag(help: "Stop the hub while the notes are taken, and start it afterwards.")
    var offline = false

    @Option(help: "Where journal, books, logs and receipt go; emptied at the start.")
    var folder = "out/demo"

    func run() async throws {
        var options = Demo.Options()
        options.isOnce = once
        options.isOffline = offline
        options.folder = folder
        do {
            // Written line by line: `print` would wait in a buffer when the output is a pipe.
            try await Demo(options) { FileHandle.standardOutput.write(Data(($0 + "\n").utf8)) }.run()
        } catch {
            FileHandle.standardError.write(Data("kiosksim: \(error)\nSee the logs in \(folder).\n".utf8))
            throw ExitCode(1)
        }
    }
}
