import KioskCore
import KioskDevices
import KioskSimulator
import Testing

@Suite struct SSPAcceptorTests {
    @Test(arguments: sspModels) func itStartsReadySaysWhoItIsAndTakesNoNotes(_ wire: SSPWireModel) {
        var bench = connectedSSP(wire)
        bench.run(for: .seconds(8))
        let identification = DeviceIdentification(serial: "1873452", firmware: "NV02004141498000")
        #expect(
            bench.takeReports() == [.identified(identification), .poweredUp(note: nil), .presence(.ready)])
        bench.hand(.insertNote(yuan(20)))
        bench.run(for: .seconds(3))
        #expect(bench.takeReports() == [])
        #expect(bench.device.returnedNotes == [yuan(20)])
    }

    @Test func theFirstThingItSendsIsSync() {
        var bench = connectedSSP()
        #expect(bench.sent == [0x7F, 0x80, 0x01, 0x11, 0x65, 0x82])
        bench.run(for: .milliseconds(3))
        // The packet after SYNC has the flag 0.
        #expect(Array(bench.sent.dropFirst(6).prefix(5)) == [0x7F, 0x00, 0x02, 0x06, 0x08])
    }

    @Test(arguments: sspModels, allNotes)
    func aNoteIsStackedOnceAndOnlyAfterTheKioskSaysSo(_ wire: SSPWireModel, _ note: Money) {
        var bench = escrowedSSP(note, wire)
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

    @Test(arguments: sspModels) func cancelWithANoteInEscrowGivesItBack(_ wire: SSPWireModel) {
        var bench = escrowedSSP(yuan(50), wire)
        bench.command(.disable)
        bench.command(.returnNote)
        bench.expect(.returned(yuan(50)))
        bench.command(.acknowledge)
        bench.expect(.disabled)
        #expect(bench.takeReports() == [.returned(yuan(50)), .disabled])
        #expect(bench.device.returnedNotes == [yuan(50)])
        #expect(bench.device.notesInCashBox == [])
    }

    @Test func disabledIsReportedOnlyAfterTheNoteOnItsWayHasEnded() {
        var bench = enabledSSP()
        bench.hand(.insertNote(yuan(10)))
        bench.run(for: .milliseconds(100))
        bench.command(.disable)
        bench.run(for: .milliseconds(400))
        #expect(bench.takeReports() == [])
        bench.run(for: .seconds(3))
        // The note was not enabled any more when it was recognised.
        #expect(bench.takeReports() == [.rejected(.denominationNotTaken), .disabled])
    }

    @Test(arguments: sspModels)
    func disableWhileStackingIsReportedAfterTheStackedNoteIsAcknowledged(_ wire: SSPWireModel) {
        var bench = escrowedSSP(yuan(10), wire)
        bench.command(.stackNote)
        bench.command(.disable)
        bench.run(for: .milliseconds(2_500))
        #expect(Set(bench.takeReports()) == [.stacked(yuan(10))])
        bench.command(.acknowledge)
        bench.run(for: .seconds(3))
        #expect(bench.takeReports() == [.disabled])
    }

    @Test func disableOfADisabledDeviceIsAnswered() {
        var bench = connectedSSP()
        bench.run(for: .seconds(8))
        bench.command(.acknowledge)
        _ = bench.takeReports()
        bench.command(.disable)
        bench.run(for: .seconds(1))
        #expect(bench.takeReports() == [.disabled])
    }

    @Test func onlyTheEnabledDenominationsAreTaken() {
        var bench = connectedSSP()
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

    @Test func enablingWhatTheDeviceDoesNotKnowIsAnsweredWithDisabled() {
        var bench = connectedSSP()
        bench.command(.enable(denominations: [Money(200, .eur)]))
        bench.expect(.poweredUp(note: nil))
        bench.command(.acknowledge)
        bench.run(for: .seconds(3))
        #expect(bench.takeNews() == [.poweredUp(note: nil), .presence(.ready), .disabled])
    }

    @Test func anUnrecognisableNoteIsRejected() {
        var bench = enabledSSP()
        bench.hand(.insertUnrecognisable)
        bench.run(for: .seconds(3))
        #expect(bench.takeReports() == [.rejected(.notRecognised)])
    }

    @Test func aNotePulledOutBeforeEscrowIsRejected() {
        var bench = enabledSSP()
        bench.hand(.insertNote(yuan(20)))
        bench.run(for: .milliseconds(300))
        bench.hand(.pullNote)
        bench.run(for: .seconds(3))
        #expect(bench.takeReports() == [.rejected(.badInsertion)])
        #expect(bench.device.returnedNotes == [yuan(20)])
    }

    @Test(arguments: sspModels) func aNotePulledOutWhileStackingIsCheatingAndNeverStacked(_ wire: SSPWireModel) {
        var bench = escrowedSSP(yuan(100), wire)
        bench.command(.stackNote)
        bench.run(for: .milliseconds(100))
        bench.hand(.pullNote)
        bench.run(for: .seconds(8))
        #expect(bench.takeReports() == [.cheated])
        #expect(bench.device.notesInCashBox == [])
        #expect(bench.device.returnedNotes == [yuan(100)])
    }

    @Test func aNoteInEscrowIsHeldForAsLongAsTheKioskThinks() {
        var bench = escrowedSSP(yuan(50))
        bench.run(for: .seconds(60))
        #expect(bench.takeReports() == [])
        #expect(bench.device.noteInPath == yuan(50))
        bench.command(.stackNote)
        bench.expect(.stacked(yuan(50)))
    }

    /// A poll would accept it.
    @Test(arguments: sspModels) func nobodyPollsWhileANoteLiesInEscrow(_ wire: SSPWireModel) {
        var bench = escrowedSSP(yuan(50), wire)
        let sent = bench.sent.count
        bench.run(for: .seconds(60))
        var codec = SSPCodec()
        let questions = codec.received(Array(bench.sent.dropFirst(sent)))
        #expect(questions.count > 5)
        for case .packet(let packet) in questions { #expect(packet.data == [SSPCommand.hold.rawValue]) }
    }

    @Test func aKioskThatNeverDecidesLosesTheNoteToItsOwner() {
        var profile = SSPProfile()
        profile.longestHold = .seconds(30)
        var bench = escrowedSSP(yuan(50), profile: profile)
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

    @Test func decisionsWithoutANoteAreNotSent() {
        var bench = enabledSSP()
        bench.command(.stackNote)
        bench.command(.returnNote)
        bench.hand(.insertNote(yuan(5)))
        bench.run(for: .seconds(4))
        #expect(bench.takeReports() == [.escrowed(yuan(5))])
        #expect(bench.device.noteInPath == yuan(5))
    }

    @Test(arguments: sspModels) func stackedIsRepeatedUntilAcknowledged(_ wire: SSPWireModel) {
        var bench = escrowedSSP(yuan(20), wire)
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

    @Test func returnedIsRepeatedUntilAcknowledged() {
        var bench = escrowedSSP(yuan(20))
        bench.command(.returnNote)
        bench.run(for: .seconds(5))
        #expect((4...5).contains(bench.reports.count))
        #expect(Set(bench.takeReports()) == [.returned(yuan(20))])
        bench.command(.acknowledge)
        bench.run(for: .seconds(5))
        #expect(bench.takeReports() == [])
    }

    @Test(arguments: sspModels) func twoNotesOfOneKindCountTwice(_ wire: SSPWireModel) {
        var bench = escrowedSSP(yuan(20), wire)
        for count in 1...2 {
            bench.command(.stackNote)
            bench.expect(.stacked(yuan(20)))
            bench.command(.acknowledge)
            bench.run(for: .seconds(2))
            #expect(bench.takeReports() == [.stacked(yuan(20))])
            #expect(bench.device.notesInCashBox.count == count)
            guard count == 1 else { break }
            bench.hand(.insertNote(yuan(20)))
            bench.expect(.escrowed(yuan(20)))
            _ = bench.takeReports()
        }
    }

    @Test func theNextNoteWaitsUntilTheOneBeforeIsWrittenDown() {
        var bench = escrowedSSP(yuan(20), sspModels[1])
        bench.command(.stackNote)
        bench.expect(.stacked(yuan(20)))
        bench.hand(.insertNote(yuan(50)))
        bench.run(for: .seconds(5))
        #expect(Set(bench.takeReports()) == [.stacked(yuan(20))])
        bench.command(.acknowledge)
        bench.expect(.escrowed(yuan(50)))
    }

    @Test func anAcknowledgementOfNothingIsNotSavedForTheNextNote() {
        var bench = enabledSSP()
        bench.command(.acknowledge)
        bench.hand(.insertNote(yuan(1)))
        bench.expect(.escrowed(yuan(1)))
        bench.command(.stackNote)
        bench.run(for: .seconds(10))
        #expect(bench.takeReports().filter { $0 == .stacked(yuan(1)) }.count > 5)
    }

    @Test(arguments: sspModels, 1...2)
    func anAcceptingPollWhoseAnswerIsLostMovesTheNoteOnce(_ wire: SSPWireModel, _ count: Int) {
        var bench = escrowedSSP(yuan(50), wire)
        bench.hand(.loseAnswers(count))
        bench.command(.stackNote)
        bench.expect(.stacked(yuan(50)))
        bench.command(.acknowledge)
        bench.run(for: .seconds(8))
        #expect(bench.takeReports() == [.stacked(yuan(50))])
        #expect(bench.device.notesInCashBox == [yuan(50)])
    }

    @Test func aStackThatIsRefusedIsAskedForAgain() {
        var bench = escrowedSSP(yuan(50))
        bench.hand(.refuseCommands(2))
        bench.command(.stackNote)
        bench.expect(.stacked(yuan(50)))
        #expect(bench.takeReports() == [.stacked(yuan(50))])
    }

    @Test func aTechniciansResetStartsTheDeviceAnew() {
        var bench = enabledSSP()
        bench.command(.reset)
        bench.run(for: .seconds(10))
        #expect(bench.takeReports().last == .enabled)
        bench.hand(.insertNote(yuan(5)))
        bench.expect(.escrowed(yuan(5)))
    }

    @Test func aResetWithANoteInEscrowIsDropped() {
        var bench = escrowedSSP(yuan(50))
        bench.command(.reset)
        bench.run(for: .seconds(5))
        #expect(bench.device.noteInPath == yuan(50))
        bench.command(.stackNote)
        bench.command(.reset)
        bench.expect(.stacked(yuan(50)))
        #expect(bench.takeReports() == [.stacked(yuan(50))])
    }

    @Test(arguments: [(8, 8), (7, 7), (6, 6)] as [(UInt8, UInt8)])
    func theHighestVersionBothKnowIsSpoken(_ highest: UInt8, _ spoken: UInt8) {
        var wire = SSPWireModel()
        wire.highestVersion = highest
        let bench = enabledSSP(wire)
        var codec = SSPCodec()
        let versions = codec.received(bench.sent).compactMap { event -> UInt8? in
            guard case .packet(let packet) = event, packet.data.first == 0x06 else { return nil }
            return packet.data.last
        }
        #expect(versions.last == spoken)
        #expect(versions.first == 8)
    }

    @Test func aDeviceOfAnOldProtocolIsFaultyWithTheReason() {
        var wire = SSPWireModel()
        wire.highestVersion = 5
        var bench = connectedSSP(wire)
        bench.run(for: .seconds(5))
        guard case .presence(.faulty(let text)) = bench.takeReports().first else {
            Issue.record("faulty was expected")
            return
        }
        #expect(text.contains("version 6"))
    }

    @Test func aDeviceThatPaysOutIsRefusedWithTheReason() {
        var wire = SSPWireModel()
        wire.unitType = 6
        var bench = connectedSSP(wire)
        bench.run(for: .seconds(5))
        guard case .presence(.faulty(let text)) = bench.takeReports().first else {
            Issue.record("faulty was expected")
            return
        }
        #expect(text.contains("unit type 6"))
    }
}
