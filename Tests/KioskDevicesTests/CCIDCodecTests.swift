import KioskCore
import KioskDevices
import Testing

@Suite struct CCIDCodecTests {
    /// Messages as a driver and a Gemalto reader exchanged them (popovec/oseid, doc/T1_CRC.txt).
    static let powerOn = octets("62 00 00 00 00 00 06 01 00 00")
    static let answerToReset = octets("80 0F 00 00 00 00 06 00 00 00 3B D5 96 02 80 71 FE 65 01 4F 73 45 49 44 5E")
    static let setParameters = octets("61 07 00 00 00 00 09 01 00 00 96 11 02 65 00 FE 00")
    static let parameters = octets("82 07 00 00 00 00 09 00 00 01 96 11 02 65 00 FE 00")
    static let askStatus = octets("65 00 00 00 00 00 09 00 00 00")
    static let status = octets("81 00 00 00 00 00 09 00 00 00")
    /// The failure of an Alcor reader, and the slot change it told on its interrupt endpoint.
    static let failure = octets("80 00 00 00 00 00 0A 41 FB 00")
    static let slotChange = octets("50 03")

    static var codec: CCIDCodec { get throws { CCIDCodec(try CCIDSample.parsed(CCIDSample.acr39u)) } }

    static let events: [CCIDCodec.Event] = [
        .answer(CCIDAnswer(.dataBlock, sequence: 6, data: Array(answerToReset.dropFirst(10)))),
        .slotsChanged([0x03]),
        .answer(CCIDAnswer(.parameters, sequence: 9, specific: 1, data: octets("96 11 02 65 00 FE 00"))),
        .answer(CCIDAnswer(.slotStatus, sequence: 9)),
        .hardwareError(slot: 0, code: 1),
        .answer(CCIDAnswer(.dataBlock, sequence: 10, card: .inactive, outcome: .failed(.hardware))),
    ]
    static let stream =
        answerToReset + slotChange + parameters + status + octets("51 00 07 01") + failure

