import KioskCore
import KioskDevices
import KioskSimulator
import Testing

@Suite struct ID003AcceptorFaultTests {
    // MARK: Power

    @Test func powerLostWithTheNoteInEscrowGivesItBack() {
        var bench = escrowedID003(yuan(100))
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
        var bench = escrowedID003(yuan(100))
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
        var bench = escrowedID003(yuan(100))
        bench.command(.stackNote)
        bench.expect(.stacked(yuan(100)))
        bench.powerCycle()
        bench.expect(.poweredUp(note: .inStacker))
        bench.run(for: .seconds(10))
        #expect(bench.device.notesInCashBox == [yuan(100)])
    }

    @Test func resetWaitsForTheKioskToWriteTheFindingDown() {
        var bench = escrowedID003(yuan(100))
        bench.powerCycle()
        bench.expect(.poweredUp(note: .inAcceptor))
        bench.run(for: .seconds(3))
        // The kiosk is killed before it wrote: whoever comes next finds the device as it was.
        bench.replaceMachine(with: ID003StateMachine())
        bench.connect()
        _ = bench.takeReports()
        bench.expect(.poweredUp(note: .inAcceptor))
        #expect(bench.device.noteInPath == yuan(100))
    }

    @Test func aKioskThatDoesNotAcknowledgeThePowerUpDoesNotBlockTheDevice() {
        var bench = escrowedID003(yuan(100))
        bench.powerCycle()
        bench.run(for: .seconds(10))
        #expect(bench.takeNews() == [.poweredUp(note: .inAcceptor), .enabled])
    }

    @Test func aDeviceThatDiedMidStackIsAbsentAndAfterThePowerCycleItTells() {
        var bench = escrowedID003(yuan(20))
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
        var bench = escrowedID003(yuan(50))
        bench.disconnect()
        bench.run(for: .seconds(2))
        bench.connect()
        bench.expect(.escrowed(yuan(50)))
        #expect(bench.takeReports() == [.presence(.absent), .presence(.ready), .escrowed(yuan(50))])
        bench.command(.stackNote)
        bench.expect(.stacked(yuan(50)))
    }

    @Test func unplugDuringEscrowForLongGivesTheNoteBack() {
        var bench = escrowedID003(yuan(50))
        bench.disconnect()
        bench.run(for: .seconds(15))
        #expect(bench.device.returnedNotes == [yuan(50)])
        bench.connect()
        bench.run(for: .seconds(5))
        // The device forgot the note, and the kiosk never told it to stack: there is nothing to say of money.
        #expect(bench.takeNews() == [.presence(.absent), .presence(.ready), .enabled])
    }

    @Test func unplugWhileStackingIsFoundStackedLater() {
        var bench = escrowedID003(yuan(50))
        bench.command(.stackNote)
        bench.run(for: .milliseconds(50))
        bench.disconnect()
        bench.run(for: .seconds(30))
        bench.connect()
        // VEND VALID does not say which note: the kiosk meets it with its open intent.
        bench.expect(.poweredUp(note: .inStacker))
        bench.command(.acknowledge)
        bench.run(for: .seconds(3))
        #expect(bench.device.notesInCashBox == [yuan(50)])
        #expect(bench.takeNews() == [.presence(.absent), .presence(.ready), .poweredUp(note: .inStacker), .enabled])
    }

    @Test func aKioskKilledBeforeTheAcknowledgementHearsOfTheNoteAgain() {
        var bench = escrowedID003(yuan(50))
        bench.command(.stackNote)
        bench.expect(.stacked(yuan(50)))
        bench.replaceMachine(with: ID003StateMachine())
        bench.connect()
        _ = bench.takeReports()
        bench.expect(.poweredUp(note: .inStacker))
        bench.run(for: .milliseconds(2_500))
        // Told until it is acknowledged.
        #expect(bench.takeNews().filter { $0 == .poweredUp(note: .inStacker) }.count == 3)
        bench.command(.acknowledge)
        bench.run(for: .seconds(5))
        // The new kiosk has not asked for notes: the device it found enabled takes none.
        #expect(bench.device.notesInCashBox == [yuan(50)])
        #expect(!bench.takeReports().contains(.poweredUp(note: .inStacker)))
        bench.hand(.insertNote(yuan(5)))
        #expect(bench.device.returnedNotes == [yuan(5)])
    }

