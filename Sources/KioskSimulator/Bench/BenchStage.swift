import Foundation
package import KioskCore

/// The programs and devices of a measurement: `hubd`, the bench, and a `kioskd` that can be started again and again.
package actor BenchStage {
    package nonisolated let bench: Bench
    private let folder: URL
    private var hub: ChildProgram
    private var kiosk: ChildProgram?
    private var address = ""
    private let devices: Task<Void, any Error>

    private static let patience: Duration = .seconds(30)

    /// Starts the hub and the devices; `folder` is emptied.
    package static func set(in path: String, bills: [String] = ["zj-power"], hasCamera: Bool = false) async throws
        -> BenchStage
    {
        let folder = URL(filePath: path, directoryHint: .isDirectory).absoluteURL
        try? FileManager.default.removeItem(at: folder)
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        let bills = try bills.map { try BenchBill(name: $0, picturePath: "kiosk-config/bills/\($0).png") }
        // A resident who knows the PIN by heart, and a bank next door.
        var terminal = PaymentTerminalModel()
        terminal.enteringPIN = .milliseconds(500)
        terminal.askingBank = .milliseconds(300)
        let bench = try await Bench(directory: folder.path(), bills: bills, terminal: terminal, hasCamera: hasCamera)
        let hub = try ChildProgram.hub(in: folder)
        let port = try await hub.listeningPort(within: patience)
        await bench.plug.connect(toHubAt: port)
        return BenchStage(bench: bench, folder: folder, hub: hub)
    }

    private init(bench: Bench, folder: URL, hub: ChildProgram) {
        self.bench = bench
        self.folder = folder
        self.hub = hub
        // Not a child task: the devices live as long as the stage, which ends them in `strike`.
        devices = Task { try await bench.run() }
    }

    /// Does something on the stage, and clears it away whatever comes of it.
    package nonisolated func use<Value: Sendable>(
        _ body: (isolated BenchStage) async throws -> Value
    ) async throws -> Value {
        do {
            let value = try await body(self)
            await strike()
            return value
        } catch {
            await strike()
            throw error
        }
    }

    /// Where the touch screens are.
    package var screens: String { address }

    /// Ends `kioskd` and starts it anew. Milliseconds from its start to the line that says it is ready.
    package func restartKiosk() async throws -> Double {
        await kiosk?.end()
        let site = folder.appending(path: "kiosk.yaml").path()
        try DemoSite(sample: "kiosk-config/sites/demo.yaml", bench: bench)
            .write(to: site, journal: journalPath)
        let start = ContinuousClock.now
        let program = try ChildProgram.kiosk(site: site, billers: "kiosk-config/billers", in: folder)
        kiosk = program
        address = try await program.screens(within: BenchStage.patience).address
        let (seconds, attoseconds) = (ContinuousClock.now - start).components
        return Double(seconds) * 1_000 + Double(attoseconds) / 1e15
    }

    /// `kill -9`.
    package func killKiosk() async {
        await kiosk?.kill()
        kiosk = nil
    }

    /// Gives the hub the bills of a company that sends them as a file, while it runs.
    package func importBills(_ file: String, of biller: String) async throws {
        let program = try ChildProgram(
            "hubd", ["import-bills", "--database", hubPath, "--biller", biller, file],
            log: folder.appending(path: "import.log").path())
        await program.untilEnded()
        guard program.hasSucceeded else {
            throw SimulatorError("hubd does not take the bills: see import.log in \(folder.path()).")
        }
    }

    /// The kiosk of the sample site.
    package static let kiosk: KioskID = "HZ-0001"

    package nonisolated var journalPath: String { folder.appending(path: "journal.sqlite").path() }
    package nonisolated var hubPath: String { folder.appending(path: "hub.sqlite").path() }

    package var kioskProcess: Int32? { kiosk?.processID }

    private func strike() async {
        await kiosk?.end()
        await hub.end()
        devices.cancel()
        _ = await devices.result
    }
}
