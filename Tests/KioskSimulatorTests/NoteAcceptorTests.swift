import KioskCore
import KioskDevices
import KioskSimulator
import Testing

/// How every note acceptor works for the kiosk, whatever its wire. What is special to one wire is in that wire's suite.
@Suite struct NoteAcceptorTests {
    typealias Wire = NoteAcceptorWire

    @Test(arguments: Wire.allCases) func itStartsReadyAndTakesNoNotes(_ wire: Wire) {
        var bench = wire.connected()
        bench.run(for: wire.timeToStart)
        #expect(bench.takeNews() == [.poweredUp(note: nil), .presence(.ready)])
        bench.hand(.insertNote(yuan(20)))
        bench.run(for: .seconds(3))
        #expect(bench.takeReports() == [])
        #expect(bench.device.returnedNotes == [yuan(20)])
    }

    @Test(arguments: Wire.allCases) func itSaysWhoItIsOnceAfterEachTimeItCameWithinReach(_ wire: Wire) {
        var bench = wire.connected()
        bench.run(for: .seconds(10))
        #expect(bench.takeReports().filter(\.isIdentification) == [.identified(wire.identification)])
        bench.disconnect()
        bench.run(for: .seconds(2))
        bench.connect()
        bench.run(for: .seconds(10))
        #expect(bench.takeReports().filter(\.isIdentification) == [.identified(wire.identification)])
    }

    // MARK: Notes

    @Test(arguments: Wire.allCases, allNotes)
    func aNoteIsStackedOnceAndOnlyAfterTheKioskSaysSo(_ wire: Wire, _ note: Money) {
        var bench = wire.escrowed(note)
        bench.run(for: .seconds(15))
        #expect(bench.reports == [])
        #expect(bench.device.noteInPath == note)
        bench.command(.stackNote)
        bench.expect(.stacked(note))
        bench.command(.acknowledge)
        bench.run(for: .seconds(8))
        #expect(bench.takeReports() == [.stacked(note)])
        #expect(bench.device.notesInCashBox == [note])
    }

    @Test(arguments: Wire.allCases) func twoNotesOfOneKindCountTwice(_ wire: Wire) {
        var bench = wire.enabled()
        for count in 1...2 {
            bench.hand(.insertNote(yuan(20)))
            bench.expect(.escrowed(yuan(20)))
            _ = bench.takeReports()
            bench.command(.stackNote)
            bench.expect(.stacked(yuan(20)))
            bench.command(.acknowledge)
            bench.run(for: .seconds(2))
            #expect(bench.takeReports() == [.stacked(yuan(20))])
            #expect(bench.device.notesInCashBox.count == count)
        }
    }

    @Test(arguments: Wire.allCases) func cancelWithANoteInEscrowGivesItBack(_ wire: Wire) {
        var bench = wire.escrowed(yuan(50))
        bench.command(.disable)
        bench.command(.returnNote)
        bench.expect(.returned(yuan(50)))
        bench.command(.acknowledge)
        bench.expect(.disabled)
        #expect(bench.takeReports() == [.returned(yuan(50)), .disabled])
        #expect(bench.device.returnedNotes == [yuan(50)])
        #expect(bench.device.notesInCashBox == [])
    }

    @Test(arguments: Wire.allCases) func anUnrecognisableNoteIsRejected(_ wire: Wire) {
        var bench = wire.enabled()
        bench.hand(.insertUnrecognisable)
        bench.run(for: .seconds(3))
        #expect(bench.takeReports() == [.rejected(.notRecognised)])
    }

    @Test(arguments: Wire.allCases) func aNotePulledOutBeforeEscrowIsRejected(_ wire: Wire) {
        var bench = wire.enabled()
        bench.hand(.insertNote(yuan(20)))
        bench.run(for: .milliseconds(300))
        bench.hand(.pullNote)
        bench.run(for: .seconds(3))
        #expect(bench.takeReports() == [.rejected(.badInsertion)])
        #expect(bench.device.returnedNotes == [yuan(20)])
    }

    @Test(arguments: Wire.allCases) func aNotePulledOutWhileStackingIsCheatingAndNeverStacked(_ wire: Wire) {
        var bench = wire.escrowed(yuan(100))
        bench.command(.stackNote)
        bench.run(for: .milliseconds(100))
        bench.hand(.pullNote)
        bench.run(for: .seconds(8))
        let reports = bench.takeReports()
        #expect(reports.first == .cheated)
        #expect(Set(reports.dropFirst()) == (wire.tellsThatAPulledNoteCameBack ? [.returned(yuan(100))] : []))
        #expect(bench.device.notesInCashBox == [])
        #expect(bench.device.returnedNotes == [yuan(100)])
    }

