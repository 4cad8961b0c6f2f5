import Foundation
import KioskCore
import KioskReceipts
import KioskSimulator
import Synchronization
import Testing

@testable import KioskDevices

/// A recording as `kioskctl device record` makes it, of drivers that were at work before, is played to fresh drivers:
/// they must do what was done, byte for byte.
@Suite struct RecordingReplayTests {
    @Test func aPrinterPrintsTheSameSlipAgain() throws {
        var bench = RecordedBench(ESCPOSStateMachine(), SimulatedReceiptPrinter())
        bench.warmUp { $0.command(.print(PrintJobID(7), PaperSample.bytes())) }
        let (file, reports) = try bench.record { pump in
            pump.command(.print(PrintJobID(8), PaperSample.bytes()))
            pump.run(for: .seconds(5))
            pump.hand(.openCover)
            pump.run(for: .seconds(3))
            pump.command(.print(PrintJobID(9), PaperSample.bytes()))
            pump.run(for: .seconds(3))
        }
        #expect(reports.contains(.printed(PrintJobID(8))))
        try expectSame(file, ESCPOSStateMachine(), reports)
    }

    @Test func aCCNETAcceptorTakesAndReturnsTheSameNotes() throws {
        let model = NoteAcceptorModel()
        var bench = RecordedBench(CCNETStateMachine(), SimulatedNoteAcceptor(model: model))
        bench.warmUp { $0.payOneNote(.stackNote) }
        let (file, reports) = try bench.record { pump in
            pump.payOneNote(.stackNote)
            pump.payOneNote(.returnNote)
        }
        #expect(reports.contains(.stacked(yuan(20))) && reports.contains(.returned(yuan(20))))
        try expectSame(file, CCNETStateMachine(), reports)
    }

    @Test func anID003AcceptorTakesAndReturnsTheSameNotes() throws {
        var bench = RecordedBench(ID003StateMachine(), SimulatedAcceptor(model: NoteAcceptorModel(), wire: ID003Wire()))
        bench.warmUp { $0.payOneNote(.stackNote) }
        let (file, reports) = try bench.record { pump in
            pump.payOneNote(.stackNote)
            pump.payOneNote(.returnNote)
        }
        #expect(reports.contains(.stacked(yuan(20))) && reports.contains(.returned(yuan(20))))
        try expectSame(file, ID003StateMachine(), reports)
    }

    @Test func anSSPValidatorTakesAndReturnsTheSameNotes() throws {
        var bench = RecordedBench(
            SSPStateMachine(), SimulatedAcceptor(model: NoteAcceptorModel(), wire: SSPWire(model: SSPWireModel())))
        bench.warmUp { $0.payOneNote(.stackNote) }
        let (file, reports) = try bench.record { pump in
            pump.payOneNote(.stackNote)
            pump.payOneNote(.returnNote)
        }
        #expect(reports.contains(.stacked(yuan(20))) && reports.contains(.returned(yuan(20))))
        try expectSame(file, SSPStateMachine(), reports)
    }

    /// The recording has no password, and the fresh driver has none either.
    @Test(arguments: ZVTFraming.allCases) func aTerminalChargesTheSameCardAndKeepsItsPassword(
        _ framing: ZVTFraming
    ) throws {
        var model = PaymentTerminalModel()
        model.framing = framing
        var profile = ZVTProfile(framing: framing)
        profile.password = 918_273
        var bench = RecordedBench(
            ZVTStateMachine(profile: profile), SimulatedPaymentTerminal(model: model), mask: .zvtPassword)
        bench.warmUp { _ in }
        let (file, reports) = try bench.record { pump in
            pump.command(.authorise(yuan(86)))
            pump.run { $0.reports.contains(.prompted(.insertCard)) }
            pump.hand(.insertCard(.good))
            pump.run(for: .seconds(60))
        }
        #expect(reports.contains { if case .approved = $0 { true } else { false } })
        #expect(!String(decoding: file, as: UTF8.self).contains("918273"))
        try expectSame(file, ZVTStateMachine(profile: ZVTProfile(framing: framing)), reports)
    }

    @Test func aScannerReadsTheSameCode() throws {
        let code = ScannedCode("3312345678202610000186402611213", symbology: .code128, aim: "]C0")
        var bench = RecordedBench(HIDPOSScannerStateMachine(), SimulatedScanner(wire: .hidPOS))
        bench.warmUp { $0.hand(.lay(code)) }
        let (file, reports) = try bench.record { pump in
            pump.hand(.lay(code))
            pump.run(for: .seconds(3))
        }
        #expect(reports.contains(.scanned(code)))
        try expectSame(file, HIDPOSScannerStateMachine(), reports)
    }

    // MARK: The recordings in `devices/`

