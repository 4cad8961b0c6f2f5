import Foundation
import HubLedger
import KioskControl
package import KioskCore

/// A kiosk on real USB with its hub: the programs themselves, as children in the guest, and the devices of the bench.
package actor USBBenchStage {
    /// Reads a journal; `kiosksim` knows how.
    package typealias ReadJournal = @Sendable (_ path: String) throws -> [JournalEntry]

    package nonisolated let devices: USBBenchDevices
    package nonisolated let host: HostChannel
    let folder: String
    /// Outlives the guest, and the host sees it.
    let logs: String
    let readJournal: ReadJournal
    private let hub: ChildProgram
    private let hubPort: Int
    private(set) var kiosk: ChildProgram?
    private(set) var site: USBBenchSite
    private var eyes: ScreenWatch?
    private var ledger: HubLedger?
    var usbGuard: ChildProgram?
    var hasQEMU = false

    static let startPatience = Duration.seconds(90)
    /// For whatever a device or the kiosk does next.
    static let patience = Duration.seconds(40)

    /// Starts the hub and plugs the devices in; `folder` is emptied. The programs' logs lie in `logs`, which outlives
    /// the guest.
    package static func set(
        in folder: String, logs: String, host: HostChannel, readJournal: @escaping ReadJournal
    ) async throws -> USBBenchStage {
        try? FileManager.default.removeItem(atPath: folder)
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        for name in ["hubd.log", "kioskd.log", "usbguard.log"] {
            try Data().write(to: URL(filePath: "\(logs)/\(name)"))
            try FileManager.default.createSymbolicLink(
                atPath: "\(folder)/\(name)", withDestinationPath: "\(logs)/\(name)")
        }
        let devices = try USBBenchDevices(clock: BenchClock(), folder: folder)
        let hub = try ChildProgram.hub(in: URL(filePath: folder, directoryHint: .isDirectory))
        try await devices.plugInAll()
        let port = try await hub.listeningPort(within: startPatience)
        return USBBenchStage(devices, host, folder, logs, hub, port, readJournal)
    }

    private init(
        _ devices: USBBenchDevices, _ host: HostChannel, _ folder: String, _ logs: String, _ hub: ChildProgram,
        _ hubPort: Int,
        _ readJournal: @escaping ReadJournal
    ) {
        self.devices = devices
        self.host = host
        self.folder = folder
        self.logs = logs
        self.hub = hub
        self.hubPort = hubPort
        self.readJournal = readJournal
        site = USBBenchSite(choice: .gadgets, folder: folder, hubPort: hubPort)
    }

    // MARK: The programs

    /// Ends `kioskd` and starts it anew, with these devices. Milliseconds from its start until it was ready.
    @discardableResult
    func startKiosk(_ choice: USBBenchSite.Choice) async throws -> Int64 {
        await kiosk?.end()
        site = USBBenchSite(choice: choice, folder: folder, hubPort: hubPort)
        try site.yaml.write(toFile: site.path, atomically: true, encoding: .utf8)
        let start = ContinuousClock.now
        let program = try ChildProgram(
            "kioskd",
            ["run", "--config", site.path, "--billers", "kiosk-config/billers", "--devices", "devices"],
            log: "\(folder)/kioskd.log", appending: true)
        kiosk = program
        let address = try await program.screens(within: USBBenchStage.startPatience).address
        let time = (ContinuousClock.now - start).milliseconds
        eyes?.close()
        eyes = try await ScreenWatch(of: ScreenClient(address: address))
        return time
    }

    package func strike() async {
        eyes?.close()
        await kiosk?.end()
        await hub.end()
        await usbGuard?.end()
    }

    /// What the open page of a resident shows.
    var screen: ScreenWatch {
        get throws {
            guard let eyes else { throw SimulatorError("kioskd was not started.") }
            return eyes
        }
    }

    var kioskIsRunning: Bool { kiosk?.isRunning ?? false }

    /// The number of `kioskd`'s process.
    package var kioskProcess: Int32? { kiosk?.processID }

    /// Starts `kioskd` with the kernel's gadgets as its devices, and waits until all of them are ready.
    package func startGadgets() async throws {
        try await startKiosk(.gadgets)
        try await devicesReady()
    }

    func devicesReady() async throws {
        for name in site.names { try await wait(for: name, toBe: .ready, within: USBBenchStage.startPatience) }
    }

    /// What a technician types.
    func kioskctl(_ arguments: String...) async throws -> (status: Int32, said: String) {
        try await ToolRun.run("kioskctl", arguments)
    }

    // MARK: What the kiosk says of its devices

    func status(of name: String) async throws -> DeviceStatus {
        guard let device = try await everything().devices.first(where: { $0.name == name }) else {
            throw SimulatorError("The kiosk knows no \(name).")
        }
        return device
    }

    func everything() async throws -> (devices: [DeviceStatus], strangers: [StrangeDevice]) {
        let client = ControlClient(socket: site.controlSocket)
        return try await BlockingCall.run {
            var answer: (devices: [DeviceStatus], strangers: [StrangeDevice])?
            try client.ask(.devices, silence: .seconds(10)) { reply in
                if case .devices(let devices, let strangers) = reply { answer = (devices, strangers) }
            }
            guard let answer else { throw SimulatorError("kioskd gave no list of its devices.") }
            return answer
        }
    }

    @discardableResult
    func wait(
        for name: String, toBe state: DeviceStatus.State, within limit: Duration = patience
    ) async throws -> DeviceStatus {
        let end = ContinuousClock.now + limit
        while true {
            let now = try await status(of: name)
            if now.state == state { return now }
            guard ContinuousClock.now < end else {
                throw SimulatorError(
                    "\(name) is \(now.state.rawValue) instead of \(state.rawValue): "
                        + "\(now.trouble ?? now.lastFault?.what ?? "no trouble is known").")
            }
            try await Task.sleep(for: .milliseconds(200))
        }
    }

    func until(
        _ what: String, within limit: Duration = patience, every pause: Duration = .milliseconds(100),
        _ isSo: () async throws -> Bool
    ) async throws {
        let end = ContinuousClock.now + limit
        while ContinuousClock.now < end {
            if try await isSo() { return }
            try await Task.sleep(for: pause)
        }
        throw SimulatorError("It did not come to pass within \(limit) that \(what).")
    }

    // MARK: The money

    func journal() throws -> [JournalEntry] { try readJournal(site.journalPath) }

    /// What lies in the cash boxes and what the terminal captured.
    var money: PhysicalMoney {
        let notes = [devices.acceptor, devices.otherAcceptor].flatMap { acceptor in
            acceptor.firmware.read { $0.notesInCashBox + $0.collectedNotes }
        }
        return PhysicalMoney(cash: notes.total(.cny), card: devices.terminal.firmware.read { $0.capturedTotal })
    }

    /// Waits until every payment has ended, and holds journal, hub and devices against the laws.
    func audit() async throws {
        var entries: [JournalEntry] = []
        var open: [String] = []
        let end = ContinuousClock.now + USBBenchStage.patience
        repeat {
            entries = try journal()
            open = MoneyLaws.unfinished(in: entries)
            if open.isEmpty { break }
            try await Task.sleep(for: .milliseconds(500))
        } while ContinuousClock.now < end
        guard open.isEmpty else { throw SimulatorError("The money: \(open.joined(separator: "; ")).") }
        let ledger = try ledger ?? HubLedger(path: "\(folder)/hub.sqlite", adapters: DemoBillers.adapters)
        self.ledger = ledger
        let breaches = try MoneyLaws.breaches(of: entries, hub: ledger, money: money)
        guard breaches.isEmpty else { throw SimulatorError("The money: \(breaches.joined(separator: "; ")).") }
        try checkPaper(entries)
    }

    /// What the journal calls printed lies on paper.
    private func checkPaper(_ entries: [JournalEntry]) throws {
        let texts = paper
        for entry in entries {
            guard case .printed(let payment, _) = entry.fact else { continue }
            guard texts.contains(where: { $0.contains(payment.text) }) else {
                throw SimulatorError("The journal says that a slip of \(payment.text) is out, and there is none.")
            }
        }
    }

    /// The text of every slip that came out of any printer.
    var paper: [String] {
        devices.printer.firmware.read { $0.receiptTexts } + devices.otherPrinter.firmware.read { $0.receiptTexts }
    }
}