    @Test func aNoteFoundHeldWithoutItsTypeIsGivenBack() {
        var bench = escrowedID003(yuan(50))
        // After a HOLD the device says no more which note it holds.
        bench.run(for: .seconds(7))
        bench.replaceMachine(with: ID003StateMachine())
        bench.connect()
        bench.expect(.poweredUp(note: .inAcceptor))
        #expect(bench.device.returnedNotes == [yuan(50)])
        #expect(!bench.takeReports().contains { $0.isMoney })
    }

    @Test func aKioskKilledWhileTheNoteIsGivenBackHearsThatItWas() {
        var bench = escrowedID003(yuan(50))
        bench.command(.returnNote)
        bench.run(upTo: .seconds(5)) { $0.device.mechanics.phase == .returning(type: 4) }
        bench.replaceMachine(with: ID003StateMachine())
        bench.connect()
        bench.expect(.poweredUp(note: .inAcceptor))
        #expect(bench.device.returnedNotes == [yuan(50)])
    }

    @Test func theNoteOfAPowerUpIsNotToldTwiceWhenTheDeviceVendsIt() {
        var wire = ID003Wire()
        wire.vendsAfterPowerUp = true
        var bench = escrowedID003(yuan(50), wire: wire)
        bench.command(.stackNote)
        bench.run(for: .milliseconds(100))
        bench.powerCycle()
        bench.expect(.poweredUp(note: .inStacker))
        bench.command(.acknowledge)
        bench.run(for: .seconds(10))
        #expect(bench.takeNews() == [.poweredUp(note: .inStacker), .enabled])
        #expect(bench.device.notesInCashBox == [yuan(50)])
    }

    @Test func aTableRefusedWhileBusyIsTakenFromTheProfile() {
        var model = NoteAcceptorModel()
        model.refusesTableWhileBusy = true
        var bench = escrowedID003(yuan(20), model)
        let profile = ID003Profile(knownTable: ID003DenominationTable(model.denominations))
        bench.replaceMachine(with: ID003StateMachine(profile: profile))
        bench.connect()
        bench.expect(.escrowed(yuan(20)))
    }

    @Test func aNoteNobodyCanValueIsGivenBack() {
        var model = NoteAcceptorModel()
        model.refusesTableWhileBusy = true
        var bench = escrowedID003(yuan(20), model)
        bench.replaceMachine(with: ID003StateMachine())
        bench.connect()
        bench.run(for: .seconds(5))
        #expect(bench.takeReports().filter(\.isMoney) == [])
        #expect(bench.device.returnedNotes == [yuan(20)])
    }

