import KioskCore
import KioskDevices
import KioskSimulator
import Testing

@Suite struct ID003AcceptorFaultTests {
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
}
