import KioskCore
import KioskDevices
import KioskSimulator
import Testing

@Suite struct ID003AcceptorTests {
    @Test func itStartsReadyAndTakesNoNotes() {
        var bench = connectedID003()
        bench.run(for: .seconds(3))
        #expect(bench.takeNews() == [.poweredUp(note: nil), .presence(.ready)])
        bench.hand(.insertNote(yuan(20)))
        bench.run(for: .seconds(3))
        #expect(bench.takeReports() == [])
        #expect(bench.device.returnedNotes == [yuan(20)])
    }

    @Test func theFirstThingItSendsIsAStatusRequestAndResetComesAfterTheAnswer() {
        var bench = connectedID003()
        #expect(bench.sent == [0xFC, 0x05, 0x11, 0x27, 0x56])
        bench.run(for: .milliseconds(5))
        // The published frames.
        #expect(bench.sent.starts(with: [0xFC, 0x05, 0x11, 0x27, 0x56, 0xFC, 0x05, 0x40, 0x2B, 0x15]))
    }

    @Test func stackAndAcknowledgeAreThePublishedFrames() {
        var bench = escrowedID003(yuan(20))
        let before = bench.sent.count
        bench.command(.stackNote)
        bench.expect(.stacked(yuan(20)))
        #expect(bench.sent[before...].contains([0xFC, 0x05, 0x41, 0xA2, 0x04]))
        #expect(!bench.sent[before...].contains([0xFC, 0x05, 0x50, 0xAA, 0x05]))
        bench.command(.acknowledge)
        bench.run(for: .seconds(1))
        #expect(bench.sent[before...].contains([0xFC, 0x05, 0x50, 0xAA, 0x05]))
    }

    @Test(arguments: allNotes) func aNoteIsStackedOnceAndOnlyAfterTheKioskSaysSo(_ note: Money) {
        var bench = escrowedID003(note)
        bench.run(for: .seconds(3))
        #expect(bench.reports == [])
        #expect(bench.device.noteInPath == note)
        bench.command(.stackNote)
        bench.expect(.stacked(note))
        bench.command(.acknowledge)
        bench.run(for: .seconds(5))
        #expect(bench.takeReports() == [.stacked(note)])
        #expect(bench.device.notesInCashBox == [note])
    }

    @Test func cancelWithANoteInEscrowGivesItBack() {
        var bench = escrowedID003(yuan(50))
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
        var bench = enabledID003()
        bench.hand(.insertNote(yuan(10)))
        bench.run(for: .milliseconds(100))
        bench.command(.disable)
        bench.run(for: .milliseconds(400))
        #expect(bench.takeReports() == [])
        bench.run(for: .seconds(3))
        // The note was not enabled any more when it was recognised.
        #expect(bench.takeReports() == [.rejected(.denominationNotTaken), .disabled])
    }

    @Test func disableWhileStackingIsReportedAfterTheStackedNoteIsAcknowledged() {
        var bench = escrowedID003(yuan(10))
        bench.command(.stackNote)
        bench.command(.disable)
        bench.run(for: .milliseconds(2_500))
        #expect(Set(bench.takeReports()) == [.stacked(yuan(10))])
        bench.command(.acknowledge)
        bench.run(for: .seconds(2))
        #expect(bench.takeReports() == [.disabled])
    }

    @Test func disableOfADisabledDeviceIsAnswered() {
        var bench = connectedID003()
        bench.run(for: .seconds(3))
        _ = bench.takeReports()
        bench.command(.disable)
        bench.run(for: .seconds(1))
        #expect(bench.takeReports() == [.disabled])
    }

    @Test func onlyTheEnabledDenominationsAreTaken() {
        var bench = connectedID003()
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
        var bench = connectedID003()
        bench.command(.enable(denominations: [Money(200, .eur)]))
        bench.run(for: .seconds(5))
        #expect(bench.takeNews() == [.poweredUp(note: nil), .presence(.ready), .disabled])
    }

    @Test func anUnrecognisableNoteIsRejected() {
        var bench = enabledID003()
        bench.hand(.insertUnrecognisable)
        bench.run(for: .seconds(3))
        #expect(bench.takeReports() == [.rejected(.notRecognised)])
    }