    private static let devices = URL(filePath: #filePath)
        .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent().appending(path: "devices")

    /// `<model>/recordings/<what>.jsonl`
    static let recordings: [String] = {
        let models = (try? FileManager.default.contentsOfDirectory(atPath: devices.path())) ?? []
        return models.sorted().flatMap { model -> [String] in
            let folder = "\(model)/recordings"
            let files = try? FileManager.default.contentsOfDirectory(atPath: devices.appending(path: folder).path())
            return (files ?? []).filter { $0.hasSuffix(".jsonl") }.sorted().map { "\(folder)/\($0)" }
        }
    }()

    @Test func thereAreRecordingsToReplay() {
        #expect(RecordingReplayTests.recordings.count >= 3)
    }

    /// Whoever adds a recording of another model says here which driver it is for.
    @Test(arguments: recordings) func aRecordingInTheRepositoryIsReplayedToTheByte(_ path: String) throws {
        let file = RecordingReplayTests.devices.appending(path: path).path()
        let records = try TrafficFile.records(at: file)
        switch path.split(separator: "/").first {
        case "paycircle-simulated-printer": expectNoDifference(records, ESCPOSStateMachine())
        case "paycircle-simulated-ccnet-acceptor": expectNoDifference(records, CCNETStateMachine())
        case "paycircle-simulated-terminal":
            expectNoDifference(records, ZVTStateMachine(profile: ZVTProfile(framing: .plain)))
        default: Issue.record("no test knows the driver of \(path)")
        }
    }

    private func expectNoDifference(
        _ records: [TrafficRecord], _ machine: some DeviceStateMachine,
        sourceLocation: SourceLocation = #_sourceLocation
    ) {
        var replay = TrafficReplay(records, of: machine)
        replay.run()
        #expect(replay.differences.isEmpty, "\(replay.differences)", sourceLocation: sourceLocation)
        #expect(!replay.reports.isEmpty, sourceLocation: sourceLocation)
    }

    private func expectSame<Machine: DeviceStateMachine>(
        _ file: Data, _ machine: Machine, _ reports: [Machine.Report], sourceLocation: SourceLocation = #_sourceLocation
    ) throws where Machine.Report: Equatable {
        var replay = TrafficReplay(try TrafficFile.records(in: file), of: machine)
        replay.run()
        #expect(replay.differences.isEmpty, "\(replay.differences)", sourceLocation: sourceLocation)
        #expect(replay.reports == reports, sourceLocation: sourceLocation)
    }
}

/// A driver and a simulated device whose line has the tap of a recording on it.
struct RecordedBench<Machine: DeviceStateMachine, Device: SimulatedDevice> {
    typealias Pump = DevicePump<TappedMachine<RecordedCommands<Machine>>, Device>

    private let tap: TrafficTap
    private let clock: TapClock
    private var pump: Pump

    init(_ machine: Machine, _ device: Device, mask: TrafficMask = .nothing) {
        let clock = TapClock(startOfBench)
        self.clock = clock
        tap = TrafficTap(mask: mask) { clock.now }
        pump = Pump(
            TappedMachine(RecordedCommands(machine, tap: tap), tap: tap, clock: clock), device, startingAt: startOfBench
        )
    }

    /// The driver has been at work for a while when the recording begins.
    mutating func warmUp(_ work: (inout Pump) -> Void) {
        pump.connect()
        pump.run(for: .seconds(5))
        work(&pump)
        pump.run(for: .seconds(10))
    }

    /// The line is opened anew, and recorded from then on; the file, and what the driver reported meanwhile.
    mutating func record(_ work: (inout Pump) -> Void) throws -> (Data, [Machine.Report]) {
        clock.now = pump.now
        tap.start(fromOpening: true)
        pump.disconnect()
        pump.run(for: .milliseconds(250))
        _ = pump.takeReports()
        pump.connect()
        pump.run(for: .seconds(5))
        work(&pump)
        return (try TrafficFile.lines(of: tap.stop()), pump.takeReports())
    }
}

extension DevicePump where Machine.Command == NoteAcceptorCommand, Device.Hand == NoteAcceptorHand {
    /// A note of 20 is put in, its fate decided, and the acceptor switched off again.
    mutating func payOneNote(_ decision: NoteAcceptorCommand) {
        command(.enable(denominations: allNotes))
        run(for: .seconds(3))
        hand(.insertNote(yuan(20)))
        run(for: .seconds(4))
        command(decision)
        run(for: .seconds(4))
        command(.acknowledge)
        run(for: .seconds(3))
        command(.disable)
        run(for: .seconds(3))
    }
}

/// Notes what goes over the line of the machine inside, as `RecordingTransport` does.
struct TappedMachine<Inner: DeviceStateMachine>: DeviceStateMachine {
    typealias Command = Inner.Command
    typealias Report = Inner.Report

    private var inner: Inner
    private let tap: TrafficTap
    private let clock: TapClock

    init(_ inner: Inner, tap: TrafficTap, clock: TapClock) {
        self.inner = inner
        self.tap = tap
        self.clock = clock
    }

    var nextDeadline: KioskInstant? { inner.nextDeadline }

    mutating func received(_ input: DeviceInput<Command>, at now: KioskInstant) -> [DeviceOutput<Report>] {
        clock.now = now
        switch input {
        case .connected: tap.opened(LineDescription())
        case .disconnected: tap.closed()
        case .bytes(let bytes): tap.note(.received(bytes))
        case .portStatus(let status): tap.note(.portStatus(status))
        case .described, .command, .deadlineReached: break
        }
        let outputs = inner.received(input, at: now)
        for case .send(let bytes) in outputs { tap.sent(bytes) }
        return outputs
    }
}

/// The time of a pump, for its tap.
final class TapClock: Sendable {
    private let instant: Mutex<KioskInstant>

    init(_ now: KioskInstant) { instant = Mutex(now) }

    var now: KioskInstant {
        get { instant.withLock { $0 } }
        set { instant.withLock { $0 = newValue } }
    }
}
