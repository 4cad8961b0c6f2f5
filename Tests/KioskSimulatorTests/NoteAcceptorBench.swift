import KioskCore
import KioskDevices
import KioskSimulator
import Testing

/// The driver of a note acceptor on a line with a simulated one.
typealias NoteAcceptorBench = DevicePump<CCNETStateMachine, SimulatedNoteAcceptor>

func yuan(_ amount: Int64) -> Money { Money(amount * 100, .cny) }

let allNotes = [1, 5, 10, 20, 50, 100].map { yuan($0) }

let startOfBench = KioskInstant(sinceBoot: .seconds(60), wall: WallTime(milliseconds: 1_763_700_000_000))

func connectedNoteAcceptor() -> NoteAcceptorBench {
    var bench = NoteAcceptorBench(CCNETStateMachine(), SimulatedNoteAcceptor(), startingAt: startOfBench)
    bench.connect()
    return bench
}

/// Ready and taking all notes, with nothing left to say.
func enabledNoteAcceptor() -> NoteAcceptorBench {
    var bench = connectedNoteAcceptor()
    bench.command(.enable(denominations: allNotes))
    let isEnabled = bench.run(upTo: .seconds(10)) { $0.reports.last == .enabled }
    #expect(isEnabled)
    _ = bench.takeReports()
    return bench
}

extension DevicePump where Machine.Report: Equatable {
    /// Runs until the report is among those not yet taken; fails the test when that takes more than 20 s.
    mutating func expect(_ report: Machine.Report, sourceLocation: SourceLocation = #_sourceLocation) {
        let isReported = run(upTo: .seconds(20)) { $0.reports.contains(report) }
        #expect(isReported, "\(report) was not reported, but \(reports)", sourceLocation: sourceLocation)
    }
}

extension DevicePump where Machine.Report == NoteAcceptorReport, Machine.Command == NoteAcceptorCommand {
    /// Takes the reports, without what the device says of itself.
    mutating func takeNews() -> [NoteAcceptorReport] { takeReports().filter { !$0.isIdentification } }

    /// Lets everything come to its end, with a kiosk that writes down what it is told at once.
    mutating func settle(_ books: inout IntentBooks) {
        for _ in 0..<100 {
            for report in takeReports() {
                if let command = books.wrote(report, givesBack: true) { self.command(command) }
            }
            run(for: .milliseconds(200))
        }
    }
}

extension NoteMechanics {
    /// Every note that was ever put in, wherever it is now.
    var allNotesEver: [Money] {
        (notesInCashBox + returnedNotes + notesTakenOut + collectedNotes + [noteInPath].compactMap { $0 }).sorted()
    }
}

extension SimulatedAcceptor {
    var allNotesEver: [Money] { mechanics.allNotesEver }
}

extension [DeviceOutput<NoteAcceptorReport>] {
    var reports: [NoteAcceptorReport] {
        compactMap { if case .report(let report) = $0 { report } else { nil } }
    }
}

extension NoteAcceptorReport {
    var isIdentification: Bool { if case .identified = self { true } else { false } }

    /// A report that moves money in the kiosk's books.
    var isMoney: Bool {
        switch self {
        case .escrowed, .stacked, .returned: true
        case .presence, .identified, .poweredUp, .enabled, .disabled, .rejected, .cashBoxRemoved, .cashBoxFull,
            .cashBoxBack, .jammed, .cheated:
            false
        }
    }
}

/// What the kiosk makes of the reports: one intent at a time, as `KioskCore` keeps it.
struct IntentBooks {
    /// A note is to be stacked, and nobody has said what became of it.
    var isOpen = false
    var counted = 0
    var inSuspense = 0

    mutating func wrote(_ report: NoteAcceptorReport, givesBack: Bool) -> NoteAcceptorCommand? {
        switch report {
        case .escrowed:
            if isOpen { return .stackNote }
            if givesBack { return .returnNote }
            isOpen = true
            return .stackNote
        case .stacked:
            if isOpen { counted += 1 }
            isOpen = false
            return .acknowledge
        case .returned:
            isOpen = false
            return .acknowledge
        case .poweredUp(let place):
            if isOpen, place == .inStacker { counted += 1 }
            if isOpen, place == nil { inSuspense += 1 }
            isOpen = false
            return .acknowledge
        case .disabled:
            if isOpen { inSuspense += 1 }
            isOpen = false
            return nil
        case .presence, .identified, .enabled, .rejected, .cashBoxRemoved, .cashBoxFull, .cashBoxBack, .jammed,
            .cheated:
            return nil
        }
    }
}

/// A generator that gives the same numbers for the same seed everywhere (Steele, Lea, Flood: SplitMix64).
struct SplitMix: RandomNumberGenerator {
    private var state: UInt64

    init(seed: UInt64) { state = seed }

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = state
        mixed = (mixed ^ mixed >> 30) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ mixed >> 27) &* 0x94D0_49BB_1331_11EB
        return mixed ^ mixed >> 31
    }

    mutating func bytes(_ count: Int) -> [UInt8] {
        (0..<count).map { _ in UInt8(truncatingIfNeeded: next()) }
    }
}
