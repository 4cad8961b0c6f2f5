import KioskCore
import KioskDevices
import Testing

@Suite struct SSPCodecTests {
    /// Packets printed in GA138 (2.2.2), all with the flag set and address 0; the first three were seen on real lines.
    static let published: [(data: [UInt8], frame: [UInt8])] = [
        ([0x11], [0x7F, 0x80, 0x01, 0x11, 0x65, 0x82]),
        ([0xF0], [0x7F, 0x80, 0x01, 0xF0, 0x23, 0x80]),
        ([0x07], [0x7F, 0x80, 0x01, 0x07, 0x12, 0x02]),
        ([0x01], [0x7F, 0x80, 0x01, 0x01, 0x06, 0x02]),
        ([0x06, 0x08], [0x7F, 0x80, 0x02, 0x06, 0x08, 0x03, 0x94]),
        ([0xF8], [0x7F, 0x80, 0x01, 0xF8, 0x10, 0x00]),
        ([0xF0, 0xF1, 0xE8], [0x7F, 0x80, 0x03, 0xF0, 0xF1, 0xE8, 0xBF, 0x8C]),
        ([0xF0, 0xEE, 0x01, 0xEB], [0x7F, 0x80, 0x04, 0xF0, 0xEE, 0x01, 0xEB, 0xB9, 0x48]),
        ([0x0C], [0x7F, 0x80, 0x01, 0x0C, 0x2B, 0x82]),
        ([0xF0, 0x00, 0x1C, 0x96, 0x2C], [0x7F, 0x80, 0x05, 0xF0, 0x00, 0x1C, 0x96, 0x2C, 0xD4, 0x97]),
        ([0x09], [0x7F, 0x80, 0x01, 0x09, 0x35, 0x82]),
        ([0xF5], [0x7F, 0x80, 0x01, 0xF5, 0x3D, 0x80]),
        ([0x0A], [0x7F, 0x80, 0x01, 0x0A, 0x3F, 0x82]),
        ([0x20], [0x7F, 0x80, 0x01, 0x20, 0xC0, 0x02]),
        (
            [0xF0] + Array("NV02004141498000".utf8),
            [0x7F, 0x80, 0x11, 0xF0] + Array("NV02004141498000".utf8) + [0xDE, 0x55]
        ),
        ([0x02, 0x07, 0x00], [0x7F, 0x80, 0x03, 0x02, 0x07, 0x00, 0x2B, 0xB6]),
        ([0x02, 0xFF, 0xFF], [0x7F, 0x80, 0x03, 0x02, 0xFF, 0xFF, 0x25, 0xA4]),
        ([0x08], [0x7F, 0x80, 0x01, 0x08, 0x30, 0x02]),
        ([0x17], [0x7F, 0x80, 0x01, 0x17, 0x71, 0x82]),
        ([0xF0, 0x08], [0x7F, 0x80, 0x02, 0xF0, 0x08, 0x0C, 0x20]),
        ([0x56], [0x7F, 0x80, 0x01, 0x56, 0xF7, 0x83]),
        ([0xF0, 0xCC, 0xEE, 0x01], [0x7F, 0x80, 0x04, 0xF0, 0xCC, 0xEE, 0x01, 0x62, 0xAA]),
        ([0x57], [0x7F, 0x80, 0x01, 0x57, 0xF2, 0x03]),
        ([0x18], [0x7F, 0x80, 0x01, 0x18, 0x53, 0x82]),
        ([0x05], [0x7F, 0x80, 0x01, 0x05, 0x1D, 0x82]),
        ([0xF0, 0xF1], [0x7F, 0x80, 0x02, 0xF0, 0xF1, 0x1A, 0x22]),
        ([0xF0, 0xEF, 0x00], [0x7F, 0x80, 0x03, 0xF0, 0xEF, 0x00, 0xCF, 0xCA]),
        ([0xF0, 0xEF, 0x03], [0x7F, 0x80, 0x03, 0xF0, 0xEF, 0x03, 0xC5, 0xCA]),
        ([0xF0, 0xEE, 0x04], [0x7F, 0x80, 0x03, 0xF0, 0xEE, 0x04, 0xD7, 0xCC]),
        ([0xF0, 0xED], [0x7F, 0x80, 0x02, 0xF0, 0xED, 0x51, 0xA2]),
        ([0xF0, 0xEC], [0x7F, 0x80, 0x02, 0xF0, 0xEC, 0x54, 0x22]),
        ([0xF0, 0xCC], [0x7F, 0x80, 0x02, 0xF0, 0xCC, 0x97, 0xA2]),
        ([0xF0, 0xEB], [0x7F, 0x80, 0x02, 0xF0, 0xEB, 0x45, 0xA2]),
        ([0xF0, 0xE9], [0x7F, 0x80, 0x02, 0xF0, 0xE9, 0x4A, 0x22]),
        ([0xF0, 0xE8], [0x7F, 0x80, 0x02, 0xF0, 0xE8, 0x4F, 0xA2]),
        ([0xF0, 0xE6, 0x02], [0x7F, 0x80, 0x03, 0xF0, 0xE6, 0x02, 0xC0, 0x7C]),
        ([0xF0, 0xE7], [0x7F, 0x80, 0x02, 0xF0, 0xE7, 0x6D, 0xA2]),
        ([0xF0, 0xE1, 0x00], [0x7F, 0x80, 0x03, 0xF0, 0xE1, 0x00, 0xCC, 0x6E]),
        ([0xF0, 0xE2, 0x02], [0x7F, 0x80, 0x03, 0xF0, 0xE2, 0x02, 0xC3, 0xE4]),
        ([0xF0, 0xE0], [0x7F, 0x80, 0x02, 0xF0, 0xE0, 0x7C, 0x22]),
        ([0xF0, 0xB5], [0x7F, 0x80, 0x02, 0xF0, 0xB5, 0x82, 0x23]),
        ([0xF0, 0xB6], [0x7F, 0x80, 0x02, 0xF0, 0xB6, 0x88, 0x23]),
    ]