    @Test func aNoteStackedUnaskedThatNobodyCanValueIsNeverAcknowledged() {
        var line = ID003Line()
        _ = line.poll([0x13, 0x69])
        for _ in 0..<5 { #expect(!line.poll([0x15]).contains { $0.isMoney }) }
        guard case .faulty(let text) = line.presence else {
            Issue.record("out of service was expected, not \(String(describing: line.presence))")
            return
        }
        #expect(text.contains("open the cash box"))
        #expect(line.acknowledgements == 0)
    }

    @Test func anAbsentDeviceIsReportedOnceAndFoundWhenItComes() {
        var bench = connectedID003()
        bench.hand(.ignoreCommands(10))
        bench.run(for: .seconds(4))
        #expect(bench.takeReports() == [.presence(.absent)])
        bench.run(for: .seconds(20))
        #expect(bench.takeNews() == [.poweredUp(note: nil), .presence(.ready)])
    }

    @Test func twoLostAnswersAreNoAbsence() {
        var bench = enabledID003()
        bench.hand(.ignoreCommands(2))
        bench.run(for: .seconds(5))
        #expect(bench.takeReports() == [])
    }

    @Test func damagedAnswersAreAskedForAgain() {
        var bench = enabledID003()
        bench.hand(.insertNote(yuan(10)))
        bench.hand(.garbleAnswers(2))
        bench.expect(.escrowed(yuan(10)))
        bench.hand(.garbleAnswers(2))
        bench.command(.stackNote)
        bench.expect(.stacked(yuan(10)))
        #expect(bench.device.notesInCashBox == [yuan(10)])
    }

    @Test func aDeviceThatRefusesEverythingIsFaulty() {
        var bench = enabledID003()
        bench.hand(.refuseCommands(1_000))
        bench.run(for: .seconds(5))
        guard case .presence(.faulty) = bench.takeReports().first else {
            Issue.record("faulty was expected")
            return
        }
    }

    @Test(arguments: [1, 2, 3, 5, 7]) func bytesCutAnywhereMakeTheSamePayment(_ chunk: Int) {
        var bench = connectedID003()
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

    @Test func answersThatArriveTwiceMakeTheSamePayment() {
        var line = ID003Line()
        line.copies = 3
        #expect(line.poll([0x13, 0x63]).filter(\.isMoney) == [.escrowed(yuan(10))])
        line.tell(.stackNote)
        #expect(line.poll([0x14]) == [])
        #expect(line.poll([0x15]) == [.stacked(yuan(10))])
        line.tell(.acknowledge)
        for status: [UInt8] in [[0x15], [0x15], [0x16], [0x1A]] {
            #expect(!line.poll(status).contains { $0.isMoney })
        }
        #expect(line.asked.filter { $0 == [0x41] }.count == 1)
    }

    @Test(arguments: 0..<7) func aCutAnswerIsAskedForAgainAndCreditsNothing(_ length: Int) {
        var machine = ID003StateMachine()
        let frame = ID003Codec.frame([0x13, 0x63, 0x00])
        _ = machine.received(.connected, at: startOfBench)
        let cut = machine.received(.bytes(Array(frame.prefix(length))), at: startOfBench)
        #expect(cut == [])
        let again = machine.received(.deadlineReached, at: startOfBench.advanced(by: .milliseconds(500)))
        #expect(again == [.send([0xFC, 0x05, 0x11, 0x27, 0x56])])
        #expect(machine.bufferedByteCount == 0)
    }

    // MARK: Jam, cash box, cheating

    @Test func aNoteJammedOnItsWayInIsReportedAndNeverCredited() {
        var bench = enabledID003()
        bench.hand(.jam)
        bench.hand(.insertNote(yuan(20)))
        bench.run(for: .seconds(5))
        #expect(bench.takeReports() == [.jammed, .presence(.faulty("A note is jammed in the acceptor."))])
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
        var bench = escrowedID003(yuan(20))
        bench.command(.stackNote)
        bench.run(for: .milliseconds(50))
        bench.hand(.jam)
        bench.run(for: .seconds(5))
        #expect(bench.takeReports() == [.jammed, .presence(.faulty("A note is jammed in the stacker."))])
        #expect(bench.device.notesInCashBox == [])
    }

    @Test func aCashBoxTakenOutAndPutBackIsReported() {
        var bench = enabledID003()
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
        var bench = escrowedID003(yuan(10), model)
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
        var bench = enabledID003()
        bench.hand(.cheat)
        bench.run(for: .seconds(5))
        #expect(bench.takeReports() == [.cheated])
    }

    @Test func resetAfterAJamIsSentWhenATechnicianAsks() {
        var bench = enabledID003()
        bench.hand(.jam)
        bench.hand(.insertNote(yuan(20)))
        bench.run(for: .seconds(2))
        let before = bench.sent.count
        bench.command(.reset)
        bench.run(for: .seconds(1))
        // The published frame.
        #expect(bench.sent[before...].contains([0xFC, 0x05, 0x40, 0x2B, 0x15]))
        bench.hand(.unjam)
        bench.run(for: .seconds(5))
        #expect(bench.takeReports().last == .presence(.ready))
    }

    @Test(arguments: [false, true]) func resetIsDroppedWhileANoteIsOpen(_ isStacked: Bool) {
        var bench = escrowedID003(yuan(20))
        if isStacked {
            bench.command(.stackNote)
            bench.expect(.stacked(yuan(20)))
        }
        let before = bench.sent.count
        bench.command(.reset)
        bench.run(for: .seconds(3))
        bench.command(.acknowledge)
        bench.run(for: .seconds(3))
        #expect(!bench.sent[before...].contains([0xFC, 0x05, 0x40, 0x2B, 0x15]))
        #expect(bench.device.returnedNotes == [])
    }

    // MARK: Anything

    @Test(arguments: [1, 2, 3]) func randomBytesNeverCrashNorMoveMoney(_ seed: UInt64) {
        var random = SplitMix(seed: seed)
        var machine = ID003StateMachine()
        var device = SimulatedAcceptor<ID003Wire>()
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
            #expect(machine.bufferedByteCount < ID003Codec.largestFrame)
        }
        #expect(device.allNotesEver == [])
    }

    @Test(arguments: [11, 12, 13]) func randomAnswersInSoundFramesNeverStackUnknownNotes(_ seed: UInt64) {
        var random = SplitMix(seed: seed)
        var machine = ID003StateMachine()
        var now = startOfBench
        _ = machine.received(.connected, at: now)
        for _ in 0..<20_000 {
            let payload = random.bytes(1 + Int(random.next() % 4))
            now = now.advanced(by: .milliseconds(100))
            let outputs = machine.received(.bytes(ID003Codec.frame(payload)), at: now)
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
        var bench = enabledID003()
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
