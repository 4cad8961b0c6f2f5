import KioskCore
import KioskDevices
import KioskSimulator
import Testing

extension [DeviceOutput<NoteAcceptorReport>] {
    var reports: [NoteAcceptorReport] {
        compactMap { if case .report(let report) = $0 { report } else { nil } }
    }

    /// What the last CCNET frame sent carries; nil when nothing was sent.
    fileprivate var lastPayload: [UInt8]? {
        var codec = CCNETCodec()
        for case .send(let bytes) in reversed() {
            if case .message(let payload)? = codec.received(bytes).last { return payload }
        }
        return nil
    }
}

@Suite struct NoteAcceptorTests {
    @Test func itStartsReadyAndTakesNoNotes() {
        var bench = connectedNoteAcceptor()
        bench.run(for: .seconds(3))
        #expect(bench.takeNews() == [.poweredUp(note: nil), .presence(.ready)])
        bench.hand(.insertNote(yuan(20)))
        bench.run(for: .seconds(3))
        #expect(bench.takeReports() == [])
        #expect(bench.device.returnedNotes == [yuan(20)])
    }

    @Test func theFirstThingItSendsIsAPollAndResetComesAfterTheAnswer() {
        var bench = connectedNoteAcceptor()
        #expect(bench.sent == [0x02, 0x03, 0x06, 0x33, 0xDA, 0x81])
        bench.run(for: .milliseconds(5))
        // Poll, acknowledgement, reset: the published frames of each.
        let resetAfterPoll: [UInt8] =
            [0x02, 0x03, 0x06, 0x33, 0xDA, 0x81] + [0x02, 0x03, 0x06, 0x00, 0xC2, 0x82]
            + [0x02, 0x03, 0x06, 0x30, 0x41, 0xB3]
        #expect(bench.sent.starts(with: resetAfterPoll))
    }

    @Test(arguments: allNotes) func aNoteIsStackedOnceAndOnlyAfterTheKioskSaysSo(_ note: Money) {
        var bench = escrowedNoteAcceptor(note)
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
        var bench = escrowedNoteAcceptor(yuan(50))
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
        var bench = enabledNoteAcceptor()
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
        var bench = escrowedNoteAcceptor(yuan(10))
        bench.command(.stackNote)
        bench.command(.disable)
        bench.run(for: .milliseconds(2_500))
        #expect(Set(bench.takeReports()) == [.stacked(yuan(10))])
        bench.command(.acknowledge)
        bench.run(for: .seconds(2))
        #expect(bench.takeReports() == [.disabled])
    }

    @Test func disableOfADisabledDeviceIsAnswered() {
        var bench = connectedNoteAcceptor()
        bench.run(for: .seconds(3))
        _ = bench.takeReports()
        bench.command(.disable)
        bench.run(for: .seconds(1))
        #expect(bench.takeReports() == [.disabled])
    }

    @Test func onlyTheEnabledDenominationsAreTaken() {
        var bench = connectedNoteAcceptor()
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
        var bench = connectedNoteAcceptor()
        bench.command(.enable(denominations: [Money(200, .eur)]))
        bench.run(for: .seconds(5))
        #expect(bench.takeNews() == [.poweredUp(note: nil), .presence(.ready), .disabled])
    }

    @Test func anUnrecognisableNoteIsRejected() {
        var bench = enabledNoteAcceptor()
        bench.hand(.insertUnrecognisable)
        bench.run(for: .seconds(3))
        #expect(bench.takeReports() == [.rejected(.notRecognised)])
    }

    @Test func aNotePulledOutBeforeEscrowIsRejected() {
        var bench = enabledNoteAcceptor()
        bench.hand(.insertNote(yuan(20)))
        bench.run(for: .milliseconds(300))
        bench.hand(.pullNote)
        bench.run(for: .seconds(3))
        #expect(bench.takeReports() == [.rejected(.badInsertion)])
        #expect(bench.device.returnedNotes == [yuan(20)])
    }

