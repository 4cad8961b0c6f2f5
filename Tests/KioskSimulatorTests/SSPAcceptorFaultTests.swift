import KioskCore
import KioskDevices
import KioskSimulator
import Testing

@Suite struct SSPAcceptorFaultTests {
    // MARK: Power

    @Test(arguments: sspModels) func powerLostAfterTheCreditLeavesTheNoteInTheBoxOnce(_ wire: SSPWireModel) {
        var bench = escrowedSSP(yuan(100), wire)
        bench.command(.stackNote)
        bench.expect(.stacked(yuan(100)))
        bench.powerCycle()
        bench.command(.acknowledge)
        bench.run(for: .seconds(12))
        #expect(bench.device.notesInCashBox == [yuan(100)])
        #expect(bench.takeReports().filter(\.isMoney) == [.stacked(yuan(100))])
    }

    @Test(arguments: sspModels) func aFindingAtPowerUpIsKeptUntilItIsWrittenDown(_ wire: SSPWireModel) {
        var bench = escrowedSSP(yuan(100), wire)
        bench.command(.stackNote)
        bench.run(for: .milliseconds(100))
        bench.powerCycle()
        bench.expect(.poweredUp(note: .inStacker))
        // The kiosk is killed before it wrote: whoever comes next hears of it where the device repeats it.
        bench.replaceMachine(with: SSPStateMachine())
        bench.connect()
        _ = bench.takeReports()
        bench.run(for: .seconds(12))
        #expect(bench.takeReports().contains(.poweredUp(note: .inStacker)) == wire.repeatsCredit)
        #expect(bench.device.notesInCashBox == [yuan(100)])
    }

    // MARK: Line

    /// HOLD says that a note is there, not which one.
    @Test(arguments: sspModels) func anotherNotePutInWhileTheLineWasAwayIsNotTakenForTheFirst(_ wire: SSPWireModel) {
        var bench = escrowedSSP(yuan(5), wire)
        bench.disconnect()
        bench.run(for: .seconds(12))
        bench.hand(.insertNote(yuan(100)))
        bench.run(for: .seconds(2))
        #expect(bench.device.noteInPath == yuan(100))
        bench.connect()
        bench.expect(.poweredUp(note: .inAcceptor))
        bench.command(.acknowledge)
        bench.run(for: .seconds(5))
        #expect(!bench.takeReports().contains(.escrowed(yuan(5))))
        #expect(bench.device.returnedNotes == [yuan(5), yuan(100)])
    }

    /// The answer with the credit was on the line when the line went: the device has told it, and tells it once only.
    @Test(arguments: sspModels) func unplugWithTheCreditOnTheLineFindsItInTheDevicesMemory(_ wire: SSPWireModel) {
        var model = NoteAcceptorModel()
        model.stacking = .milliseconds(100)
        var bench = escrowedSSP(yuan(50), wire, model)
        bench.command(.stackNote)
        bench.run(for: .milliseconds(50))
        // The next poll brings the credit, and its answer is lost twice.
        bench.hand(.loseAnswers(2))
        bench.run(for: .milliseconds(1_300))
        #expect(bench.reports == [])
        bench.disconnect()
        bench.run(for: .seconds(40))
        bench.connect()
        bench.expect(.stacked(yuan(50)))
        bench.command(.acknowledge)
        bench.run(for: .seconds(10))
        #expect(bench.takeReports().filter(\.isMoney) == [.stacked(yuan(50))])
        #expect(bench.device.notesInCashBox == [yuan(50)])
    }

