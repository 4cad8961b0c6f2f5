import KioskCore
import KioskDevices
import KioskSimulator
import Testing

/// The driver of an ID-003 note acceptor on a line with a simulated one.
typealias ID003Bench = DevicePump<ID003StateMachine, SimulatedAcceptor<ID003Wire>>

func connectedID003(wire: ID003Wire = ID003Wire()) -> ID003Bench {
    var bench = ID003Bench(ID003StateMachine(), SimulatedAcceptor(wire: wire), startingAt: startOfBench)
    bench.connect()
    return bench
}

/// Ready and taking all notes, with nothing left to say.
func enabledID003(wire: ID003Wire = ID003Wire()) -> ID003Bench {
    var bench = connectedID003(wire: wire)
    bench.command(.enable(denominations: allNotes))
    bench.expect(.enabled)
    bench.run(for: .seconds(1))
    _ = bench.takeReports()
    return bench
}

/// With a note in escrow that the kiosk was told of.
func escrowedID003(_ note: Money, wire: ID003Wire = ID003Wire()) -> ID003Bench {
    var bench = enabledID003(wire: wire)
    bench.hand(.insertNote(note))
    bench.expect(.escrowed(note))
    _ = bench.takeReports()
    return bench
}

/// A driver and one who answers it by hand, status by status; every other question is answered as a device would.
struct ID003Line {
    var machine: ID003StateMachine
    var now = startOfBench
    /// The commands the driver sent, without its status requests.
    var asked: [[UInt8]] = []
    var presence: DevicePresence?
    /// How often VEND VALID was acknowledged.
    var acknowledgements = 0
    /// How often each answer arrives.
    var copies = 1
    private var lastStatus: [UInt8] = [0x1A]

    /// Set up, and at rest.
    init() {
        let table = ID003DenominationTable([1, 5, 10, 20, 50, 100].map { yuan($0) })
        machine = ID003StateMachine(profile: ID003Profile(knownTable: table))
        _ = converse(machine.received(.connected, at: now), lastStatus)
        for _ in 0..<5 { _ = poll([0x1A]) }
        asked = []
    }

    /// A command, and the answers to what it makes the driver ask.
    mutating func tell(_ command: NoteAcceptorCommand) {
        _ = converse(machine.received(.command(command), at: now), lastStatus)
    }

    /// One status request answered so, and what follows from it.
    mutating func poll(_ status: [UInt8]) -> [NoteAcceptorReport] {
        now = now.advanced(by: .milliseconds(250))
        lastStatus = status
        return converse(machine.received(.deadlineReached, at: now), status)
    }

    private mutating func converse(
        _ first: [DeviceOutput<NoteAcceptorReport>], _ status: [UInt8]
    ) -> [NoteAcceptorReport] {
        var outputs = first
        var reports = outputs.reports
        acknowledgements += outputs.acknowledgements
        for _ in 0..<12 {
            guard let request = outputs.lastRequest else { break }
            if request != [0x11] { asked.append(request) }
            let frame = ID003Codec.frame(answer(to: request, status))
            outputs = machine.received(.bytes((0..<copies).flatMap { _ in frame }), at: now)
            reports += outputs.reports
            acknowledgements += outputs.acknowledgements
        }
        for case .presence(let new) in reports { presence = new }
        return reports
    }

    private func answer(to request: [UInt8], _ status: [UInt8]) -> [UInt8] {
        switch request[0] {
        case 0x11: status
        case 0x40...0x44: [0x50]
        case 0xC0...0xC3: request
        default: [0x4B]
        }
    }
}

extension [DeviceOutput<NoteAcceptorReport>] {
    fileprivate var acknowledgements: Int {
        filter { $0 == .send([0xFC, 0x05, 0x50, 0xAA, 0x05]) }.count
    }

    /// What the last frame sent asks; nil when nothing was sent that is answered.
    fileprivate var lastRequest: [UInt8]? {
        var codec = ID003Codec()
        for case .send(let bytes) in reversed() {
            if case .message(let payload)? = codec.received(bytes).last, payload != [0x50] { return payload }
        }
        return nil
    }
}