    @Test func aNotePulledOutWhileStackingIsCheatingAndNeverStacked() {
        var bench = escrowedNoteAcceptor(yuan(100))
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
        var machine = CCNETStateMachine(profile: CCNETProfile(knownBillTable: CCNETBillTable([yuan(10)])))
        var now = startOfBench
        /// Answers all that is asked: polls with `status`, all else as a device would.
        func converse(_ input: DeviceInput<NoteAcceptorCommand>, _ status: CCNETStatus) -> [NoteAcceptorReport] {
            var outputs = machine.received(input, at: now)
            var reports = outputs.reports
            for _ in 0..<8 {
                guard let request = outputs.lastPayload?.first else { break }
                let answer: [UInt8]
                switch request {
                case CCNETCommand.poll.rawValue: answer = status.payload
                case CCNETCommand.getBillTable.rawValue, CCNETCommand.identification.rawValue:
                    answer = [CCNETCommand.illegal]
                default: answer = [CCNETCommand.acknowledge.rawValue]
                }
                outputs = machine.received(.bytes(CCNETCodec.frame(answer)), at: now)
                reports += outputs.reports
            }
            return reports
        }
        func poll(_ status: CCNETStatus) -> [NoteAcceptorReport] {
            now = now.advanced(by: .milliseconds(250))
            return converse(.deadlineReached, status)
        }
        _ = converse(.connected, .disabled)
        for _ in 0..<5 { _ = poll(.disabled) }
        #expect(poll(.escrow(type: 0)).contains(.escrowed(yuan(10))))
        _ = converse(.command(.stackNote), .stacking)
        #expect(poll(.stacking) == [])
        #expect(poll(.cheated) == [.cheated])
        #expect(poll(.stacking) == [])
        #expect(poll(.stacked(type: 0)) == [.stacked(yuan(10))])
        _ = converse(.command(.acknowledge), .stacked(type: 0))
        #expect(!poll(.idling).contains(.returned(yuan(10))))
    }

    /// MAN_CCNET rev. 2.3.1, section 5.4: part number, serial number, asset number.
    @Test func itSaysWhoItIsOnceAfterEachTimeItCameWithinReach() {
        var bench = connectedNoteAcceptor()
        bench.run(for: .seconds(10))
        let identification = DeviceIdentification(model: "SIM", serial: "000000000001", firmware: "CN0100")
        #expect(bench.takeReports().filter { $0 == .identified(identification) }.count == 1)
        bench.disconnect()
        bench.run(for: .seconds(2))
        bench.connect()
        bench.run(for: .seconds(10))
        #expect(bench.takeReports().filter { $0 == .identified(identification) }.count == 1)
    }

    /// What a machine that wants notes reports of a device that answers each poll with `status`, refuses its bill table
    /// (type 0 is 10 yuan) and says `identification` when it is asked who it is; and which commands it was sent.
    private func converse(
        _ status: CCNETStatus, identification: [UInt8]
    ) -> (reports: [NoteAcceptorReport], commands: Set<CCNETCommand>) {
        var machine = CCNETStateMachine(profile: CCNETProfile(knownBillTable: CCNETBillTable([yuan(10)])))
        var now = startOfBench
        var reports = machine.received(.command(.enable(denominations: [yuan(10)])), at: now).reports
        var commands: Set<CCNETCommand> = []
        var input = DeviceInput<NoteAcceptorCommand>.connected
        for _ in 0..<20 {
            var outputs = machine.received(input, at: now)
            reports += outputs.reports
            for _ in 0..<8 {
                guard let code = outputs.lastPayload?.first, let command = CCNETCommand(rawValue: code) else { break }
                commands.insert(command)
                let answer: [UInt8]
                switch code {
                case CCNETCommand.poll.rawValue: answer = status.payload
                case CCNETCommand.identification.rawValue: answer = identification
                case CCNETCommand.getBillTable.rawValue: answer = [CCNETCommand.illegal]
                default: answer = [CCNETCommand.acknowledge.rawValue]
                }
                outputs = machine.received(.bytes(CCNETCodec.frame(answer)), at: now)
                reports += outputs.reports
            }
            now = now.advanced(by: .milliseconds(250))
            input = .deadlineReached
        }
        return (reports, commands)
    }

