import KioskCore
import KioskDevices
import KioskSimulator
import Testing

/// What the kiosk hears when the power or the line goes, or the kiosk itself: the same of every note acceptor, but for
/// what a property of the wire names.
@Suite struct NoteAcceptorFaultTests {
    typealias Wire = NoteAcceptorWire

    // MARK: Power

    @Test(arguments: Wire.allCases) func powerLostWithTheNoteInEscrowGivesItBack(_ wire: Wire) {
        var bench = wire.escrowed(yuan(100))
        bench.powerCycle()
        bench.expect(.poweredUp(note: .inAcceptor))
        if wire.waitsForReset { #expect(bench.device.noteInPath == yuan(100)) }
        bench.command(.acknowledge)
        bench.run(for: .seconds(5))
        #expect(bench.takeNews() == [.poweredUp(note: .inAcceptor), .enabled])
        #expect(bench.device.returnedNotes == [yuan(100)])
        #expect(bench.device.notesInCashBox == [])
    }

    @Test(arguments: Wire.allCases) func powerLostWhileReadingGivesTheNoteBack(_ wire: Wire) {
        var bench = wire.enabled()
        bench.hand(.insertNote(yuan(5)))
        bench.run(for: .milliseconds(300))
        bench.powerCycle()
        bench.expect(.poweredUp(note: .inAcceptor))
        bench.run(for: .seconds(8))
        #expect(bench.device.returnedNotes == [yuan(5)])
        #expect(!bench.takeReports().contains { $0.isMoney })
    }

    @Test(arguments: Wire.allCases, [10, 100, 150, 300])
    func powerLostWhileStackingIsToldAsANoteInTheStacker(_ wire: Wire, _ delay: Int64) {
        var bench = wire.escrowed(yuan(100))
        bench.command(.stackNote)
        bench.run(for: .milliseconds(delay))
        bench.powerCycle()
        bench.expect(.poweredUp(note: .inStacker))
        // It is told before the note falls into the cash box.
        if wire.waitsForReset { #expect(bench.device.notesInCashBox == []) }
        bench.command(.acknowledge)
        bench.run(for: .seconds(8))
        #expect(bench.device.notesInCashBox == [yuan(100)])
        #expect(!bench.takeReports().contains { $0.isMoney })
    }

    @Test(arguments: Wire.allCases) func powerLostWhileGivingBackIsToldAsANoteInTheAcceptor(_ wire: Wire) {
        var bench = wire.escrowed(yuan(100))
        bench.command(.returnNote)
        bench.run(for: .milliseconds(100))
        bench.powerCycle()
        bench.expect(.poweredUp(note: .inAcceptor))
        bench.command(.acknowledge)
        bench.run(for: .seconds(1))
        #expect(bench.device.returnedNotes == [yuan(100)])
    }

    @Test(arguments: Wire.which(\.findsAnUnacknowledgedNoteAtPowerUp))
    func powerLostAfterStackingBeforeTheAcknowledgementIsToldAndTheNoteIsThereOnce(_ wire: Wire) {
        var bench = wire.escrowed(yuan(100))
        bench.command(.stackNote)
        bench.expect(.stacked(yuan(100)))
        bench.powerCycle()
        bench.expect(.poweredUp(note: .inStacker))
        bench.run(for: .seconds(10))
        #expect(bench.device.notesInCashBox == [yuan(100)])
    }

    @Test(arguments: Wire.which(\.waitsForReset)) func resetWaitsForTheKioskToWriteTheFindingDown(_ wire: Wire) {
        var bench = wire.escrowed(yuan(100))
        bench.powerCycle()
        bench.expect(.poweredUp(note: .inAcceptor))
        bench.run(for: .seconds(3))
        // The kiosk is killed before it wrote: whoever comes next finds the device as it was.
        bench.killKiosk()
        bench.connect()
        _ = bench.takeReports()
        bench.expect(.poweredUp(note: .inAcceptor))
        #expect(bench.device.noteInPath == yuan(100))
    }

    @Test(arguments: Wire.which(\.waitsForReset))
    func aKioskThatDoesNotAcknowledgeThePowerUpDoesNotBlockTheDevice(_ wire: Wire) {
        var bench = wire.escrowed(yuan(100))
        bench.powerCycle()
        bench.run(for: .seconds(10))
        #expect(bench.takeNews() == [.poweredUp(note: .inAcceptor), .enabled])
    }

    @Test(arguments: Wire.allCases)
    func aDeviceThatDiedMidStackIsAbsentAndAfterThePowerCycleItTells(_ wire: Wire) {
        var bench = wire.escrowed(yuan(20))
        bench.hand(.dieMidStack)
        bench.command(.stackNote)
        bench.expect(.presence(.absent))
        #expect(bench.device.noteInPath == yuan(20))
        bench.powerCycle()
        bench.expect(.poweredUp(note: .inStacker))
        bench.command(.acknowledge)
        bench.run(for: .seconds(10))
        #expect(bench.reports.last == .enabled)
        #expect(bench.device.notesInCashBox == [yuan(20)])
        #expect(!bench.takeReports().contains { $0.isMoney })
    }

    // MARK: Line

    @Test(arguments: Wire.allCases) func unplugDuringEscrowAndPlugInReportsTheEscrowAgain(_ wire: Wire) {
        var bench = wire.escrowed(yuan(50))
        bench.disconnect()
        bench.run(for: .seconds(2))
        bench.connect()
        bench.expect(.escrowed(yuan(50)))
        #expect(bench.reports.contains { $0.isIdentification } == wire.saysWhoItIsDuringEscrow)
        #expect(bench.takeNews() == [.presence(.absent), .presence(.ready), .escrowed(yuan(50))])
        bench.command(.stackNote)
        bench.expect(.stacked(yuan(50)))
    }

    @Test(arguments: Wire.allCases) func unplugDuringEscrowForLongGivesTheNoteBack(_ wire: Wire) {
        var bench = wire.escrowed(yuan(50))
        bench.disconnect()
        bench.run(for: .seconds(15))
        #expect(bench.device.returnedNotes == [yuan(50)])
        bench.connect()
        if wire.tellsOfANoteGivenBackUnheard {
            bench.expect(.returned(yuan(50)))
        } else {
            bench.run(for: .seconds(5))
            // The device forgot the note, and the kiosk never told it to stack: there is nothing to say of money.
            #expect(bench.takeNews() == [.presence(.absent), .presence(.ready), .enabled])
        }
    }

    @Test(arguments: Wire.allCases) func unplugWhileStackingIsFoundStackedLater(_ wire: Wire) {
        var bench = wire.escrowed(yuan(50))
        bench.command(.stackNote)
        bench.run(for: .milliseconds(50))
        bench.disconnect()
        bench.run(for: .seconds(30))
        bench.connect()
        bench.expect(wire.stackedUnseen(yuan(50)))
        bench.command(.acknowledge)
        bench.run(for: .seconds(3))
        #expect(bench.device.notesInCashBox == [yuan(50)])
        var news = [.presence(.ready), wire.stackedUnseen(yuan(50))]
        if wire.tellsAStackedNoteBeforeItIsReady { news.reverse() }
        #expect(bench.takeNews() == [.presence(.absent)] + news + [.enabled])
    }

    @Test(arguments: Wire.which(\.repeatsAStackedNoteToTheNextKiosk))
    func aKioskKilledBeforeTheAcknowledgementHearsOfTheNoteAgain(_ wire: Wire) {
        var bench = wire.escrowed(yuan(50))
        bench.command(.stackNote)
        bench.expect(.stacked(yuan(50)))
        bench.killKiosk()
        bench.connect()
        _ = bench.takeReports()
        let again = wire.stackedUnseen(yuan(50))
        bench.expect(again)
        bench.run(for: .milliseconds(2_500))
        // Told until it is acknowledged.
        #expect(bench.takeNews().filter { $0 == again }.count == 3)
        bench.command(.acknowledge)
        bench.run(for: .seconds(5))
        #expect(bench.device.notesInCashBox == [yuan(50)])
        #expect(!bench.takeReports().contains(again))
        // The new kiosk has not asked for notes: the device it found enabled takes none.
        bench.hand(.insertNote(yuan(5)))
        #expect(bench.device.returnedNotes == [yuan(5)])
    }

    @Test(arguments: Wire.allCases) func aNoteFoundHeldWithoutItsTypeIsGivenBack(_ wire: Wire) {
        var bench = wire.escrowed(yuan(50))
        // After a HOLD the device says no more which note it holds.
        bench.run(for: .seconds(7))
        bench.killKiosk()
        bench.connect()
        let report = wire.givenBackUnseen(yuan(50))
        bench.expect(report)
        if wire.asksBeforeItGivesBackAFoundNote {
            bench.command(.acknowledge)
            bench.run(for: .seconds(1))
        }
        #expect(bench.device.returnedNotes == [yuan(50)])
        #expect(bench.takeReports().filter(\.isMoney) == [report].filter(\.isMoney))
    }

    @Test(arguments: Wire.allCases) func anAbsentDeviceIsReportedOnceAndFoundWhenItComes(_ wire: Wire) {
        var bench = wire.connected()
        bench.hand(.ignoreCommands(10))
        bench.run(for: .seconds(4))
        #expect(bench.takeReports() == [.presence(.absent)])
        bench.run(for: .seconds(20))
        #expect(bench.takeNews() == [.poweredUp(note: nil), .presence(.ready)])
    }

    @Test(arguments: Wire.allCases) func twoLostAnswersAreNoAbsence(_ wire: Wire) {
        var bench = wire.enabled()
        bench.hand(.ignoreCommands(2))
        bench.run(for: .seconds(5))
        #expect(bench.takeReports() == [])
    }

    // MARK: Worth

    @Test(arguments: Wire.which(\.mayRefuseItsTable)) func aTableRefusedWhileBusyIsTakenFromTheProfile(_ wire: Wire) {
        var model = NoteAcceptorModel()
        model.refusesTableWhileBusy = true
        var bench = wire.escrowed(yuan(20), model)
        bench.killKiosk(knownNotes: model.denominations)
        bench.connect()
        bench.expect(.escrowed(yuan(20)))
    }

    @Test(arguments: Wire.which(\.mayRefuseItsTable)) func aNoteNobodyCanValueIsGivenBack(_ wire: Wire) {
        var model = NoteAcceptorModel()
        model.refusesTableWhileBusy = true
        var bench = wire.escrowed(yuan(20), model)
        bench.killKiosk()
        bench.connect()
        bench.run(for: .seconds(5))
        #expect(bench.takeReports().filter(\.isMoney) == [])
        #expect(bench.device.returnedNotes == [yuan(20)])
    }
}
