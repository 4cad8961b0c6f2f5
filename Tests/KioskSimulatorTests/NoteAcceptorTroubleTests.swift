import KioskCore
import KioskDevices
import KioskSimulator
import Testing

/// What goes wrong inside a note acceptor, or is done to it by hand: jams, the cash box, cheating, a technician.
@Suite struct NoteAcceptorTroubleTests {
    typealias Wire = NoteAcceptorWire

    @Test(arguments: Wire.allCases) func aNoteJammedOnItsWayInIsReportedAndNeverCredited(_ wire: Wire) {
        var bench = wire.enabled()
        bench.hand(.jam)
        bench.hand(.insertNote(yuan(20)))
        bench.run(for: .seconds(5))
        let text = "A note is jammed in the \(wire.nameOfTheWayIn)."
        #expect(bench.takeReports() == [.jammed, .presence(.faulty(text))])
        bench.hand(.unjam)
        bench.run(for: .seconds(5))
        #expect(bench.device.notesTakenOut == [yuan(20)])
        #expect(bench.device.allNotesEver == [yuan(20)])
        // It was enabled before the jam, and is again.
        #expect(bench.takeReports() == [.presence(.ready)] + (wire.isEnabledAnewAfterAJam ? [.enabled] : []))
        bench.hand(.insertNote(yuan(5)))
        bench.expect(.escrowed(yuan(5)))
    }

    @Test(arguments: Wire.allCases) func aNoteJammedWhileStackingIsNotStacked(_ wire: Wire) {
        var bench = wire.escrowed(yuan(20))
        bench.command(.stackNote)
        bench.run(for: .milliseconds(50))
        bench.hand(.jam)
        bench.run(for: .seconds(5))
        let text = "A note is jammed in the \(wire.nameOfTheWayToTheCashBox)."
        #expect(bench.takeReports() == [.jammed, .presence(.faulty(text))])
        #expect(bench.device.notesInCashBox == [])
    }

    @Test(arguments: Wire.allCases) func aCashBoxTakenOutAndPutBackIsReported(_ wire: Wire) {
        var bench = wire.enabled()
        bench.hand(.removeCashBox)
        bench.run(for: .seconds(2))
        #expect(bench.takeReports() == [.cashBoxRemoved])
        bench.hand(.insertNote(yuan(20)))
        bench.run(for: .seconds(2))
        #expect(bench.takeReports() == [])
        bench.hand(.returnCashBox(emptied: true))
        bench.run(for: .seconds(4))
        let reports = bench.takeReports()
        #expect(reports.first == .cashBoxBack)
        #expect(reports.count == 1 || wire.isEnabledAnewAfterAJam)
        bench.hand(.insertNote(yuan(20)))
        bench.expect(.escrowed(yuan(20)))
    }

    @Test(arguments: Wire.allCases) func theNoteThatFillsTheCashBoxCountsAndThenNoMoreAreTaken(_ wire: Wire) {
        var model = NoteAcceptorModel()
        model.cashBoxCapacity = 1
        var bench = wire.escrowed(yuan(10), model)
        bench.command(.stackNote)
        bench.expect(.stacked(yuan(10)))
        bench.command(.acknowledge)
        bench.run(for: .seconds(2))
        let atTheEnd = bench.takeReports()
        #expect(Set(atTheEnd) == [.stacked(yuan(10)), .cashBoxFull] && atTheEnd.count == 2)
        #expect(atTheEnd.first == .stacked(yuan(10)) || wire.mayTellOfTheCashBoxBeforeTheNote)
        bench.hand(.insertNote(yuan(20)))
        #expect(bench.device.returnedNotes == [yuan(20)])
        bench.hand(.removeCashBox)
        bench.run(for: .seconds(2))
        bench.hand(.returnCashBox(emptied: true))
        bench.run(for: .seconds(2))
        let reports = bench.takeReports()
        #expect(reports.prefix(2) == [.cashBoxRemoved, .cashBoxBack])
        #expect(reports.count == 2 || wire.isEnabledAnewAfterAJam)
        #expect(bench.device.collectedNotes == [yuan(10)])
    }

    @Test(arguments: Wire.allCases) func cheatingIsReportedOnce(_ wire: Wire) {
        var bench = wire.enabled()
        bench.hand(.cheat)
        bench.run(for: .seconds(5))
        #expect(bench.takeReports() == [.cheated])
        bench.hand(.insertNote(yuan(5)))
        bench.expect(.escrowed(yuan(5)))
    }

    @Test(arguments: Wire.withResetFrame) func resetAfterAJamIsSentWhenATechnicianAsks(_ wire: Wire) throws {
        let reset = try #require(wire.resetFrame)
        var bench = wire.enabled()
        bench.hand(.jam)
        bench.hand(.insertNote(yuan(20)))
        bench.run(for: .seconds(2))
        let before = bench.sent.count
        bench.command(.reset)
        bench.run(for: .seconds(1))
        #expect(bench.sent[before...].contains(reset))
        bench.hand(.unjam)
        bench.run(for: .seconds(5))
        #expect(bench.takeReports().last == .presence(.ready))
    }

    @Test(arguments: Wire.withResetFrame, [false, true])
    func resetIsDroppedWhileANoteIsOpen(_ wire: Wire, _ isStacked: Bool) throws {
        let reset = try #require(wire.resetFrame)
        var bench = wire.escrowed(yuan(20))
        if isStacked {
            bench.command(.stackNote)
            bench.expect(.stacked(yuan(20)))
        }
        let before = bench.sent.count
        bench.command(.reset)
        bench.run(for: .seconds(3))
        bench.command(.acknowledge)
        bench.run(for: .seconds(3))
        #expect(!bench.sent[before...].contains(reset))
        #expect(bench.device.returnedNotes == [])
    }
}
