import KioskCore
import KioskDevices
import KioskSimulator
import Testing

@Suite struct SSPAcceptorTests {
    @Test(arguments: sspModels) func itSaysWhoItIsBeforeAnythingElse(_ wire: SSPWireModel) {
        var bench = connectedSSP(wire)
        bench.run(for: .seconds(8))
        let identification = DeviceIdentification(serial: "1873452", firmware: "NV02004141498000")
        #expect(
            bench.takeReports() == [.identified(identification), .poweredUp(note: nil), .presence(.ready)])
    }

    @Test func theFirstThingItSendsIsSync() {
        var bench = connectedSSP()
        #expect(bench.sent == [0x7F, 0x80, 0x01, 0x11, 0x65, 0x82])
        bench.run(for: .milliseconds(3))
        // The packet after SYNC has the flag 0.
        #expect(Array(bench.sent.dropFirst(6).prefix(5)) == [0x7F, 0x00, 0x02, 0x06, 0x08])
    }

    /// A poll would accept it.
    @Test(arguments: sspModels) func nobodyPollsWhileANoteLiesInEscrow(_ wire: SSPWireModel) {
        var bench = escrowedSSP(yuan(50), wire)
        let sent = bench.sent.count
        bench.run(for: .seconds(60))
        var codec = SSPCodec()
        let questions = codec.received(Array(bench.sent.dropFirst(sent)))
        #expect(questions.count > 5)
        for case .packet(let packet) in questions { #expect(packet.data == [SSPCommand.hold.rawValue]) }
    }

    @Test func theNextNoteWaitsUntilTheOneBeforeIsWrittenDown() {
        var bench = escrowedSSP(yuan(20), sspModels[1])
        bench.command(.stackNote)
        bench.expect(.stacked(yuan(20)))
        bench.hand(.insertNote(yuan(50)))
        bench.run(for: .seconds(5))
        #expect(Set(bench.takeReports()) == [.stacked(yuan(20))])
        bench.command(.acknowledge)
        bench.expect(.escrowed(yuan(50)))
    }

    @Test func aTechniciansResetStartsTheDeviceAnew() {
        var bench = enabledSSP()
        bench.command(.reset)
        bench.run(for: .seconds(10))
        #expect(bench.takeReports().last == .enabled)
        bench.hand(.insertNote(yuan(5)))
        bench.expect(.escrowed(yuan(5)))
    }

    @Test func aResetWithANoteInEscrowIsDropped() {
        var bench = escrowedSSP(yuan(50))
        bench.command(.reset)
        bench.run(for: .seconds(5))
        #expect(bench.device.noteInPath == yuan(50))
        bench.command(.stackNote)
        bench.command(.reset)
        bench.expect(.stacked(yuan(50)))
        #expect(bench.takeReports() == [.stacked(yuan(50))])
    }

    @Test(arguments: [(8, 8), (7, 7), (6, 6)] as [(UInt8, UInt8)])
    func theHighestVersionBothKnowIsSpoken(_ highest: UInt8, _ spoken: UInt8) {
        var wire = SSPWireModel()
        wire.highestVersion = highest
        let bench = enabledSSP(wire)
        var codec = SSPCodec()
        let versions = codec.received(bench.sent).compactMap { event -> UInt8? in
            guard case .packet(let packet) = event, packet.data.first == 0x06 else { return nil }
            return packet.data.last
        }
        #expect(versions.last == spoken)
        #expect(versions.first == 8)
    }

    @Test func aDeviceOfAnOldProtocolIsFaultyWithTheReason() {
        var wire = SSPWireModel()
        wire.highestVersion = 5
        var bench = connectedSSP(wire)
        bench.run(for: .seconds(5))
        guard case .presence(.faulty(let text)) = bench.takeReports().first else {
            Issue.record("faulty was expected")
            return
        }
        #expect(text.contains("version 6"))
    }

    @Test func aDeviceThatPaysOutIsRefusedWithTheReason() {
        var wire = SSPWireModel()
        wire.unitType = 6
        var bench = connectedSSP(wire)
        bench.run(for: .seconds(5))
        guard case .presence(.faulty(let text)) = bench.takeReports().first else {
            Issue.record("faulty was expected")
            return
        }
        #expect(text.contains("unit type 6"))
    }
}