    @Test(arguments: Wire.which(\.tellsThatAPulledNoteCameBack))
    func aNotePulledOutIsToldUntilItIsAcknowledgedAndBeforeTheDeviceIsDisabled(_ wire: Wire) {
        var bench = wire.escrowed(yuan(100))
        bench.command(.stackNote)
        bench.run(for: .milliseconds(100))
        bench.hand(.pullNote)
        bench.expect(.returned(yuan(100)))
        bench.command(.disable)
        bench.run(for: .milliseconds(2_500))
        #expect(bench.takeReports() == [.cheated] + Array(repeating: .returned(yuan(100)), count: 3))
        bench.command(.acknowledge)
        bench.run(for: .seconds(3))
        #expect(bench.takeReports() == [.disabled])
        #expect(bench.device.notesInCashBox == [])
    }

    // MARK: What the kiosk wants of the slot

    @Test(arguments: Wire.allCases) func disabledIsReportedOnlyAfterTheNoteOnItsWayHasEnded(_ wire: Wire) {
        var bench = wire.enabled()
        bench.hand(.insertNote(yuan(10)))
        bench.run(for: .milliseconds(100))
        bench.command(.disable)
        bench.run(for: .milliseconds(400))
        #expect(bench.takeReports() == [])
        bench.run(for: .seconds(3))
        // The note was not enabled any more when it was recognised.
        #expect(bench.takeReports() == [.rejected(.denominationNotTaken), .disabled])
    }

    @Test(arguments: Wire.allCases)
    func disableWhileStackingIsReportedAfterTheStackedNoteIsAcknowledged(_ wire: Wire) {
        var bench = wire.escrowed(yuan(10))
        bench.command(.stackNote)
        bench.command(.disable)
        bench.run(for: .milliseconds(2_500))
        #expect(Set(bench.takeReports()) == [.stacked(yuan(10))])
        bench.command(.acknowledge)
        bench.run(for: .seconds(3))
        #expect(bench.takeReports() == [.disabled])
    }

    @Test(arguments: Wire.allCases) func disableOfADisabledDeviceIsAnswered(_ wire: Wire) {
        var bench = wire.ready()
        bench.command(.disable)
        bench.run(for: .seconds(1))
        #expect(bench.takeReports() == [.disabled])
    }

    @Test(arguments: Wire.allCases) func onlyTheEnabledDenominationsAreTaken(_ wire: Wire) {
        var bench = wire.ready()
        bench.command(.enable(denominations: [yuan(5), yuan(10)]))
        bench.expect(.enabled)
        _ = bench.takeReports()
        bench.hand(.insertNote(yuan(100)))
        bench.run(for: .seconds(3))
        #expect(bench.takeReports() == [.rejected(.denominationNotTaken)])
        bench.hand(.insertNote(yuan(5)))
        bench.run(for: .seconds(3))
        #expect(bench.takeReports() == [.escrowed(yuan(5))])
    }

    @Test(arguments: Wire.allCases) func enablingWhatTheDeviceDoesNotKnowIsAnsweredWithDisabled(_ wire: Wire) {
        var bench = wire.connected()
        bench.command(.enable(denominations: [Money(200, .eur)]))
        bench.expect(.poweredUp(note: nil))
        bench.command(.acknowledge)
        bench.run(for: .seconds(5))
        #expect(bench.takeNews() == [.poweredUp(note: nil), .presence(.ready), .disabled])
    }

    // MARK: The kiosk's word

    @Test(arguments: Wire.allCases) func aNoteInEscrowIsHeldForAsLongAsTheKioskThinks(_ wire: Wire) {
        var bench = wire.escrowed(yuan(50))
        bench.run(for: .seconds(60))
        #expect(bench.takeReports() == [])
        #expect(bench.device.noteInPath == yuan(50))
        bench.command(.stackNote)
        bench.expect(.stacked(yuan(50)))
    }

