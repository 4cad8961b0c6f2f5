import KioskCore
import KioskDevices
import KioskSimulator
import Testing

@Suite struct NoteAcceptorFaultTests {
    // MARK: Power

    @Test func powerLostWithTheNoteInEscrowGivesItBack() {
        var bench = escrowedNoteAcceptor(yuan(100))
        bench.powerCycle()
        bench.expect(.poweredUp(note: .inAcceptor))
        #expect(bench.device.noteInPath == yuan(100))
        bench.command(.acknowledge)
        bench.run(for: .seconds(5))
        #expect(bench.takeNews() == [.poweredUp(note: .inAcceptor), .enabled])
        #expect(bench.device.returnedNotes == [yuan(100)])
        #expect(bench.device.notesInCashBox == [])
    }

    @Test func powerLostWhileStackingIsToldBeforeTheNoteFallsIntoTheCashBox() {
        var bench = escrowedNoteAcceptor(yuan(100))
        bench.command(.stackNote)
        bench.run(for: .milliseconds(100))
        bench.powerCycle()
        bench.expect(.poweredUp(note: .inStacker))
        #expect(bench.device.notesInCashBox == [])
        bench.command(.acknowledge)
        bench.run(for: .seconds(5))
        #expect(bench.device.notesInCashBox == [yuan(100)])
        #expect(!bench.takeReports().contains { $0.isMoney })
    }

    @Test func powerLostAfterStackingBeforeTheAcknowledgementIsToldAndTheNoteIsThereOnce() {
        var bench = escrowedNoteAcceptor(yuan(100))
        bench.command(.stackNote)
        bench.expect(.stacked(yuan(100)))
        bench.powerCycle()
        bench.expect(.poweredUp(note: .inStacker))
        bench.run(for: .seconds(10))
        #expect(bench.device.notesInCashBox == [yuan(100)])
    }

    @Test func resetWaitsForTheKioskToWriteTheFindingDown() {
        var bench = escrowedNoteAcceptor(yuan(100))
        bench.powerCycle()
        bench.expect(.poweredUp(note: .inAcceptor))
        bench.run(for: .seconds(3))
        // The kiosk is killed before it wrote: whoever comes next finds the device as it was.
        bench.replaceMachine(with: CCNETStateMachine())
        bench.connect()
        _ = bench.takeReports()
        bench.expect(.poweredUp(note: .inAcceptor))
        #expect(bench.device.noteInPath == yuan(100))
    }

    @Test func aKioskThatDoesNotAcknowledgeThePowerUpDoesNotBlockTheDevice() {
        var bench = escrowedNoteAcceptor(yuan(100))
        bench.powerCycle()
        bench.run(for: .seconds(10))
        #expect(bench.takeNews() == [.poweredUp(note: .inAcceptor), .enabled])
    }

    @Test func aDeviceThatDiedMidStackIsAbsentAndAfterThePowerCycleItTells() {
        var bench = escrowedNoteAcceptor(yuan(20))
        bench.hand(.dieMidStack)
        bench.command(.stackNote)
        bench.expect(.presence(.absent))
        #expect(bench.device.noteInPath == yuan(20))
        bench.powerCycle()
        bench.expect(.poweredUp(note: .inStacker))
        bench.run(for: .seconds(10))
        #expect(bench.reports.last == .enabled)
        #expect(bench.device.notesInCashBox == [yuan(20)])
        #expect(!bench.takeReports().contains { $0.isMoney })
    }

    // MARK: Line

    @Test func unplugDuringEscrowAndPlugInReportsTheEscrowAgain() {
        var bench = escrowedNoteAcceptor(yuan(50))
        bench.disconnect()
        bench.run(for: .seconds(2))
        bench.connect()
        bench.expect(.escrowed(yuan(50)))
        #expect(bench.takeNews() == [.presence(.absent), .presence(.ready), .escrowed(yuan(50))])
        bench.command(.stackNote)
        bench.expect(.stacked(yuan(50)))
    }

    @Test func unplugDuringEscrowForLongGivesTheNoteBack() {
        var bench = escrowedNoteAcceptor(yuan(50))
        bench.disconnect()
        bench.run(for: .seconds(15))
        #expect(bench.device.returnedNotes == [yuan(50)])
        bench.connect()
        bench.expect(.returned(yuan(50)))
    }

    @Test func unplugWhileStackingIsFoundStackedLater() {
        var bench = escrowedNoteAcceptor(yuan(50))
        bench.command(.stackNote)
        bench.run(for: .milliseconds(50))
        bench.disconnect()
        bench.run(for: .seconds(30))
        bench.connect()
        bench.expect(.stacked(yuan(50)))
        bench.command(.acknowledge)
        bench.run(for: .seconds(3))
        #expect(bench.device.notesInCashBox == [yuan(50)])
    }