    @Test func commandsAreThoseOfTheTrace() throws {
        #expect(CCIDCommand.powerOn(.classA).bytes(sequence: 6) == CCIDCodecTests.powerOn)
        #expect(CCIDCommand.slotStatus.bytes(sequence: 9) == CCIDCodecTests.askStatus)
        let answer = try ATR.parse(Array(CCIDCodecTests.answerToReset.dropFirst(10)))
        let parameters = CCIDParameters(answer, .t1, speed: 0x96)
        #expect(CCIDCommand.setParameters(parameters).bytes(sequence: 9) == CCIDCodecTests.setParameters)
        #expect(
            CCIDCommand.transfer(octets("FF 11 96 78")).bytes(sequence: 8)
                == octets("6F 04 00 00 00 00 08 00 00 00 FF 11 96 78"))
    }

    @Test(arguments: [1, 2, 3, 7, 10, 11, 64, 1_000]) func answersAreFoundHoweverTheyAreCut(_ size: Int) throws {
        var codec = try CCIDCodecTests.codec
        var found: [CCIDCodec.Event] = []
        var rest = CCIDCodecTests.stream[...]
        while !rest.isEmpty {
            found += codec.received(Array(rest.prefix(size)))
            rest = rest.dropFirst(size)
        }
        #expect(found == CCIDCodecTests.events)
        #expect(codec.bufferedCount == 0)
    }

    @Test func garbageBetweenMessagesIsToldAndPassedOver() throws {
        var codec = try CCIDCodecTests.codec
        let bytes = octets("00 FF 13 37") + CCIDCodecTests.status + octets("AA") + CCIDCodecTests.failure
        let found = codec.received(bytes)
        #expect(
            found == [
                CCIDCodecTests.events[3], CCIDCodecTests.events[5],
                .garbled("5 bytes that are no message of a card reader"),
            ])
    }

    @Test func bytesBehindAnAnswerThatDoNotBelongToItArePassedOver() throws {
        // QEMU of before 2.0 sent protocol data behind a length of zero.
        var codec = try CCIDCodecTests.codec
        let found = codec.received(octets("82 00 00 00 00 00 09 00 00 00 77 00 00 0A 00 FE 00"))
        #expect(found.first == .answer(CCIDAnswer(.parameters, sequence: 9)))
        #expect(codec.bufferedCount == 0)
    }

    @Test(arguments: [
        "80 FF FF FF FF 00 06 00 00 00", "80 06 01 00 00 00 06 00 00 00", "81 00 00 00 00 01 06 00 00 00",
        "81 00 00 00 00 00 06 03 00 00", "81 00 00 00 00 00 06 C0 00 00",
    ]) func headersThatCannotBeAreGarbage(_ header: String) throws {
        var codec = try CCIDCodecTests.codec
        let found = codec.received(octets(header) + CCIDCodecTests.status)
        #expect(found.contains(CCIDCodecTests.events[3]))
        #expect(found.count == 2)
    }

    @Test func theLongestAllowedMessageIsTakenAndNoByteMore() throws {
        var codec = try CCIDCodecTests.codec
        let data = [UInt8](repeating: 0x42, count: 261)
        let found = codec.received(octets("80 05 01 00 00 00 06 00 00 00") + data)
        #expect(found == [.answer(CCIDAnswer(.dataBlock, sequence: 6, data: data))])
    }

    @Test func aMessageThatNeverEndsHoldsNoMoreThanItMay() throws {
        var codec = CCIDCodec(try CCIDSample.parsed(CCIDSample.qemu))
        _ = codec.received(octets("80 00 00 01 00 00 06 00 00 00"))
        for _ in 0..<40 {
            _ = codec.received([UInt8](repeating: 0x00, count: 4_096))
            #expect(codec.bufferedCount <= CCIDClassDescriptor.longestMessage)
        }
        _ = codec.received(octets("80 00 00 01 00"))
        #expect(codec.reset() > 0)
        #expect(codec.received(CCIDCodecTests.status) == [CCIDCodecTests.events[3]])
    }

    @Test func aNotificationBetweenTwoTransfersOfALongAnswerIsFound() throws {
        let descriptor = CCIDSample.descriptor(features: 0x0004_00FE, maximumMessage: 8_202)
        var codec = CCIDCodec(try CCIDSample.parsed(descriptor))
        let data = (0..<6_000).map { UInt8(truncatingIfNeeded: $0) }
        let message = octets("80 70 17 00 00 00 06 00 00 00") + data
        var found = codec.received(Array(message.prefix(4_096)))
        found += codec.received(octets("50 02"))
        found += codec.received(Array(message.dropFirst(4_096)))
        #expect(found == [.slotsChanged([0x02]), .answer(CCIDAnswer(.dataBlock, sequence: 6, data: data))])
    }

    @Test func dataThatLooksLikeANotificationStaysData() throws {
        var codec = try CCIDCodecTests.codec
        let data = octets("50 02 50 03 50 02")
        var found: [CCIDCodec.Event] = []
        for piece in [octets("80 06 00 00 00 00 06 00 00 00"), [0x50, 0x02], [0x50, 0x03], [0x50, 0x02]] {
            found += codec.received(piece)
        }
        #expect(found == [.answer(CCIDAnswer(.dataBlock, sequence: 6, data: data))])
    }

    @Test func readersWithManySlotsTellOfAllInOneNotification() throws {
        var codec = CCIDCodec(try CCIDSample.parsed(CCIDSample.descriptor(features: 0x0001_00B2, slots: 6)))
        #expect(codec.received(octets("50 01 08")) == [.slotsChanged([0x01, 0x08])])
        // Slots that do not exist have no state.
        #expect(codec.received(octets("50 01 40")) == [.garbled("3 bytes that are no message of a card reader")])
    }

    @Test func noBytesWhateverMakeTheCodecFailOrGrow() throws {
        var noise = RepeatableNoise(state: 11)
        for round in 0..<80 {
            var codec = try CCIDCodecTests.codec
            for _ in 0..<40 {
                var bytes = noise.bytes(Int.random(in: 0...300, using: &noise))
                if round % 2 == 0, !bytes.isEmpty { bytes[0] = 0x80 }
                _ = codec.received(bytes)
                #expect(codec.bufferedCount <= 271)
            }
            codec.reset()
            #expect(codec.received(CCIDCodecTests.status) == [CCIDCodecTests.events[3]])
        }
    }
}
