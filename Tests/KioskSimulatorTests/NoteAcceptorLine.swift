import KioskCore
import KioskDevices
import KioskSimulator
import Testing

/// The driver of a note acceptor, whatever it speaks.
protocol NoteAcceptorMachine: DeviceStateMachine
where Command == NoteAcceptorCommand, Report == NoteAcceptorReport {
    var bufferedByteCount: Int { get }
    /// `knownNotes` is what the profile says of the worth of notes, where the wire has a place for that.
    init(longestHold: Duration?, knownNotes: [Money?]?)
}

extension CCNETStateMachine: NoteAcceptorMachine {
    init(longestHold: Duration?, knownNotes: [Money?]?) {
        var profile = CCNETProfile(knownBillTable: knownNotes.map(CCNETBillTable.init))
        profile.longestHold = longestHold ?? profile.longestHold
        self.init(profile: profile)
    }
}

extension ID003StateMachine: NoteAcceptorMachine {
    init(longestHold: Duration?, knownNotes: [Money?]?) {
        var profile = ID003Profile(knownTable: knownNotes.map(ID003DenominationTable.init))
        profile.longestHold = longestHold ?? profile.longestHold
        self.init(profile: profile)
    }
}

extension SSPStateMachine: NoteAcceptorMachine {
    init(longestHold: Duration?, knownNotes: [Money?]?) {
        var profile = SSPProfile()
        profile.longestHold = longestHold ?? profile.longestHold
        self.init(profile: profile)
    }
}

/// A simulated acceptor, whatever it speaks.
protocol SimulatedSlot: SimulatedDevice where Hand == NoteAcceptorHand {
    var mechanics: NoteMechanics { get }
}

extension SimulatedAcceptor: SimulatedSlot {}

/// The two on a line: a `DevicePump` that hides which wire it is.
protocol NoteAcceptorLine {
    var reports: [NoteAcceptorReport] { get }
    var sent: [UInt8] { get }
    var device: NoteMechanics { get }
    var largestChunk: Int { get set }
    mutating func connect()
    mutating func disconnect()
    mutating func command(_ command: NoteAcceptorCommand)
    mutating func hand(_ hand: NoteAcceptorHand)
    mutating func powerCycle()
    mutating func takeReports() -> [NoteAcceptorReport]
    mutating func run(for time: Duration)
    mutating func run(upTo limit: Duration, untilReported report: NoteAcceptorReport) -> Bool
    /// The kiosk's program was killed: another takes the line, with no memory.
    mutating func killKiosk(knownNotes: [Money?]?)
    mutating func loseNext(toDevice: Bool)
    mutating func damageNext(toDevice: Bool)
    mutating func settle(_ books: inout IntentBooks)
}

/// `NoteAcceptorLine` for a pump, whose device has another type.
struct NoteAcceptorPump<Machine: NoteAcceptorMachine, Wire: NoteWire>: NoteAcceptorLine {
    private var pump: DevicePump<Machine, SimulatedAcceptor<Wire>>

    init(_ pump: DevicePump<Machine, SimulatedAcceptor<Wire>>) { self.pump = pump }

    var reports: [NoteAcceptorReport] { pump.reports }
    var sent: [UInt8] { pump.sent }
    var device: NoteMechanics { pump.device.mechanics }
    var largestChunk: Int {
        get { pump.largestChunk }
        set { pump.largestChunk = newValue }
    }

    mutating func connect() { pump.connect() }
    mutating func disconnect() { pump.disconnect() }
    mutating func command(_ command: NoteAcceptorCommand) { pump.command(command) }
    mutating func hand(_ hand: NoteAcceptorHand) { pump.hand(hand) }
    mutating func powerCycle() { pump.powerCycle() }
    mutating func takeReports() -> [NoteAcceptorReport] { pump.takeReports() }
    mutating func run(for time: Duration) { pump.run(for: time) }

    mutating func run(upTo limit: Duration, untilReported report: NoteAcceptorReport) -> Bool {
        pump.run(upTo: limit) { $0.reports.contains(report) }
    }

    mutating func killKiosk(knownNotes: [Money?]?) {
        pump.replaceMachine(with: Machine(longestHold: nil, knownNotes: knownNotes))
    }

    mutating func loseNext(toDevice: Bool) { pump.toLose[toDevice ? .toDevice : .toMachine, default: 0] += 1 }
    mutating func settle(_ books: inout IntentBooks) { pump.settle(&books) }
    mutating func damageNext(toDevice: Bool) { pump.toDamage[toDevice ? .toDevice : .toMachine, default: 0] += 1 }
}

extension NoteAcceptorLine {
    mutating func killKiosk() { killKiosk(knownNotes: nil) }

    /// Runs until the report is among those not yet taken; fails the test when that takes more than 20 s.
    mutating func expect(_ report: NoteAcceptorReport, sourceLocation: SourceLocation = #_sourceLocation) {
        let isReported = run(upTo: .seconds(20), untilReported: report)
        #expect(isReported, "\(report) was not reported, but \(reports)", sourceLocation: sourceLocation)
    }

    /// Takes the reports, without what the device says of itself.
    mutating func takeNews() -> [NoteAcceptorReport] { takeReports().filter { !$0.isIdentification } }
}
