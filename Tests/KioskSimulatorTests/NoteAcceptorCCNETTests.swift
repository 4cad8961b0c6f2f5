import KioskCore
import KioskDevices
import KioskSimulator
import Testing

extension [DeviceOutput<NoteAcceptorReport>] {
    /// What the last CCNET frame sent carries; nil when nothing was sent.
    fileprivate var lastPayload: [UInt8]? {
        var codec = CCNETCodec()
        for case .send(let bytes) in reversed() {
            if case .message(let payload)? = codec.received(bytes).last { return payload }
        }
        return nil
    }
}

/// What is special to CCNET.
@Suite struct NoteAcceptorCCNETTests {
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

    @Test func aStackedNoteNobodyCanValueIsNeverAcknowledged() {
        var model = NoteAcceptorModel()
        model.refusesTableWhileBusy = true
        var bench = NoteAcceptorWire.ccnet.escrowed(yuan(20), model)
        bench.command(.stackNote)
        bench.expect(.stacked(yuan(20)))
        bench.killKiosk()
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
}
