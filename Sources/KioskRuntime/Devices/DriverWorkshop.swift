import KioskCodes
import KioskConfiguration
import KioskControl
import KioskCore
import KioskDevices
import KioskReceipts
import Logging
import ServiceLifecycle

/// Builds the driver that each configured device needs, under supervision, and wires what it reports to the event
/// queue.
struct DriverWorkshop {
    let configuration: KioskConfiguration
    let interpreter: CodeInterpreter
    let events: EventQueue
    let clock: KioskClock
    let log: Logger
    private let lines: DeviceLine
    private let pairings: PairingBook
    private let refusal: @Sendable (LineIdentity) -> String?
    let board: DeviceStatusBoard
    private(set) var drivers: [any ServiceLifecycle.Service] = []
    /// What technicians can do with each device, by its name.
    var places: [String: DeviceDesk.Place] = [:]
    /// Scanner and camera as one.
    let readers: ReaderPresence
    /// What the screens may have of the camera; nil without one.
    var sight: CameraSight?
    /// Makes the camera's driver, which wants to know what the screen shows.
    var camera: (@Sendable (@escaping @Sendable () -> AsyncStream<KioskView>) -> CameraDriver)?

    init(
        _ configuration: KioskConfiguration, catalogue: BillerCatalogue, bus: USBBus, pairings: PairingBook,
        refusal: @escaping @Sendable (LineIdentity) -> String?, events: EventQueue, clock: KioskClock, log: Logger
    ) {
        self.configuration = configuration
        interpreter = catalogue.interpreter
        lines = DeviceLine(bus: bus, log: log)
        self.pairings = pairings
        self.refusal = refusal
        self.events = events
        self.clock = clock
        self.log = log
        board = DeviceStatusBoard { clock.now().wall }
        readers = ReaderPresence(
            configuration.devices.compactMap { device in
                switch device.kind {
                case .scanner: .scanner
                case .camera: .camera
                case .printer, .noteAcceptor, .paymentTerminal, .cardReader: nil
                }
            })
    }

    var printerProfile: PrinterProfile {
        PrinterProfile(configuration.device(.printer)?.printer ?? .wide)
    }

    /// The engine's hands, with a driver behind each configured device. A device that is not there never reports its
    /// presence, so the machine does not use it.
    mutating func ports(
        slips: SlipWriter, record: @escaping @Sendable ([JournalFact], KioskInstant) async throws -> Void,
        hub: @escaping @Sendable (HubRequest) async -> HubAnswer?,
        evidence: @escaping @Sendable (PaymentID) async throws -> String?
    ) throws -> EnginePorts {
        let clock = clock
        // Neither slip nor screen waits for a proof, nor do they fail for want of one.
        let proof: @Sendable (PaymentID) async -> String? = { payment in
            (try? await clock.within(SlipWriter.proving) { try await evidence(payment) }) ?? nil
        }
        var ports = EnginePorts(
            record: record, noteAcceptor: { _ in true }, terminal: { _ in true }, printer: { _ in false }, hub: hub,
            slip: { record, isCopy, _ in
                slips.bytes(of: record, isCopy: isCopy, evidence: await proof(record.id))
            }, proof: proof,
            identities: IdentitySource.identities)
        for device in configuration.devices {
            switch device.wire {
            case .hidPOS: try addScanner(device, HIDPOSScannerStateMachine())
            case .hidKeyboard:
                try addScanner(device, HIDKeyboardScannerStateMachine(profile: KeyboardWedgeProfile(device.scanner)))
            case .cdcLines:
                try addScanner(device, CDCLineScannerStateMachine(profile: LineScannerProfile(device.scanner)))
            case .escpos: ports.printer = try addPrinter(device, slips)
            case .ccnet, .id003, .ssp: ports.noteAcceptor = try addNoteAcceptor(device)
            case .zvt: ports.terminal = try addTerminal(device)
            case .ccid: try addCardReader(device)
            case .uvc: addCamera(device)
            }
        }
        return ports
    }

    /// The one way in which a driver comes to be: its line recorded and supervised, its machine kept steady, and its
    /// reports heard by the status board, by whoever tests the device, and by `report`.
    mutating func add<Machine: DeviceStateMachine>(
        _ device: KioskConfiguration.Device, _ machine: Machine,
        report: @escaping @Sendable (Machine.Report, SupervisedTransport, EventQueue, DeviceStatusBoard) async -> Void,
        exercise: (DeviceDriver<SteadyPresence<RecordedCommands<Machine>>>, ReportTap<Machine.Report>) -> DeviceExercise
    ) throws -> DeviceDriver<SteadyPresence<RecordedCommands<Machine>>> where Machine.Report: DeviceReport {
        let clock = clock
        let tap = TrafficTap(mask: device.wire == .zvt ? .zvtPassword : .nothing) { clock.now() }
        let line = SupervisedTransport(
            device.name, line: RecordingTransport(try lines.line(to: device), tap: tap), pairings: pairings,
            refusal: refusal, board: board, clock: clock
        ) { [events] in await events.send(.incidentNoticed(.deviceLocked)) }
        board.add(
            DeviceStatus(
                name: device.name, kind: device.kind.rawValue, model: device.model?.id, wire: device.wire.rawValue,
                connection: "\(device.connection)"))
        let reports = ReportTap<Machine.Report>()
        let driver = DeviceDriver(
            device.name, machine: SteadyPresence(RecordedCommands(machine, tap: tap)), transport: line, clock: clock,
            log: log
        ) { [events, board] told in
            if let presence = told.toldPresence { board.note(presence, of: device.name) }
            reports.tell(told)
            await report(told, line, events, board)
        }
        drivers.append(driver)
        var hasPort = false
        if case .usb = device.connection { hasPort = true }
        places[device.name] = DeviceDesk.Place(
            exercise: exercise(driver, reports), tap: tap, line: line, hasPort: hasPort)
        return driver
    }
}