    @Test(arguments: Wire.allCases) func aKioskThatNeverDecidesLosesTheNoteToItsOwner(_ wire: Wire) {
        var bench = wire.escrowed(yuan(50), longestHold: .seconds(30))
        bench.run(for: .seconds(35))
        #expect(bench.reports.first == .returned(yuan(50)))
        #expect(bench.device.returnedNotes == [yuan(50)])
        // Too late: what is decided now must not credit anything.
        bench.command(.stackNote)
        bench.command(.acknowledge)
        bench.run(for: .seconds(5))
        #expect(bench.device.notesInCashBox == [])
        #expect(!bench.takeReports().contains(.stacked(yuan(50))))
    }

    @Test(arguments: Wire.allCases) func decisionsWithoutANoteAreNotSent(_ wire: Wire) {
        var bench = wire.enabled()
        bench.command(.stackNote)
        bench.command(.returnNote)
        bench.hand(.insertNote(yuan(5)))
        bench.run(for: .seconds(4))
        #expect(bench.takeReports() == [.escrowed(yuan(5))])
        #expect(bench.device.noteInPath == yuan(5))
    }

    @Test(arguments: Wire.allCases) func stackedIsRepeatedUntilAcknowledged(_ wire: Wire) {
        var bench = wire.escrowed(yuan(20))
        bench.command(.stackNote)
        bench.run(for: .milliseconds(5_000))
        let reports = bench.takeReports()
        #expect((4...5).contains(reports.count))
        #expect(Set(reports) == [.stacked(yuan(20))])
        bench.command(.acknowledge)
        bench.run(for: .seconds(5))
        #expect(bench.takeReports() == [])
        #expect(bench.device.notesInCashBox == [yuan(20)])
    }

    @Test(arguments: Wire.allCases) func returnedIsRepeatedUntilAcknowledged(_ wire: Wire) {
        var bench = wire.escrowed(yuan(20))
        bench.command(.returnNote)
        bench.run(for: .seconds(5))
        #expect((4...5).contains(bench.reports.count))
        #expect(Set(bench.takeReports()) == [.returned(yuan(20))])
        bench.command(.acknowledge)
        bench.run(for: .seconds(5))
        #expect(bench.takeReports() == [])
    }

    @Test(arguments: Wire.allCases) func anAcknowledgementLostOnTheLineCountsTheNoteOnce(_ wire: Wire) {
        var bench = wire.escrowed(yuan(20))
        bench.command(.stackNote)
        bench.expect(.stacked(yuan(20)))
        _ = bench.takeReports()
        bench.command(.acknowledge)
        // The poll goes through, the acknowledgement after its answer does not.
        bench.run(for: .milliseconds(1))
        bench.loseNext(toDevice: true)
        bench.run(for: .seconds(5))
        #expect(bench.takeReports() == [])
        bench.hand(.insertNote(yuan(20)))
        bench.expect(.escrowed(yuan(20)))
        bench.command(.stackNote)
        bench.expect(.stacked(yuan(20)))
        #expect(bench.device.notesInCashBox == [yuan(20), yuan(20)])
    }

    @Test(arguments: Wire.allCases) func anAcknowledgementOfNothingIsNotSavedForTheNextNote(_ wire: Wire) {
        var bench = wire.enabled()
        bench.command(.acknowledge)
        bench.hand(.insertNote(yuan(1)))
        bench.expect(.escrowed(yuan(1)))
        bench.command(.stackNote)
        bench.run(for: .seconds(10))
        #expect(bench.takeReports().filter { $0 == .stacked(yuan(1)) }.count > 5)
    }

    @Test(arguments: Wire.allCases, 1...2)
    func aStackCommandWhoseAnswerIsLostMovesTheNoteOnce(_ wire: Wire, _ count: Int) {
        var bench = wire.escrowed(yuan(50))
        bench.hand(.loseAnswers(count))
        bench.command(.stackNote)
        bench.expect(.stacked(yuan(50)))
        bench.command(.acknowledge)
        bench.run(for: .seconds(8))
        #expect(bench.takeReports() == [.stacked(yuan(50))])
        #expect(bench.device.notesInCashBox == [yuan(50)])
    }

    @Test(arguments: Wire.allCases) func aStackCommandThatIsRefusedIsSentAgain(_ wire: Wire) {
        var bench = wire.escrowed(yuan(50))
        bench.hand(.refuseCommands(2))
        bench.command(.stackNote)
        bench.expect(.stacked(yuan(50)))
        #expect(bench.takeReports() == [.stacked(yuan(50))])
    }
}