    @Test(arguments: sspModels) func aKioskKilledBeforeTheAcknowledgementHearsOfTheNoteWhereTheDeviceRepeatsIt(
        _ wire: SSPWireModel
    ) {
        var bench = escrowedSSP(yuan(50), wire)
        bench.command(.stackNote)
        bench.expect(.stacked(yuan(50)))
        bench.replaceMachine(with: SSPStateMachine())
        bench.connect()
        _ = bench.takeReports()
        bench.command(.disable)
        bench.run(for: .seconds(3))
        if wire.repeatsCredit {
            #expect(bench.reports.contains(.stacked(yuan(50))))
        } else {
            // The credit was told once, to the kiosk that is no more. The note is not credited a second time; with
            // nothing heard of it, `disabled` leaves an open intent in suspense.
            #expect(bench.reports.filter(\.isMoney) == [])
            #expect(bench.reports.last == .disabled)
        }
        bench.command(.acknowledge)
        bench.run(for: .seconds(5))
        // The new kiosk has not asked for notes: the device it found enabled takes none.
        #expect(bench.device.notesInCashBox == [yuan(50)])
        bench.hand(.insertNote(yuan(5)))
        #expect(bench.device.returnedNotes == [yuan(5)])
    }

    @Test(arguments: sspModels) func aKioskKilledWhileStackingLearnsOfTheCredit(_ wire: SSPWireModel) {
        var bench = escrowedSSP(yuan(50), wire)
        bench.command(.stackNote)
        bench.run(for: .milliseconds(50))
        bench.replaceMachine(with: SSPStateMachine())
        bench.connect()
        bench.expect(.stacked(yuan(50)))
        #expect(bench.device.notesInCashBox == [yuan(50)])
    }

    @Test(arguments: sspModels) func aNoteFoundInEscrowIsGivenBackOnceThatIsWrittenDown(_ wire: SSPWireModel) {
        var bench = escrowedSSP(yuan(50), wire)
        bench.replaceMachine(with: SSPStateMachine())
        bench.connect()
        bench.expect(.poweredUp(note: .inAcceptor))
        bench.run(for: .seconds(3))
        #expect(bench.device.noteInPath == yuan(50))
        bench.command(.acknowledge)
        bench.run(for: .seconds(3))
        #expect(bench.device.returnedNotes == [yuan(50)])
        #expect(bench.takeNews() == [.poweredUp(note: .inAcceptor), .presence(.ready)])
        #expect(bench.device.notesInCashBox == [])
    }

    @Test func aKioskThatDoesNotAcknowledgeTheFoundNoteDoesNotKeepIt() {
        var bench = escrowedSSP(yuan(50))
        bench.replaceMachine(with: SSPStateMachine())
        bench.connect()
        bench.run(for: .seconds(10))
        #expect(bench.device.returnedNotes == [yuan(50)])
        #expect(bench.reports.last == .presence(.ready))
    }

    @Test func aNoteGivenBackWhileNobodyListenedMeetsItsIntent() {
        var bench = escrowedSSP(yuan(50))
        bench.replaceMachine(with: SSPStateMachine())
        bench.run(for: .seconds(15))
        #expect(bench.device.returnedNotes == [yuan(50)])
        bench.connect()
        // LAST REJECT CODE says that it had been in escrow.
        bench.expect(.poweredUp(note: .inAcceptor))
    }

    @Test func aDeviceIsAskedTwentyTimesAgainAndThenFromTheStart() {
        var bench = enabledSSP()
        let sent = bench.sent.count
        bench.hand(.ignoreCommands(1_000))
        bench.run(for: .seconds(30))
        #expect(bench.takeReports() == [.presence(.absent)])
        var codec = SSPCodec()
        let packets = codec.received(Array(bench.sent.dropFirst(sent)))
        // The same packet, with the same flag, all the time: a poll whose answer is owed is never given up.
        let unanswered = Array(packets.suffix(25))
        #expect(Set(unanswered.map { "\($0)" }).count == 1)
        #expect((28...36).contains(packets.count))
    }

    // MARK: At each moment

    /// From the kiosk's word until long after the note lies in the cash box, in steps of a quarter of a poll interval.
    static let moments = Array(stride(from: Int64(0), through: 1_500, by: 50))