    /// The kiosk can then lock one that told a serial number before.
    @Test func oneThatRefusesToSayWhoItIsSaysSo() {
        let (reports, _) = converse(.disabled, identification: [CCNETCommand.illegal])
        #expect(reports.first == .identified(DeviceIdentification()))
        #expect(reports.contains(.presence(.ready)))
    }

    @Test func oneThatNeverRestsAndDoesNotSayWhoItIsTakesNoNotes() {
        let (reports, commands) = converse(.escrow(type: 0), identification: [CCNETCommand.illegal])
        #expect(reports == [])
        #expect(commands.contains(.returnBill))
        #expect(!commands.contains(.stack) && !commands.contains(.enableBillTypes))
    }

    @Test func oneThatSaysWhoItIsInTheMiddleOfANoteIsUsedAfterThat() {
        let name = Array("SM-RU1353      000000000007".utf8)
        let (reports, _) = converse(.escrow(type: 0), identification: name)
        let identification = DeviceIdentification(model: "SM", serial: "000000000007", firmware: "RU1353")
        #expect(reports.prefix(3) == [.identified(identification), .presence(.ready), .escrowed(yuan(10))])
    }

    /// The reasons of MAN_CCNET rev. 2.3.1, section 5.4, and what a resident is told of each.
    @Test(
        arguments: [
            (0x60, .badInsertion), (0x61, .notRecognised), (0x62, .deviceTrouble), (0x63, .notRecognised),
            (0x64, .deviceTrouble), (0x65, .notRecognised), (0x66, .notRecognised), (0x67, .notRecognised),
            (0x68, .denominationNotTaken), (0x69, .notRecognised), (0x6A, .deviceTrouble), (0x6C, .notRecognised),
        ] as [(UInt8, NoteRejection)])
    func everyReasonToRejectHasItsMeaning(_ reason: UInt8, _ meaning: NoteRejection) {
        #expect(CCNETRejectReason.rejection(reason) == meaning)
    }

    @Test func aNoteInEscrowIsHeldForAsLongAsTheKioskThinks() {
        var bench = escrowedNoteAcceptor(yuan(50))
        bench.run(for: .seconds(60))
        #expect(bench.takeReports() == [])
        #expect(bench.device.noteInPath == yuan(50))
        bench.command(.stackNote)
        bench.expect(.stacked(yuan(50)))
    }

    @Test func aKioskThatNeverDecidesLosesTheNoteToItsOwner() {
        var profile = CCNETProfile()
        profile.longestHold = .seconds(30)
        var bench = escrowedNoteAcceptor(yuan(50), profile: profile)
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
        var bench = enabledNoteAcceptor()
        bench.command(.stackNote)
        bench.command(.returnNote)
        bench.hand(.insertNote(yuan(5)))
        bench.run(for: .seconds(4))
        #expect(bench.takeReports() == [.escrowed(yuan(5))])
        #expect(bench.device.noteInPath == yuan(5))
    }

    @Test func stackedIsRepeatedUntilAcknowledged() {
        var bench = escrowedNoteAcceptor(yuan(20))
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
        var bench = escrowedNoteAcceptor(yuan(20))
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
        var bench = enabledNoteAcceptor()
        bench.command(.acknowledge)
        bench.hand(.insertNote(yuan(1)))
        bench.expect(.escrowed(yuan(1)))
        bench.command(.stackNote)
        bench.run(for: .seconds(10))
        #expect(bench.takeReports().filter { $0 == .stacked(yuan(1)) }.count > 5)
    }

    @Test func aStackCommandWhoseAnswerIsLostMovesTheNoteOnce() {
        var bench = escrowedNoteAcceptor(yuan(50))
        bench.hand(.loseAnswers(1))
        bench.command(.stackNote)
        bench.expect(.stacked(yuan(50)))
        bench.command(.acknowledge)
        bench.run(for: .seconds(3))
        #expect(bench.device.notesInCashBox == [yuan(50)])
    }

    @Test func aStackCommandThatIsRefusedIsSentAgain() {
        var bench = escrowedNoteAcceptor(yuan(50))
        bench.hand(.refuseCommands(2))
        bench.command(.stackNote)
        bench.expect(.stacked(yuan(50)))
    }
}
