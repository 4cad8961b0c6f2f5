import KioskCore
import KioskDevices
import KioskSimulator
import Testing

/// The SSP driver on a line with a simulated validator.
typealias SSPBench = DevicePump<SSPStateMachine, SimulatedAcceptor<SSPWire>>

/// Validators that repeat a credit until it is acknowledged, that do not know how, and that do it for encrypted hosts
/// only.
let sspModels: [SSPWireModel] = {
    var unknowing = SSPWireModel()
    unknowing.refusesAckWith = 0xF2
    unknowing.repeatsDisabled = true
    var encrypted = SSPWireModel()
    encrypted.refusesAckWith = 0xFA
    encrypted.highestVersion = 6
    return [SSPWireModel(), unknowing, encrypted]
}()

extension SSPWireModel {
    var repeatsCredit: Bool { refusesAckWith == nil }
}

func connectedSSP(
    _ wire: SSPWireModel = SSPWireModel(), _ model: NoteAcceptorModel = NoteAcceptorModel()
) -> SSPBench {
    var bench = SSPBench(
        SSPStateMachine(), SimulatedAcceptor(model: model, wire: SSPWire(model: wire)),
        startingAt: startOfBench)
    bench.connect()
    return bench
}

/// Ready and taking all notes, with nothing left to say.
func enabledSSP(
    _ wire: SSPWireModel = SSPWireModel(), _ model: NoteAcceptorModel = NoteAcceptorModel()
) -> SSPBench {
    var bench = connectedSSP(wire, model)
    bench.command(.enable(denominations: allNotes))
    let isEnabled = bench.run(upTo: .seconds(20)) { $0.reports.last == .enabled }
    #expect(isEnabled)
    // The kiosk has written down the power-up.
    bench.command(.acknowledge)
    _ = bench.takeReports()
    return bench
}

/// With a note in escrow that the kiosk was told of.
func escrowedSSP(
    _ note: Money, _ wire: SSPWireModel = SSPWireModel(), _ model: NoteAcceptorModel = NoteAcceptorModel()
) -> SSPBench {
    var bench = enabledSSP(wire, model)
    bench.hand(.insertNote(note))
    bench.expect(.escrowed(note))
    _ = bench.takeReports()
    return bench
}

/// A driver that was set up by a device of the test's own making, told byte by byte what to answer.
struct SSPScript {
    private(set) var machine: SSPStateMachine
    private(set) var now = startOfBench
    private(set) var reports: [NoteAcceptorReport] = []
    /// The question on the line.
    private(set) var asked: SSPPacket?
    private var codec = SSPCodec()

    init(_ profile: SSPProfile = SSPProfile()) {
        machine = SSPStateMachine(profile: profile)
        feed(.connected)
    }

    mutating func feed(_ input: DeviceInput<NoteAcceptorCommand>) {
        for output in machine.received(input, at: now) {
            switch output {
            case .report(let report): reports.append(report)
            case .send(let bytes):
                for case .packet(let packet) in codec.received(bytes) { asked = packet }
            case .askPortStatus: break
            }
        }
    }

    mutating func answer(_ data: [UInt8]) {
        guard let question = asked else { return }
        asked = nil
        feed(.bytes(SSPCodec.frame(SSPPacket(flag: question.flag, data: data))))
    }

    /// Waits for the next question, which moves the clock.
    mutating func wait() {
        var turns = 0
        while asked == nil, let next = machine.nextDeadline, turns < 1_000 {
            now = max(next, now)
            feed(.deadlineReached)
            turns += 1
        }
    }

    /// Answers what is asked at the start until the first poll; three channels of 5, 100 and 10 euro.
    mutating func setUp(holding: Bool = false) {
        for _ in 0..<20 {
            wait()
            switch asked?.data.first {
            case 0x05: answer([0xF0] + sspSetup)
            case 0x0C: answer([0xF0, 0x00, 0x1C, 0x96, 0x2C])
            case 0x20: answer([0xF0] + Array("NV02004141498000".utf8))
            case 0x18: answer([holding ? 0xF0 : 0xF5])
            case 0x07, 0x56, 0x08, nil: return
            default: answer([0xF0])
            }
        }
    }

    mutating func takeReports() -> [NoteAcceptorReport] {
        defer { reports = [] }
        return reports
    }

    mutating func skip(_ time: Duration) { now = now.advanced(by: time) }
}

let sspSetup: [UInt8] =
    [0x00] + Array("0414EUR".utf8) + [0, 0, 0, 3, 0, 0, 0, 2, 2, 2, 0x00, 0x00, 0x64, 0x08]
    + Array("EUREUREUR".utf8) + [5, 0, 0, 0, 100, 0, 0, 0, 10, 0, 0, 0]