    @Test func aNotePulledOutBeforeEscrowIsRejected() {
        var bench = enabledID003()
        bench.hand(.insertNote(yuan(20)))
        bench.run(for: .milliseconds(300))
        bench.hand(.pullNote)
        bench.run(for: .seconds(3))
        #expect(bench.takeReports() == [.rejected(.badInsertion)])
        #expect(bench.device.returnedNotes == [yuan(20)])
    }

    @Test func aNotePulledOutWhileStackingIsCheatingAndNeverStacked() {
        var bench = escrowedID003(yuan(100))
        bench.command(.stackNote)
        bench.run(for: .milliseconds(100))
        bench.hand(.pullNote)
        bench.expect(.returned(yuan(100)))
        bench.command(.disable)
        bench.run(for: .milliseconds(2_500))
        // Told until it is acknowledged, and before the device calls itself disabled.
        #expect(bench.takeReports() == [.cheated] + Array(repeating: .returned(yuan(100)), count: 3))
        bench.command(.acknowledge)
        bench.run(for: .seconds(3))
        #expect(bench.takeReports() == [.disabled])
        #expect(bench.device.notesInCashBox == [])
        #expect(bench.device.returnedNotes == [yuan(100)])
    }

    @Test func cheatingWithANoteThatIsStackedAllTheSameCountsTheNote() {
        var line = ID003Line()
        #expect(line.poll([0x13, 0x63]).contains(.escrowed(yuan(10))))
        line.tell(.stackNote)
        #expect(line.poll([0x14]) == [])
        #expect(line.poll([0x48]) == [.cheated])
        #expect(line.poll([0x14]) == [])
        #expect(line.poll([0x15]) == [.stacked(yuan(10))])
        line.tell(.acknowledge)
        #expect(!line.poll([0x15]).contains { $0.isMoney })
        #expect(!line.poll([0x11]).contains { $0.isMoney })
    }

    @Test func aRejectionOnTheWayToTheStackerIsANoteGivenBack() {
        var line = ID003Line()
        #expect(line.poll([0x13, 0x63]).contains(.escrowed(yuan(10))))
        line.tell(.stackNote)
        #expect(line.poll([0x14]) == [])
        #expect(line.poll([0x17, 0x7B]) == [.rejected(.deviceTrouble)])
        #expect(line.poll([0x1A]).contains(.returned(yuan(10))))
    }