    @Test func aKioskKilledBeforeTheAcknowledgementHearsOfTheNoteAgain() {
        var bench = escrowedNoteAcceptor(yuan(50))
        bench.command(.stackNote)
        bench.expect(.stacked(yuan(50)))
        bench.replaceMachine(with: CCNETStateMachine())
        bench.connect()
        _ = bench.takeReports()
        bench.expect(.stacked(yuan(50)))
        bench.command(.acknowledge)
        bench.run(for: .seconds(5))
        // The new kiosk has not asked for notes: the device it found enabled takes none.
        #expect(bench.device.notesInCashBox == [yuan(50)])
        bench.hand(.insertNote(yuan(5)))
        #expect(bench.device.returnedNotes == [yuan(5)])
    }

    @Test func aNoteFoundHeldWithoutItsTypeIsGivenBack() {
        var bench = escrowedNoteAcceptor(yuan(50))
        // After a HOLD the device says no more which note it holds.
        bench.run(for: .seconds(7))
        bench.replaceMachine(with: CCNETStateMachine())
        bench.connect()
        bench.expect(.returned(yuan(50)))
        #expect(bench.device.returnedNotes == [yuan(50)])
    }

    @Test func aTableRefusedWhileBusyIsTakenFromTheProfile() {
        var model = NoteAcceptorModel()
        model.refusesTableWhileBusy = true
        var bench = escrowedNoteAcceptor(yuan(20), model)
        let profile = CCNETProfile(knownBillTable: CCNETBillTable(model.denominations))
        bench.replaceMachine(with: CCNETStateMachine(profile: profile))
        bench.connect()
        bench.expect(.escrowed(yuan(20)))
    }

    @Test func aNoteNobodyCanValueIsGivenBack() {
        var model = NoteAcceptorModel()
        model.refusesTableWhileBusy = true
        var bench = escrowedNoteAcceptor(yuan(20), model)
        bench.replaceMachine(with: CCNETStateMachine())
        bench.connect()
        bench.run(for: .seconds(5))
        #expect(bench.takeReports().filter(\.isMoney) == [])
        #expect(bench.device.returnedNotes == [yuan(20)])
    }

    @Test func aStackedNoteNobodyCanValueIsNeverAcknowledged() {
        var model = NoteAcceptorModel()
        model.refusesTableWhileBusy = true
        var bench = escrowedNoteAcceptor(yuan(20), model)
        bench.command(.stackNote)
        bench.expect(.stacked(yuan(20)))
        bench.replaceMachine(with: CCNETStateMachine())
        _ = bench.takeReports()
        bench.connect()
        bench.run(for: .seconds(5))
        let reports = bench.takeReports()
        #expect(reports.filter(\.isMoney) == [])
        guard case .presence(.faulty(let text)) = reports.last else {
            Issue.record("out of service was expected, not \(reports)")
            return
        }
        #expect(text.contains("open the cash box"))
    }

    @Test func anAbsentDeviceIsReportedOnceAndFoundWhenItComes() {
        var bench = connectedNoteAcceptor()
        bench.hand(.ignoreCommands(10))
        bench.run(for: .seconds(4))
        #expect(bench.takeReports() == [.presence(.absent)])
        bench.run(for: .seconds(20))
        #expect(bench.takeNews() == [.poweredUp(note: nil), .presence(.ready)])
    }

    @Test func twoLostAnswersAreNoAbsence() {
        var bench = enabledNoteAcceptor()
        bench.hand(.ignoreCommands(2))
        bench.run(for: .seconds(5))
        #expect(bench.takeReports() == [])
    }

    @Test func damagedAnswersAreAskedForAgain() {
        var bench = enabledNoteAcceptor()
        bench.hand(.insertNote(yuan(10)))
        bench.hand(.garbleAnswers(2))
        bench.expect(.escrowed(yuan(10)))
        bench.hand(.garbleAnswers(2))
        bench.command(.stackNote)
        bench.expect(.stacked(yuan(10)))
        #expect(bench.device.notesInCashBox == [yuan(10)])
    }

    @Test func aDeviceThatRefusesEverythingIsFaulty() {
        var bench = enabledNoteAcceptor()
        bench.hand(.refuseCommands(1_000))
        bench.run(for: .seconds(5))
        guard case .presence(.faulty) = bench.takeReports().first else {
            Issue.record("faulty was expected")
            return
        }
    }

