import KioskCore
import KioskDevices
import KioskSimulator
import Testing

/// The driver of a note acceptor on a line with a simulated one.
typealias NoteAcceptorBench = DevicePump<CCNETStateMachine, SimulatedNoteAcceptor>

func yuan(_ amount: Int64) -> Money { Money(amount * 100, .cny) }

let allNotes = [1, 5, 10, 20, 50, 100].map { yuan($0) }

let startOfBench = KioskInstant(sinceBoot: .seconds(60), wall: WallTime(milliseconds: 1_763_700_000_000))

func connectedNoteAcceptor(
    _ model: NoteAcceptorModel = NoteAcceptorModel(), profile: CCNETProfile = CCNETProfile()
) -> NoteAcceptorBench {
    var bench = NoteAcceptorBench(
        CCNETStateMachine(profile: profile), SimulatedNoteAcceptor(model: model), startingAt: startOfBench)
    bench.connect()
    return bench
}

/// Ready and taking all notes, with nothing left to say.
func enabledNoteAcceptor(
    _ model: NoteAcceptorModel = NoteAcceptorModel(), profile: CCNETProfile = CCNETProfile()
) -> NoteAcceptorBench {
    var bench = connectedNoteAcceptor(model, profile: profile)
    bench.command(.enable(denominations: allNotes))
    let isEnabled = bench.run(upTo: .seconds(10)) { $0.reports.last == .enabled }
    #expect(isEnabled)
    _ = bench.takeReports()
    return bench
}

/// With a note in escrow that the kiosk was told of.
func escrowedNoteAcceptor(
    _ note: Money, _ model: NoteAcceptorModel = NoteAcceptorModel(), profile: CCNETProfile = CCNETProfile()
) -> NoteAcceptorBench {
    var bench = enabledNoteAcceptor(model, profile: profile)
    bench.hand(.insertNote(note))
    bench.expect(.escrowed(note))
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

extension DevicePump where Machine.Report == NoteAcceptorReport {
    /// Takes the reports, without what the device says of itself.
    mutating func takeNews() -> [NoteAcceptorReport] {
        takeReports().filter { if case .identified = $0 { false } else { true } }
    }
}

extension SimulatedAcceptor {
    /// Every note that was ever put in, wherever it is now.
    var allNotesEver: [Money] {
        (notesInCashBox + returnedNotes + notesTakenOut + collectedNotes + [noteInPath].compactMap { $0 }).sorted()
    }
}

extension NoteAcceptorReport {
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
