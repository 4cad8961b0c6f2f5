import ArgumentParser
import KioskJournal
import KioskSimulator

struct USBBenchGuestCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "usb-bench-guest",
        abstract: "The part of `make usb-bench` that runs in the guest: devices, kiosk, residents and accidents.",
        discussion: "Makes USB gadgets and loads the kernel with them; it belongs on no machine that somebody uses.")

    @Option(help: "Where books and journal go; emptied at the start.") var folder = "/run/usb-bench"
    @Option(help: "The folder for the programs' logs.") var logs = "/results"
    @Flag(help: "List the scenarios and end.") var list = false
    @Argument(help: "The scenarios to play; all, if left out.") var scenarios: [String] = []

    func validate() throws {
        if let unknown = scenarios.first(where: { !USBBench.names.contains($0) }) {
            throw ValidationError("There is no scenario \(unknown); --list shows them.")
        }
    }

    func run() async throws {
        if list { return print(USBBench.names.joined(separator: "\n")) }
        let bench = USBBench(folder: folder, logs: logs) { path in try JournalReader(path: path).entries() }
        let isFine = try await bench.run(only: scenarios)
        if !isFine { throw ExitCode(1) }
    }
}