    @Test func aNoteOfWhichTheDeviceSaysNothingMoreIsNeitherStackedNorReturned() {
        var line = ID003Line()
        #expect(line.poll([0x13, 0x63]).contains(.escrowed(yuan(10))))
        line.tell(.stackNote)
        #expect(line.poll([0x14]) == [])
        for _ in 0..<20 { #expect(!line.poll([0x1A]).contains { $0.isMoney }) }
        #expect(!line.poll([0x16]).contains { $0.isMoney })
    }

    @Test func firmwareThatGoesOnWithoutAnAcknowledgementStillCountsTheNoteUntilTheKioskKnows() {
        var line = ID003Line()
        _ = line.poll([0x13, 0x63])
        line.tell(.stackNote)
        _ = line.poll([0x14])
        #expect(line.poll([0x15]) == [.stacked(yuan(10))])
        var told = 0
        for _ in 0..<15 { told += line.poll([0x11]).filter { $0 == .stacked(yuan(10)) }.count }
        #expect((2...3).contains(told))
        line.tell(.acknowledge)
        for _ in 0..<15 { #expect(!line.poll([0x11]).contains { $0.isMoney }) }
    }

    @Test func firmwareWithoutVendValidIsBelievedWhenItSaysStacked() {
        var line = ID003Line()
        _ = line.poll([0x13, 0x63])
        line.tell(.stackNote)
        _ = line.poll([0x14])
        #expect(line.poll([0x16]) == [.stacked(yuan(10))])
    }

    @Test func stackedWithoutAStackCommandCreditsNothing() {
        var line = ID003Line()
        _ = line.poll([0x13, 0x63])
        #expect(!line.poll([0x16]).contains { $0.isMoney })
    }

    /// A bar-coded ticket, and a denomination that is not in the table.
    @Test(arguments: [0x6F, 0x69] as [UInt8]) func whatHasNoWorthIsGivenBack(_ code: UInt8) {
        var line = ID003Line()
        #expect(!line.poll([0x13, code]).contains { $0.isMoney })
        line.tell(.stackNote)
        _ = line.poll([0x13, code])
        #expect(line.asked.contains([0x43]))
        #expect(!line.asked.contains([0x41]))
        #expect(line.poll([0x18]) == [])
        #expect(line.poll([0x1A]).contains(.rejected(.denominationNotTaken)))
    }

    @Test func itSaysWhoItIsOnceAfterEachTimeItCameWithinReach() {
        var bench = connectedID003()
        bench.run(for: .seconds(10))
        let identification = DeviceIdentification(
            model: "SIM(CHN)-05-SS", firmware: "ID003-05V100-01 01JAN26 1A2B, boot B07")
        #expect(bench.takeReports().filter { $0 == .identified(identification) }.count == 1)
        bench.disconnect()
        bench.run(for: .seconds(2))
        bench.connect()
        bench.run(for: .seconds(10))
        #expect(bench.takeReports().filter { $0 == .identified(identification) }.count == 1)
    }

    /// Its switches let it take notes as soon as it has initialised.
    @Test(arguments: [false, true]) func aDeviceThatComesUpOpenIsClosed(_ refusesWhileInitialising: Bool) {
        var wire = ID003Wire()
        wire.refusesSettingsWhileInitialising = refusesWhileInitialising
        var bench = connectedID003(wire: wire)
        bench.run(for: .seconds(2))
        bench.hand(.insertNote(yuan(5)))
        #expect(bench.device.returnedNotes == [yuan(5)])
        bench.command(.enable(denominations: allNotes))
        bench.expect(.enabled)
        bench.hand(.insertNote(yuan(5)))
        bench.expect(.escrowed(yuan(5)))
    }

    @Test func aNoteInEscrowIsHeldForAsLongAsTheKioskThinks() {
        var bench = escrowedID003(yuan(50))
        bench.run(for: .seconds(60))
        #expect(bench.takeReports() == [])
        #expect(bench.device.noteInPath == yuan(50))
        bench.command(.stackNote)
        bench.expect(.stacked(yuan(50)))
    }

    @Test func aKioskThatNeverDecidesLosesTheNoteToItsOwner() {
        var profile = ID003Profile()
        profile.longestHold = .seconds(30)
        var bench = escrowedID003(yuan(50), profile: profile)
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
        var bench = enabledID003()
        bench.command(.stackNote)
        bench.command(.returnNote)
        bench.hand(.insertNote(yuan(5)))
        bench.run(for: .seconds(4))
        #expect(bench.takeReports() == [.escrowed(yuan(5))])
        #expect(bench.device.noteInPath == yuan(5))
    }

    @Test func stackedIsRepeatedUntilAcknowledged() {
        var bench = escrowedID003(yuan(20))
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

    @Test func anAcknowledgementLostOnTheLineCountsTheNoteOnce() {
        var bench = escrowedID003(yuan(20))
        bench.command(.stackNote)
        bench.expect(.stacked(yuan(20)))
        _ = bench.takeReports()
        bench.command(.acknowledge)
        // The poll goes through, the acknowledgement after its answer does not.
        bench.run(for: .milliseconds(1))
        bench.toLose[.toDevice] = 1
        bench.run(for: .seconds(5))
        #expect(bench.takeReports() == [])
        bench.hand(.insertNote(yuan(20)))
        bench.expect(.escrowed(yuan(20)))
        bench.command(.stackNote)
        bench.expect(.stacked(yuan(20)))
        #expect(bench.device.notesInCashBox == [yuan(20), yuan(20)])
    }

    @Test func anAcknowledgementOfNothingIsNotSavedForTheNextNote() {
        var bench = enabledID003()
        bench.command(.acknowledge)
        bench.hand(.insertNote(yuan(1)))
        bench.expect(.escrowed(yuan(1)))
        bench.command(.stackNote)
        bench.run(for: .seconds(10))
        #expect(bench.takeReports().filter { $0 == .stacked(yuan(1)) }.count > 5)
    }

    @Test func aStackCommandWhoseAnswerIsLostMovesTheNoteOnce() {
        var bench = escrowedID003(yuan(50))
        bench.hand(.loseAnswers(1))
        bench.command(.stackNote)
        bench.expect(.stacked(yuan(50)))
        bench.command(.acknowledge)
        bench.run(for: .seconds(3))
        #expect(bench.device.notesInCashBox == [yuan(50)])
    }

    @Test func aStackCommandThatIsRefusedIsSentAgain() {
        var bench = escrowedID003(yuan(50))
        bench.hand(.refuseCommands(2))
        bench.command(.stackNote)
        bench.expect(.stacked(yuan(50)))
    }
}