    @Test(arguments: [1, 2, 3, 5, 7]) func bytesCutAnywhereMakeTheSamePayment(_ chunk: Int) {
        var bench = connectedNoteAcceptor()
        bench.largestChunk = chunk
        bench.command(.enable(denominations: allNotes))
        bench.expect(.enabled)
        for note in [yuan(100), yuan(1)] {
            bench.hand(.insertNote(note))
            bench.expect(.escrowed(note))
            bench.command(.stackNote)
            bench.expect(.stacked(note))
            bench.command(.acknowledge)
            bench.run(for: .seconds(1))
        }
        #expect(bench.device.notesInCashBox == [yuan(100), yuan(1)])
    }

    // MARK: Jam, cash box, cheating

    @Test func aNoteJammedOnItsWayInIsReportedAndNeverCredited() {
        var bench = enabledNoteAcceptor()
        bench.hand(.jam)
        bench.hand(.insertNote(yuan(20)))
        bench.run(for: .seconds(5))
        #expect(bench.takeReports() == [.jammed, .presence(.faulty("A note is jammed in the validator."))])
        bench.hand(.unjam)
        bench.run(for: .seconds(5))
        #expect(bench.device.notesTakenOut == [yuan(20)])
        #expect(bench.takeReports() == [.presence(.ready)])
        // It was enabled before the jam, and is again.
        #expect(bench.device.allNotesEver == [yuan(20)])
        bench.hand(.insertNote(yuan(5)))
        bench.expect(.escrowed(yuan(5)))
    }

    @Test func aNoteJammedWhileStackingIsNotStacked() {
        var bench = escrowedNoteAcceptor(yuan(20))
        bench.command(.stackNote)
        bench.run(for: .milliseconds(50))
        bench.hand(.jam)
        bench.run(for: .seconds(5))
        #expect(bench.takeReports() == [.jammed, .presence(.faulty("A note is jammed in the cash box."))])
        #expect(bench.device.notesInCashBox == [])
    }

    @Test func aCashBoxTakenOutAndPutBackIsReported() {
        var bench = enabledNoteAcceptor()
        bench.hand(.removeCashBox)
        bench.run(for: .seconds(2))
        #expect(bench.takeReports() == [.cashBoxRemoved])
        bench.hand(.insertNote(yuan(20)))
        bench.run(for: .seconds(2))
        #expect(bench.takeReports() == [])
        bench.hand(.returnCashBox(emptied: true))
        bench.run(for: .seconds(3))
        #expect(bench.takeReports() == [.cashBoxBack])
        bench.hand(.insertNote(yuan(20)))
        bench.expect(.escrowed(yuan(20)))
    }

    @Test func theNoteThatFillsTheCashBoxCountsAndThenNoMoreAreTaken() {
        var model = NoteAcceptorModel()
        model.cashBoxCapacity = 1
        var bench = escrowedNoteAcceptor(yuan(10), model)
        bench.command(.stackNote)
        bench.expect(.stacked(yuan(10)))
        bench.command(.acknowledge)
        bench.run(for: .seconds(2))
        #expect(bench.takeReports() == [.stacked(yuan(10)), .cashBoxFull])
        bench.hand(.insertNote(yuan(20)))
        #expect(bench.device.returnedNotes == [yuan(20)])
        bench.hand(.removeCashBox)
        bench.run(for: .seconds(2))
        bench.hand(.returnCashBox(emptied: true))
        bench.run(for: .seconds(2))
        #expect(bench.takeReports() == [.cashBoxRemoved, .cashBoxBack])
        #expect(bench.device.collectedNotes == [yuan(10)])
    }

    @Test func cheatingIsReportedOnce() {
        var bench = enabledNoteAcceptor()
        bench.hand(.cheat)
        bench.run(for: .seconds(5))
        #expect(bench.takeReports() == [.cheated])
    }

    @Test func resetAfterAJamIsSentWhenATechnicianAsks() {
        var bench = enabledNoteAcceptor()
        bench.hand(.jam)
        bench.hand(.insertNote(yuan(20)))
        bench.run(for: .seconds(2))
        let before = bench.sent.count
        bench.command(.reset)
        bench.run(for: .seconds(1))
        // The published frame.
        #expect(bench.sent[before...].contains([0x02, 0x03, 0x06, 0x30, 0x41, 0xB3]))
        bench.hand(.unjam)
        bench.run(for: .seconds(5))
        #expect(bench.takeReports().last == .presence(.ready))
    }

