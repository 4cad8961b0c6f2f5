import Foundation
import KioskCodes
import KioskConfiguration
import KioskCore
import KioskDevices
import KioskReceipts
import Logging
import ServiceLifecycle

/// Builds the driver that each configured device needs, and wires what it reports to the event queue.
struct DriverWorkshop {
    private let configuration: KioskConfiguration
    private let interpreter: CodeInterpreter
    private let events: EventQueue
    private let clock: KioskClock
    private let log: Logger
    let presences = PresenceBoard()
    private(set) var drivers: [any ServiceLifecycle.Service] = []

    init(
        _ configuration: KioskConfiguration, catalogue: BillerCatalogue, events: EventQueue, clock: KioskClock,
        log: Logger
    ) {
        self.configuration = configuration
        interpreter = catalogue.interpreter
        self.events = events
        self.clock = clock
        self.log = log
    }

    var printerProfile: PrinterProfile { configuration.device(.printer)?.profile == "narrow" ? .narrow : .wide }

    /// The engine's hands, with a driver behind each configured device. A device that is not there never reports its
    /// presence, so the machine does not use it.
    mutating func ports(
        slips: SlipWriter, record: @escaping @Sendable ([JournalFact], KioskInstant) async throws -> Void,
        hub: @escaping @Sendable (HubRequest) async -> HubAnswer?
    ) throws -> EnginePorts {
        var ports = EnginePorts(
            record: record, noteAcceptor: { _ in true }, terminal: { _ in true }, printer: { _ in false }, hub: hub,
            slip: { record, isCopy, _ in slips.bytes(of: record, isCopy: isCopy) },
            identities: IdentitySource.identities)
        for device in configuration.devices {
            switch device.wire {
            case .hidPOS: try addScanner(device, HIDPOSScannerStateMachine())
            case .cdcLines: try addScanner(device, CDCLineScannerStateMachine())
            case .escpos: ports.printer = try addPrinter(device)
            case .ccnet: ports.noteAcceptor = try addNoteAcceptor(device)
            case .zvt: ports.terminal = try addTerminal(device)
            }
        }
        return ports
    }

    private mutating func addScanner(
        _ device: KioskConfiguration.Device, _ machine: some ScannerStateMachine
    ) throws {
        let (interpreter, log) = (interpreter, log)
        _ = try add(device, machine) { report, events, presences in
            switch report {
            case .presence(let presence):
                presences.note(presence, of: device.name)
                await events.send(.scannerReported(presence))
            case .scanned(let code): events.offer(.codeRead(interpreter.reading(of: code)))
            case .garbled(let why): log.notice("a scan was garbled", metadata: ["reason": "\(why)"])
            }
        }
    }

    private mutating func addPrinter(
        _ device: KioskConfiguration.Device
    ) throws -> @Sendable (ReceiptPrinterCommand) -> Bool {
        let profile = printerProfile
        let capabilities = ESCPOSCapabilities(
            hasProcessID: profile.hasProcessID, canClearBuffer: profile.canClearBuffer, hasCutter: profile.hasCutter)
        let driver = try add(device, ESCPOSStateMachine(capabilities: capabilities)) { report, events, presences in
            if case .presence(let presence) = report { presences.note(presence, of: device.name) }
            await events.send(.printerReported(report))
        }
        return { driver.send($0) }
    }

    private mutating func addNoteAcceptor(
        _ device: KioskConfiguration.Device
    ) throws -> @Sendable (NoteAcceptorCommand) -> Bool {
        let driver = try add(device, CCNETStateMachine()) { report, events, presences in
            if case .presence(let presence) = report { presences.note(presence, of: device.name) }
            await events.send(.noteAcceptorReported(report))
        }
        return { driver.send($0) }
    }

    private mutating func addTerminal(
        _ device: KioskConfiguration.Device
    ) throws -> @Sendable (PaymentTerminalCommand) -> Bool {
        var profile = ZVTProfile(currency: configuration.currency)
        if let path = device.passwordFile { profile.password = try password(in: path) }
        let driver = try add(device, ZVTStateMachine(profile: profile)) { report, events, presences in
            if case .presence(let presence) = report { presences.note(presence, of: device.name) }
            await events.send(.terminalReported(report))
        }
        return { driver.send($0) }
    }

    private mutating func add<Machine: DeviceStateMachine>(
        _ device: KioskConfiguration.Device, _ machine: Machine,
        _ report: @escaping @Sendable (Machine.Report, EventQueue, PresenceBoard) async -> Void
    ) throws -> DeviceDriver<Machine> {
        let address: SocketTransport.Address =
            switch device.connection {
            case .unixSocket(let path): .unixSocket(path: path)
            case .tcp(let host, let port): .tcp(host: host, port: port)
            }
        let transport = try SocketTransport(address, allowsNetwork: device.kind == .paymentTerminal)
        let driver = DeviceDriver(
            device.name, machine: machine, transport: transport, clock: clock, log: log
        ) { [events, presences] in await report($0, events, presences) }
        drivers.append(driver)
        return driver
    }

    private func password(in path: String) throws -> Int {
        let text = try? String(contentsOfFile: path, encoding: .utf8)
        let digits = text?.trimmingCharacters(in: .whitespacesAndNewlines) ?? ""
        guard digits.utf8.count == 6, let password = Int(digits), password >= 0 else {
            throw RuntimeError(
                .secretUnreadable, "\(path) must hold the payment terminal's password: six digits and nothing else.")
        }
        return password
    }
}

/// The state machine of a scanner, whatever it speaks.
protocol ScannerStateMachine: DeviceStateMachine where Command == CodeScannerCommand, Report == CodeScannerReport {}

extension HIDPOSScannerStateMachine: ScannerStateMachine {}
extension CDCLineScannerStateMachine: ScannerStateMachine {}
