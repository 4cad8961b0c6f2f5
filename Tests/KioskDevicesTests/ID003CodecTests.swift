import KioskCore
import KioskDevices
import Testing

@Suite struct ID003CodecTests {
    /// Frames seen on real lines.
    static let published: [(payload: [UInt8], frame: [UInt8])] = [
        ([0x11], [0xFC, 0x05, 0x11, 0x27, 0x56]),
        ([0x50], [0xFC, 0x05, 0x50, 0xAA, 0x05]),
        ([0x40], [0xFC, 0x05, 0x40, 0x2B, 0x15]),
        ([0x41], [0xFC, 0x05, 0x41, 0xA2, 0x04]),
    ]

    @Test(arguments: published) func framesAreThoseOfRealDevices(_ vector: (payload: [UInt8], frame: [UInt8])) {
        #expect(ID003Codec.frame(vector.payload) == vector.frame)
        var codec = ID003Codec()
        #expect(codec.received(vector.frame) == [.message(vector.payload)])
    }

    @Test func framesComeOneByteAtATime() {
        var codec = ID003Codec()
        let events = Self.published.flatMap(\.frame).flatMap { codec.received([$0]) }
        #expect(events == Self.published.map { .message($0.payload) })
        #expect(codec.bufferedCount == 0)
    }

    @Test func rubbishBeforeAFrameIsSkipped() {
        var codec = ID003Codec()
        // No start, and starts with a length that is none.
        let rubbish: [UInt8] = [0xFF, 0x02, 0xFC, 0x00, 0xFC, 0x04, 0xFC, 0xFC, 0x01]
        let frame = Self.published[0].frame
        // A start taken for a length spans the frame, so it is found with what comes after it.
        let events = codec.received(rubbish + frame) + codec.received([UInt8](repeating: 0, count: 255))
        #expect(events.contains(.message([0x11])))
    }

    @Test func aDamagedFrameIsToldAndTheNextOneFound() {
        var codec = ID003Codec()
        var damaged = Self.published[3].frame
        damaged[3] ^= 0x01
        #expect(codec.received(damaged + Self.published[2].frame) == [.message([0x40]), .corrupt])
    }

    @Test func theBufferNeverHoldsMoreThanOneFrame() {
        var codec = ID003Codec()
        for _ in 0..<1_000 {
            _ = codec.received([0xFC, 0xFF, 0xFC, 0xFE, 0x00])
            #expect(codec.bufferedCount < ID003Codec.largestFrame)
        }
    }

    @Test func everyTruncationOfAFrameWaitsAndIsForgottenOnReset() {
        let frame = ID003Codec.frame([0x13, 0x61])
        for length in 0..<frame.count {
            var codec = ID003Codec()
            #expect(codec.received(Array(frame.prefix(length))) == [])
            codec.reset()
            #expect(codec.received(frame) == [.message([0x13, 0x61])])
        }
    }