    @Test(arguments: [false, true]) func resetIsDroppedWhileANoteIsOpen(_ isStacked: Bool) {
        var bench = escrowedNoteAcceptor(yuan(20))
        if isStacked {
            bench.command(.stackNote)
            bench.expect(.stacked(yuan(20)))
        }
        let before = bench.sent.count
        bench.command(.reset)
        bench.run(for: .seconds(3))
        bench.command(.acknowledge)
        bench.run(for: .seconds(3))
        #expect(!bench.sent[before...].contains([0x02, 0x03, 0x06, 0x30, 0x41, 0xB3]))
        #expect(bench.device.returnedNotes == [])
    }

    // MARK: Anything

    @Test(arguments: [1, 2, 3]) func randomBytesNeverCrashNorMoveMoney(_ seed: UInt64) {
        var random = SplitMix(seed: seed)
        var machine = CCNETStateMachine()
        var device = SimulatedNoteAcceptor()
        var now = startOfBench
        _ = machine.received(.connected, at: now)
        for _ in 0..<2_000 {
            let bytes = random.bytes(50)
            now = now.advanced(by: .milliseconds(20))
            for output in machine.received(.bytes(bytes), at: now) {
                if case .report(let report) = output { #expect(!report.isMoney) }
            }
            _ = machine.received(.deadlineReached, at: now)
            _ = device.received(bytes, at: now)
            #expect(machine.bufferedByteCount < CCNETCodec.largestFrame)
        }
        #expect(device.allNotesEver == [])
    }

    @Test(arguments: [11, 12, 13]) func randomAnswersInSoundFramesNeverStackUnknownNotes(_ seed: UInt64) {
        var random = SplitMix(seed: seed)
        var machine = CCNETStateMachine()
        var now = startOfBench
        _ = machine.received(.connected, at: now)
        for _ in 0..<20_000 {
            let payload = random.bytes(1 + Int(random.next() % 4))
            now = now.advanced(by: .milliseconds(100))
            let outputs = machine.received(.bytes(CCNETCodec.frame(payload)), at: now)
            // No table was ever read, so no note has a worth.
            for case .report(let report) in outputs { #expect(!report.isMoney) }
            _ = machine.received(.command(random.next() % 2 == 0 ? .acknowledge : .stackNote), at: now)
            _ = machine.received(.deadlineReached, at: now)
        }
    }

    /// A line that loses and damages one message in eight, and a power cut now and then: every note ends in one
    /// place, and each that is in the cash box was reported as stacked or found at a power-up.
    @Test(arguments: Array(1...8)) func aBadLineLosesNoNote(_ seed: UInt64) {
        var random = SplitMix(seed: seed)
        var bench = enabledNoteAcceptor()
        var inserted: [Money] = []
        var escrowedSinceLastEnd = false
        var counted = 0
        for _ in 0..<400 {
            switch random.next() % 16 {
            case 0: bench.toLose[random.next() % 2 == 0 ? .toDevice : .toMachine, default: 0] += 1
            case 1: bench.toDamage[random.next() % 2 == 0 ? .toDevice : .toMachine, default: 0] += 1
            case 2:
                bench.disconnect()
                bench.run(for: .milliseconds(Int64(random.next() % 3_000)))
                bench.connect()
            case 3 where random.next() % 4 == 0: bench.powerCycle()
            case 4, 5, 6, 7:
                let note = allNotes[Int(random.next() % 6)]
                if bench.device.noteInPath == nil {
                    inserted.append(note)
                    bench.hand(.insertNote(note))
                }
            default: break
            }
            bench.run(for: .milliseconds(Int64(random.next() % 1_500)))
            for report in bench.takeReports() {
                switch report {
                case .escrowed:
                    escrowedSinceLastEnd = true
                    bench.command(random.next() % 4 == 0 ? .returnNote : .stackNote)
                case .stacked:
                    if escrowedSinceLastEnd { counted += 1 }
                    escrowedSinceLastEnd = false
                    bench.command(.acknowledge)
                case .returned:
                    escrowedSinceLastEnd = false
                    bench.command(.acknowledge)
                case .poweredUp(let place):
                    if place == .inStacker, escrowedSinceLastEnd { counted += 1 }
                    escrowedSinceLastEnd = false
                    bench.command(.acknowledge)
                case .presence, .identified, .enabled, .disabled, .rejected, .cashBoxRemoved, .cashBoxFull,
                    .cashBoxBack, .jammed, .cheated:
                    break
                }
            }
        }
        bench.command(.disable)
        bench.run(for: .seconds(30))
        for case .stacked in bench.takeReports() where escrowedSinceLastEnd {
            counted += 1
            escrowedSinceLastEnd = false
            bench.command(.acknowledge)
        }
        bench.run(for: .seconds(5))
        #expect(bench.device.allNotesEver == inserted.sorted())
        #expect(bench.device.notesInCashBox.count == counted)
        #expect(inserted.count > 20)
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
