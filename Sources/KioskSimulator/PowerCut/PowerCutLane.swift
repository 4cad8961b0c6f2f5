import Foundation
import KioskCore
import SimulatedDisk

/// One kiosk whose power is cut again and again: its computer in QEMU, its drive, its devices, and a hub of its own.
///
/// Devices and hub live outside of the guest. A cut takes the power from the devices, too; the hub is elsewhere.
actor PowerCutLane {
    let number: Int
    let bench: Bench
    let hub: ChildProgram
    let hubAddress: String
    /// What is kept: console, image, hub's books, the last copies of the journal.
    let folder: URL
    let reading: JournalReading
    let drive: DriveServer
    private let files: GuestFiles
    /// Sockets, whose paths must be short.
    private let sockets: String
    private let forwarders: [(relay: Int, forwarder: SocketForwarder)]
    private let screensPort: Int
    private let services: Task<Void, any Error>
    private(set) var machine: GuestMachine?
    private var eyes: ScreenWatch?
    private var boots = 0

    static let bootPatience: Duration = .seconds(180)
    static let commandPatience: Duration = .seconds(60)
    private static let hubPatience: Duration = .seconds(60)
    private static let imageSize = 64 << 20

    /// Starts hub and devices, and makes an empty file system for the journal.
    static func set(
        _ number: Int, files: GuestFiles, folder: URL, sockets: String, reading: JournalReading
    ) async throws -> PowerCutLane {
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        try FileManager.default.createDirectory(atPath: sockets, withIntermediateDirectories: true)
        let image = folder.appending(path: "kiosk.img").path()
        guard FileManager.default.createFile(atPath: image, contents: nil) else {
            throw SimulatorError("\(image) cannot be made.")
        }
        try FileHandle(forWritingTo: URL(filePath: image)).truncate(atOffset: UInt64(imageSize))
        let made = try await ToolRun.run(at: "/usr/sbin/mkfs.ext4", ["-q", image])
        guard made.status == 0 else { throw SimulatorError("mkfs.ext4 made no file system: \(made.said)") }
        // A resident who knows the PIN by heart, and a bank next door.
        var terminal = PaymentTerminalModel()
        terminal.enteringPIN = .milliseconds(500)
        terminal.askingBank = .milliseconds(300)
        let bench = try await Bench(directory: sockets, bills: [], terminal: terminal)
        let hub = try ChildProgram.hub(in: folder)
        let hubPort = try await hub.listeningPort(within: hubPatience)
        await bench.plug.connect(toHubAt: hubPort)
        var forwarders: [(Int, SocketForwarder)] = []
        for (relay, device) in [
            (PowerCutSite.Relay.scanner, "scanner"), (PowerCutSite.Relay.printer, "printer"),
            (PowerCutSite.Relay.acceptor, "acceptor"), (PowerCutSite.Relay.terminal, "terminal"),
        ] {
            forwarders.append((relay, try await SocketForwarder(to: bench.socket(device))))
        }
        return PowerCutLane(
            number, files, folder, sockets, reading, try DriveServer(image: image, size: imageSize), bench, hub,
            "http://127.0.0.1:\(hubPort)", forwarders, screensPort: try await LoopbackPort.free())
    }

    private init(
        _ number: Int, _ files: GuestFiles, _ folder: URL, _ sockets: String, _ reading: JournalReading,
        _ drive: DriveServer, _ bench: Bench, _ hub: ChildProgram, _ hubAddress: String,
        _ forwarders: [(Int, SocketForwarder)], screensPort: Int
    ) {
        self.number = number
        self.files = files
        self.folder = folder
        self.sockets = sockets
        self.reading = reading
        self.drive = drive
        self.bench = bench
        self.hub = hub
        self.hubAddress = hubAddress
        self.forwarders = forwarders.map { (relay: $0.0, forwarder: $0.1) }
        self.screensPort = screensPort
        let lines = forwarders.map(\.1)
        // Not a child task: devices and drive live as long as the lane, which ends them in `strike`.
        services = Task {
            try await withThrowingTaskGroup(of: Void.self) { group in
                group.addTask { try await bench.run() }
                group.addTask { try await drive.run(at: "\(sockets)/drive.sock") }
                for line in lines { group.addTask { try await line.run() } }
                try await group.waitForAll()
            }
        }
    }

    func strike() async {
        eyes?.close()
        await machine?.cutPower()
        await hub.end()
        await bench.plug.pullOut()
        services.cancel()
        _ = await services.result
    }

    // MARK: The machine

    /// Switches the machine on, and has its file system checked and mounted. What `e2fsck` said.
    func boot() async throws -> String {
        boots += 1
        let machine = try await GuestMachine(
            files, socket: "\(sockets)/line-\(boots).sock", drive: "\(sockets)/drive.sock", screensPort: screensPort,
            console: folder.appending(path: "console.log").path())
        self.machine = machine
        _ = try await machine.line.hello(within: Self.bootPatience)
        return try await machine.line.make("disks", within: Self.commandPatience).text
    }

    /// Starts `kioskd`; `kioskIsReady` waits for its screens.
    func startKiosk() async throws {
        let relays = forwarders.map { ($0.relay, $0.forwarder.port) } + [(PowerCutSite.Relay.hub, bench.plug.port)]
        let site = PowerCutSite(screensPort: screensPort, pagePort: bench.pagePort)
        let text = Data(try site.yaml().utf8).base64EncodedString()
        let line = try line
        try await line.make("site \(text)", within: Self.commandPatience)
        let leads = relays.map { "relay \($0.0) 10.0.2.2 \($0.1)" }.joined(separator: "; ")
        try await line.make("network; \(leads); screens \(screensPort)", within: Self.commandPatience)
        try await line.make("kiosk", within: Self.commandPatience)
    }

    func kioskIsReady() async throws -> ScreenWatch {
        try await machine?.says("is ready after", within: Self.bootPatience)
        let watch = try await ScreenWatch(of: ScreenClient(address: "http://127.0.0.1:\(screensPort)"))
        eyes = watch
        return watch
    }

    /// The power goes in the whole kiosk. How much of the drive's cache was lost or torn.
    func cutPower(_ fate: CachedDriveFate, _ dice: inout SplitMix64) async throws -> Int {
        await machine?.cutPower()
        machine = nil
        eyes?.close()
        eyes = nil
        let harmed = try await drive.cutPower(fate, seed: dice.next())
        await bench.scanner.powerCycle()
        await bench.acceptor.powerCycle()
        await bench.printer.powerCycle()
        await bench.terminal.powerCycle()
        return harmed
    }

    var line: GuestLine {
        get throws {
            guard let machine else { throw SimulatorError("The machine is off.") }
            return machine.line
        }
    }

    // MARK: The journal

    /// Copies what lies in the kiosk's file system, and reads the journal in the copy; nil when there is none yet.
    ///
    /// Of a machine on which `kioskd` runs the copy may be of no moment: no verdict is made of that.
    func copyJournal(_ name: String) async throws -> (path: String, journal: PowerCutJournal)? {
        let packed = try await line.make("pack", within: Self.commandPatience)
        let copy = folder.appending(path: name, directoryHint: .isDirectory)
        try? FileManager.default.removeItem(at: copy)
        try FileManager.default.createDirectory(at: copy, withIntermediateDirectories: true)
        let archive = folder.appending(path: "\(name).tar").path()
        try Data(packed.bytes).write(to: URL(filePath: archive))
        let unpacked = try await ToolRun.run(at: "/bin/tar", ["-xf", archive, "-C", copy.path(), "--no-same-owner"])
        guard unpacked.status == 0 else { throw SimulatorError("The copy is no archive: \(unpacked.said)") }
        let path = copy.appending(path: "journal.sqlite").path()
        guard FileManager.default.fileExists(atPath: path) else { return nil }
        return (path, PowerCutJournal(try reading.entries(path)))
    }
}