    /// ID03-001E rev. 05, section 6-2.
    @Test func statusesAreThoseOfTheSpecification() {
        let statuses: [(UInt8, ID003Status)] = [
            (0x11, .idling), (0x12, .accepting), (0x14, .stacking), (0x15, .vendValid), (0x16, .stacked),
            (0x18, .returning), (0x19, .holding), (0x1A, .inhibited), (0x1B, .initialising), (0x40, .powerUp),
            (0x41, .powerUpWithNoteInAcceptor), (0x42, .powerUpWithNoteInStacker), (0x43, .stackerFull),
            (0x44, .stackerOpen), (0x45, .jamInAcceptor), (0x46, .jamInStacker), (0x47, .paused), (0x48, .cheated),
        ]
        for (code, status) in statuses { #expect(ID003Status([code]) == status) }
        #expect(ID003Status([0x13, 0x61]) == .escrow(type: 0))
        #expect(ID003Status([0x13, 0x6F]) == .escrow(type: 14))
        #expect(ID003Status([0x17, 0x71]) == .rejecting(reason: 0x71))
        #expect(ID003Status([0x49, 0xA2]) == .failure(part: 0xA2))
    }

    @Test func anEventWithoutItsDetailIsNoEvent() {
        for code: UInt8 in [0x13, 0x17, 0x49] { #expect(ID003Status([code]) == nil) }
        #expect(ID003Status([]) == nil)
        #expect(ID003Status([0x13, 0x60]) == nil)
        #expect(ID003Status([0x13, 0x71]) == nil)
        // An acknowledgement and a refusal are no statuses.
        #expect(ID003Status([0x50]) == nil)
        #expect(ID003Status([0x4B]) == nil)
    }

    @Test func denominationsAreReadAsTheSpecificationWritesThem() throws {
        // Code, country, mantissa, exponent of ten.
        let table = try #require(
            ID003DenominationTable([
                0x61, 0x2D, 1, 0, 0x62, 0x2D, 5, 1, 0x64, 0x2D, 1, 2, 0x65, 0xE0, 2, 1, 0x66, 0x77, 1, 1,
                0x67, 0x2D, 9, 0x7F, 0x68, 0x2D, 0, 2, 0x6F, 0x2D, 1, 1, 0x00, 0x00, 0x00, 0x00,
            ]))
        #expect(table.money(ofType: 0) == Money(100, .cny))
        #expect(table.money(ofType: 1) == Money(5_000, .cny))
        #expect(table.money(ofType: 2) == nil)
        #expect(table.money(ofType: 3) == Money(10_000, .cny))
        #expect(table.money(ofType: 4) == Money(2_000, .eur))
        // An unknown country, an exponent no banknote has, no mantissa, a ticket.
        for type in [5, 6, 7, 14, 16, -1] { #expect(table.money(ofType: type) == nil) }
        // Bits that are set refuse.
        #expect(table.types(worth: [Money(5_000, .cny), Money(10_000, .cny)]).refusing == [0xF5, 0xFF])
        #expect(ID003Types().refusing == [0xFF, 0xFF])
        #expect(ID003Types(type: 15).refusing == [0xFF, 0x7F])
        #expect(ID003Types(type: 16).isEmpty)
    }

    @Test func aBadTableIsRefused() {
        let entry: [UInt8] = [0x61, 0x2D, 1, 0]
        #expect(ID003DenominationTable([]) == nil)
        #expect(ID003DenominationTable(Array(entry.dropLast())) == nil)
        #expect(ID003DenominationTable(entry + [0x62]) == nil)
        // The same code twice, a code outside the table, more entries than there are codes.
        #expect(ID003DenominationTable(entry + [0x61, 0x2D, 5, 0]) == nil)
        #expect(ID003DenominationTable([0x60, 0x2D, 1, 0]) == nil)
        #expect(ID003DenominationTable([UInt8](repeating: 0, count: 68)) == nil)
    }

    @Test func theVersionIsCutIntoModelAndFirmware() {
        let text = "I(CHN)-05-SS  ID003-05V271-01 14JUL06 E3B5"
        #expect(ID003Version.read(Array(text.utf8)) == ("I(CHN)-05-SS", "ID003-05V271-01 14JUL06 E3B5"))
        #expect(ID003Version.read(Array("GPT-AURORA".utf8)) == ("GPT-AURORA", nil))
        #expect(ID003Version.read([0x00, 0x1B, 0xFF]) == (nil, nil))
    }
}

@Suite struct DeviceTextTests {
    @Test func whatADeviceSaysOfItselfIsMadePrintable() {
        #expect(PrintableText.of(Array("SM-CN1310\u{0}\u{0}".utf8)) == "SM-CN1310")
        #expect(PrintableText.of([0x1B, 0x5B, 0x41, 0x0A, 0x0D, 0x42, 0xC3, 0xA9]) == "[A B")
        #expect(PrintableText.of([]) == nil)
        #expect(PrintableText.of([0x20, 0x00, 0x7F]) == nil)
        #expect(PrintableText.of([UInt8](repeating: 0x41, count: 1_000))?.count == PrintableText.limit)
    }

    /// MAN_CCNET rev. 2.3.1, section 5.4, IDENTIFICATION.
    @Test func theCCNETIdentificationIsPartSerialAndAsset() {
        let bytes = Array("SM-RU1353      21KC03009501".utf8) + [0, 1, 2, 3, 4, 5, 6]
        let read = DeviceIdentification(model: "SM", serial: "21KC03009501", firmware: "RU1353")
        #expect(CCNETIdentification.read(bytes) == read)
        #expect(CCNETIdentification.read(Array(bytes.prefix(27))) == read)
        #expect(CCNETIdentification.read(Array(bytes.prefix(26))) == nil)
        #expect(CCNETIdentification.read(bytes + bytes) == nil)
        #expect(CCNETIdentification.read([UInt8](repeating: 0, count: 34)) == DeviceIdentification())
    }
}
