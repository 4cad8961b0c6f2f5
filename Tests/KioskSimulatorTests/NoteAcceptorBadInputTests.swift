import KioskCore
import KioskDevices
import KioskSimulator
import Testing

/// Bytes that are cut, damaged or made up: no money comes of them, and none is lost.
@Suite struct NoteAcceptorBadInputTests {
    typealias Wire = NoteAcceptorWire

    @Test(arguments: Wire.allCases) func damagedAnswersAreAskedForAgain(_ wire: Wire) {
        var bench = wire.enabled()
        bench.hand(.insertNote(yuan(10)))
        bench.hand(.garbleAnswers(2))
        bench.expect(.escrowed(yuan(10)))
        bench.hand(.garbleAnswers(2))
        bench.command(.stackNote)
        bench.expect(.stacked(yuan(10)))
        bench.command(.acknowledge)
        bench.run(for: .seconds(5))
        #expect(bench.device.notesInCashBox == [yuan(10)])
        #expect(bench.takeReports() == [.escrowed(yuan(10)), .stacked(yuan(10))])
    }

    @Test(arguments: Wire.allCases) func aDeviceThatRefusesEverythingIsFaulty(_ wire: Wire) {
        var bench = wire.enabled()
        bench.hand(.refuseCommands(1_000))
        bench.run(for: .seconds(5))
        guard case .presence(.faulty) = bench.takeReports().first else {
            Issue.record("faulty was expected")
            return
        }
    }

    @Test(arguments: Wire.allCases, [1, 2, 3, 5, 7])
    func bytesCutAnywhereMakeTheSamePayment(_ wire: Wire, _ chunk: Int) {
        var bench = wire.connected()
        bench.largestChunk = chunk
        bench.command(.enable(denominations: allNotes))
        bench.expect(.enabled)
        bench.command(.acknowledge)
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

    @Test(arguments: [Wire.ccnet, .id003, .ssp], [1, 2, 3])
    func randomBytesNeverCrashNorMoveMoney(_ wire: Wire, _ seed: UInt64) {
        var random = SplitMix(seed: seed)
        var machine = wire.machine()
        var device = wire.device()
        var now = startOfBench
        _ = machine.received(.connected, at: now)
        for _ in 0..<2_000 {
            let bytes = random.bytes(50)
            now = now.advanced(by: .milliseconds(20))
            #expect(!machine.received(.bytes(bytes), at: now).reports.contains { $0.isMoney })
            _ = machine.received(.deadlineReached, at: now)
            _ = device.received(bytes, at: now)
            #expect(machine.bufferedByteCount < wire.largestFrame)
        }
        #expect(device.mechanics.allNotesEver == [])
    }

    @Test(arguments: Wire.withFrames, [11, 12, 13])
    func randomAnswersInSoundFramesNeverStackUnknownNotes(_ wire: Wire, _ seed: UInt64) throws {
        var random = SplitMix(seed: seed)
        var machine = wire.machine()
        var now = startOfBench
        _ = machine.received(.connected, at: now)
        for _ in 0..<20_000 {
            let frame = try #require(wire.frame(random.bytes(1 + Int(random.next() % 4))))
            now = now.advanced(by: .milliseconds(100))
            // No table was ever read, so no note has a worth.
            #expect(!machine.received(.bytes(frame), at: now).reports.contains { $0.isMoney })
            _ = machine.received(.command(random.next() % 2 == 0 ? .acknowledge : .stackNote), at: now)
            _ = machine.received(.deadlineReached, at: now)
        }
    }

    /// A line that loses and damages one message in eight, and a power cut now and then: every note ends in one
    /// place. Each that is in the cash box was reported as stacked or found at a power-up, or, where the device tells
    /// its credit once only and lost its power after that, is in suspense.
    @Test(arguments: Wire.allCases, Array(1...8)) func aBadLineLosesNoNote(_ wire: Wire, _ seed: UInt64) {
        var random = SplitMix(seed: seed)
        var bench = wire.enabled()
        var books = IntentBooks()
        var inserted: [Money] = []
        for _ in 0..<400 {
            switch random.next() % 16 {
            case 0: bench.loseNext(toDevice: random.next() % 2 == 0)
            case 1: bench.damageNext(toDevice: random.next() % 2 == 0)
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
                if let command = books.wrote(report, givesBack: random.next() % 4 == 0) { bench.command(command) }
            }
        }
        bench.command(.disable)
        bench.settle(&books)
        bench.settle(&books)
        #expect(bench.device.allNotesEver == inserted.sorted())
        let inBox = bench.device.notesInCashBox.count
        #expect(books.counted <= inBox)
        #expect(inBox <= books.counted + books.inSuspense)
        if wire.repeatsAStackedNoteToTheNextKiosk { #expect(inBox == books.counted) }
        #expect(inserted.count > 20)
    }
}