    @Test(arguments: sspModels) func aLineCutAtAnyMomentOfStackingCountsTheNoteOnce(_ wire: SSPWireModel) {
        for moment in Self.moments {
            var bench = escrowedSSP(yuan(50), wire)
            var books = IntentBooks(isOpen: true)
            bench.command(.stackNote)
            bench.run(for: .milliseconds(moment))
            bench.disconnect()
            bench.run(for: .milliseconds(moment * 7 % 5_000))
            bench.connect()
            bench.settle(&books)
            #expect(bench.device.notesInCashBox == [yuan(50)], "at \(moment) ms")
            #expect(books.counted == 1 && books.inSuspense == 0, "at \(moment) ms")
        }
    }

    @Test(arguments: sspModels) func aPowerCutAtAnyMomentOfStackingNeitherLosesNorDoublesTheNote(_ wire: SSPWireModel) {
        for moment in Self.moments {
            var bench = escrowedSSP(yuan(50), wire)
            var books = IntentBooks(isOpen: true)
            bench.command(.stackNote)
            bench.run(for: .milliseconds(moment))
            bench.powerCycle()
            bench.settle(&books)
            let inBox = bench.device.notesInCashBox.count
            #expect(bench.device.returnedNotes.count + inBox == 1, "at \(moment) ms")
            #expect(books.counted == inBox && books.inSuspense == 0, "at \(moment) ms")
        }
    }

    @Test(arguments: sspModels) func aKillAtAnyMomentOfStackingNeverCreditsTwice(_ wire: SSPWireModel) {
        for moment in Self.moments {
            var bench = escrowedSSP(yuan(50), wire)
            // The journal outlives the kiosk; what was reported before the kill was written down.
            var books = IntentBooks(isOpen: true)
            bench.command(.stackNote)
            bench.run(for: .milliseconds(moment))
            for report in bench.takeReports() { _ = books.wrote(report, givesBack: true) }
            bench.replaceMachine(with: SSPStateMachine())
            bench.run(for: .milliseconds(moment * 7 % 13_000))
            bench.connect()
            bench.command(.disable)
            bench.settle(&books)
            let inBox = bench.device.notesInCashBox.count
            #expect(bench.device.returnedNotes.count + inBox == 1, "at \(moment) ms")
            #expect(!books.isOpen, "at \(moment) ms")
            #expect(books.counted <= inBox && books.counted + books.inSuspense <= 1, "at \(moment) ms")
            #expect(inBox <= books.counted + books.inSuspense, "at \(moment) ms")
            if wire.repeatsCredit { #expect(books.counted == inBox, "at \(moment) ms") }
        }
    }

    /// The worst one: the answer with the credit reached a kiosk that died before it wrote.
    @Test(arguments: sspModels) func aKillBetweenTheCreditAndItsRecordLosesNoMoney(_ wire: SSPWireModel) {
        for delay in [Int64(0), 100, 300, 1_000, 12_000] {
            var bench = escrowedSSP(yuan(50), wire)
            var books = IntentBooks(isOpen: true)
            bench.command(.stackNote)
            bench.expect(.stacked(yuan(50)))
            _ = bench.takeReports()
            bench.replaceMachine(with: SSPStateMachine())
            bench.run(for: .milliseconds(delay))
            bench.connect()
            bench.command(.disable)
            bench.settle(&books)
            #expect(books.counted + books.inSuspense == 1)
            if wire.repeatsCredit { #expect(books.counted == 1) }
        }
    }

    // MARK: Jam, cash box, cheating

    @Test func aFullCashBoxEmptiedWithThePowerOffIsBackAfterThePowerUp() {
        var bench = enabledSSP()
        bench.hand(.fillCashBox)
        bench.expect(.cashBoxFull)
        bench.disconnect()
        bench.hand(.removeCashBox)
        bench.hand(.returnCashBox(emptied: true))
        bench.powerCycle()
        bench.connect()
        bench.expect(.cashBoxBack)
    }
}