    @Test(arguments: published) func packetsAreThoseOfTheManual(_ vector: (data: [UInt8], frame: [UInt8])) {
        let packet = SSPPacket(flag: true, data: vector.data)
        #expect(SSPCodec.frame(packet) == vector.frame)
        var codec = SSPCodec()
        #expect(codec.received(vector.frame) == [.packet(packet)])
    }

    @Test func packetsComeOneByteAtATime() {
        var codec = SSPCodec()
        let events = Self.published.flatMap(\.frame).flatMap { codec.received([$0]) }
        #expect(events == Self.published.map { .packet(SSPPacket(flag: true, data: $0.data)) })
        #expect(codec.bufferedCount == 0)
    }

    @Test func theAddressAndTheFlagAreInOneByte() {
        let packet = SSPPacket(flag: false, address: 0x10, data: [0x07])
        let frame = SSPCodec.frame(packet)
        #expect(Array(frame.prefix(4)) == [0x7F, 0x10, 0x01, 0x07])
        var codec = SSPCodec()
        #expect(codec.received(frame) == [.packet(packet)])
        #expect(
            SSPCodec.frame(SSPPacket(flag: true, address: 0x10, data: [0x58])) == [0x7F, 0x90, 1, 0x58, 0x93, 0x82])
    }

    @Test(arguments: 1...8) func aStartByteAnywhereInTheDataIsSentTwice(_ count: Int) {
        for place in 0..<count {
            var data = [UInt8](repeating: 0x01, count: count)
            data[place] = 0x7F
            let packet = SSPPacket(flag: true, data: data)
            let frame = SSPCodec.frame(packet)
            // Nowhere but at the front does a start byte stand alone.
            let runs = frame.dropFirst().split { $0 != 0x7F }.map(\.count)
            #expect(runs.allSatisfy { $0 % 2 == 0 } && !runs.isEmpty)
            var codec = SSPCodec()
            #expect(frame.flatMap { codec.received([$0]) } == [.packet(packet)])
        }
    }

    @Test func aLengthOf127IsSentTwice() {
        let packet = SSPPacket(flag: true, data: [UInt8](repeating: 0x55, count: 0x7F))
        let frame = SSPCodec.frame(packet)
        #expect(Array(frame.prefix(4)) == [0x7F, 0x80, 0x7F, 0x7F])
        var codec = SSPCodec()
        #expect(codec.received(frame) == [.packet(packet)])
    }

    @Test func aStartByteInTheCheckIsSentTwice() {
        var lowSeen = false
        var highSeen = false
        for first in UInt8.min...UInt8.max {
            for second in UInt8.min...UInt8.max {
                let check = SSPCheck.bytes(of: [0x80, 0x02, first, second])
                guard check.contains(0x7F) else { continue }
                lowSeen = lowSeen || check[0] == 0x7F
                highSeen = highSeen || check[1] == 0x7F
                let packet = SSPPacket(flag: true, data: [first, second])
                var codec = SSPCodec()
                #expect(codec.received(SSPCodec.frame(packet)) == [.packet(packet)])
            }
        }
        #expect(lowSeen && highSeen)
    }

    @Test func theLargestPacketOfNothingButStartBytesComesThrough() {
        let packet = SSPPacket(flag: false, data: [UInt8](repeating: 0x7F, count: 255))
        var codec = SSPCodec()
        #expect(codec.received(SSPCodec.frame(packet)) == [.packet(packet)])
    }

    @Test func rubbishBeforeAPacketIsSkipped() {
        var codec = SSPCodec()
        // Loose bytes, starts in a row, and a start that ends one packet and begins the next.
        let rubbish: [UInt8] = [0xFF, 0x00, 0x7F, 0x7F, 0x7F, 0x12]
        let events = codec.received(rubbish + Self.published[0].frame)
        #expect(events == [.packet(SSPPacket(flag: true, data: [0x11])), .corrupt])
    }

    @Test func aDamagedPacketIsToldAndTheNextOneFound() {
        for place in 1..<6 {
            var codec = SSPCodec()
            var damaged = Self.published[1].frame
            damaged[place] ^= 0x04
            let events = codec.received(damaged + Self.published[0].frame)
            #expect(events == [.packet(SSPPacket(flag: true, data: [0x11])), .corrupt])
        }
    }

    @Test func aPacketCutShortAnywhereGivesWayToTheNextOne() {
        for length in 2..<9 {
            var codec = SSPCodec()
            let cut = Array(Self.published[7].frame.prefix(length))
            let events = codec.received(cut + Self.published[0].frame)
            #expect(events == [.packet(SSPPacket(flag: true, data: [0x11])), .corrupt])
        }
    }

    @Test func anEmptyPacketIsNone() {
        let check = SSPCheck.bytes(of: [0x80, 0x00])
        var codec = SSPCodec()
        #expect(codec.received([0x7F, 0x80, 0x00] + check) == [.corrupt])
    }

    @Test(arguments: [1, 2, 3]) func theBufferNeverHoldsMoreThanOnePacket(_ seed: UInt64) {
        var codec = SSPCodec()
        var state = seed
        for _ in 0..<20_000 {
            state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            let byte = UInt8(truncatingIfNeeded: state >> 40)
            _ = codec.received(state >> 60 == 0 ? [0x7F, 0x80, 0xFF] : [byte])
            #expect(codec.bufferedCount < SSPCodec.largestPacket)
        }
    }

    // MARK: Setup

    static let setup: [UInt8] = {
        var bytes: [UInt8] = [0x00] + Array("0414EUR".utf8) + [0, 0, 0, 3]
        bytes += [0, 0, 0, 2, 2, 2, 0x00, 0x00, 0x64, 0x08]
        bytes += Array("EUREURCHF".utf8)
        bytes += [5, 0, 0, 0, 0x10, 0x27, 0, 0, 10, 0, 0, 0]
        return bytes
    }()

    @Test func channelsAreReadWithTheirOwnCurrencies() throws {
        let setup = try #require(SSPSetup(Self.setup))
        #expect(setup.unitType == SSPSetup.validator)
        #expect(setup.firmware == "0414")
        #expect(setup.protocolVersion == 8)
        #expect(setup.table.denominations == [Money(500, .eur), Money(1_000_000, .eur), Money(1_000, .chf)])
        #expect(setup.table.money(ofChannel: 0) == nil)
        #expect(setup.table.money(ofChannel: 3) == Money(1_000, .chf))
        #expect(setup.table.money(ofChannel: 4) == nil)
        #expect(setup.table.money(ofChannel: -1) == nil)
        #expect(setup.table.channels(worth: [Money(500, .eur), Money(1_000, .chf)]).bytes == [0x05, 0x00])
    }

    @Test func aSetupCutShortAnywhereIsNone() {
        for count in 0..<Self.setup.count { #expect(SSPSetup(Array(Self.setup.prefix(count))) == nil) }
    }

    @Test(arguments: (0...255).map(UInt8.init)) func noCountOfChannelsIsBelieved(_ count: UInt8) {
        var bytes = Self.setup
        bytes[11] = count
        if let setup = SSPSetup(bytes) { #expect(setup.table.denominations.count <= 3) }
        bytes += [UInt8](repeating: 0xFF, count: 255 - bytes.count)
        if let setup = SSPSetup(bytes) { #expect(setup.table.denominations.count <= SSPChannels.highest) }
    }

    @Test func valuesThatAreNoMoneyAreNoDenominations() throws {
        var zero = Self.setup
        zero[31] = 0
        #expect(try #require(SSPSetup(zero)).table.money(ofChannel: 1) == nil)
        var noCurrency = Self.setup
        noCurrency[22] = 0x00
        #expect(try #require(SSPSetup(noCurrency)).table.money(ofChannel: 1) == nil)
        var noMultiplier = Self.setup
        noMultiplier[20] = 0
        #expect(SSPSetup(noMultiplier)?.table.money(ofChannel: 2) == nil)
        var huge = Self.setup
        huge.replaceSubrange(18..<21, with: [0xFF, 0xFF, 0xFF])
        huge.replaceSubrange(31..<35, with: [0xFF, 0xFF, 0xFF, 0xFF])
        #expect(SSPSetup(huge)?.table.isEmpty ?? true)
    }

    @Test func theSetupOfAnOlderProtocolIsNone() {
        // Printed in the manual: three channels of GBP at version 5, without currencies and values of four bytes.
        let old: [UInt8] =
            [0x00] + Array("0100GBP".utf8) + [0, 0, 1, 3, 5, 10, 20, 2, 2, 2, 0x40, 0, 0, 5]
        #expect(SSPSetup(old) == nil)
    }

    // MARK: Events

    @Test func eventsOfOnePollComeInTheirOrder() {
        let list = SSPEventList([0xF1, 0xE2, 0x02, 0xCC, 0xEE, 0x01, 0xEB, 0xE8])
        #expect(
            list.events == [
                .slaveReset, .clearedIntoCashBox(channel: 2), .stacking, .credit(channel: 1), .stacked, .disabled,
            ])
        #expect(list.unreadable == nil)
    }

    @Test func anEventWithoutItsChannelIsNoEvent() {
        for code: UInt8 in [0xEF, 0xEE, 0xE6, 0xE2, 0xE1] {
            let list = SSPEventList([0xCC, code])
            #expect(list.events == [.stacking])
            #expect(list.unreadable == code)
        }
    }

    @Test func behindAnUnknownEventNothingIsRead() {
        // DISPENSING of a payout carries a sum; a byte of it must not be taken for a credit.
        let list = SSPEventList([0xE8, 0xDA, 0xEE, 0x05, 0xEE, 0x05])
        #expect(list.events == [.disabled])
        #expect(list.unreadable == 0xDA)
    }

    @Test(arguments: (0...255).map(UInt8.init)) func everyEventReadsBackAsItWasWritten(_ code: UInt8) {
        for event in SSPEventList([code, 7]).events.prefix(1) {
            #expect(SSPEventList(event.bytes).events == [event])
            #expect(event.bytes.first == code)
        }
    }

    @Test func channelsGoOverTheLineLowestFirst() {
        #expect(SSPChannels(channel: 1).bytes == [0x01, 0x00])
        #expect(SSPChannels(channel: 16).bytes == [0x00, 0x80])
        #expect(SSPChannels(channel: 24).bytes == [0x00, 0x00, 0x80])
        #expect(SSPChannels(channel: 0).isEmpty)
        #expect(SSPChannels(channel: 25).isEmpty)
    }

    /// Section Reject Codes, and what a resident is told of each.
    @Test(
        arguments: [
            (0x01, .notRecognised), (0x05, .notRecognised), (0x06, .denominationNotTaken), (0x07, .badInsertion),
            (0x0A, .deviceTrouble), (0x0B, .badInsertion), (0x0C, .denominationNotTaken), (0x0D, .deviceTrouble),
            (0x0E, .notRecognised), (0x10, .badInsertion), (0x14, .notRecognised), (0x18, .badInsertion),
            (0x1C, .badInsertion), (0x1D, .deviceTrouble), (0xFF, .notRecognised),
        ] as [(UInt8, NoteRejection)])
    func everyReasonToRejectHasItsMeaning(_ code: UInt8, _ meaning: NoteRejection) {
        #expect(SSPRejectCode.rejection(code) == meaning)
    }
}
