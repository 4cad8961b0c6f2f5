import KioskCore
import KioskDevices
import KioskSimulator
import Testing

@Suite struct ID003AcceptorTests {
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
}
