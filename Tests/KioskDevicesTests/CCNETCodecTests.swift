import KioskCore
import KioskDevices
import Testing

@Suite struct CCNETCodecTests {
    /// Frames seen on real lines.
    static let published: [(payload: [UInt8], frame: [UInt8])] = [
        ([0x30], [0x02, 0x03, 0x06, 0x30, 0x41, 0xB3]),
        ([0x33], [0x02, 0x03, 0x06, 0x33, 0xDA, 0x81]),
        ([0x00], [0x02, 0x03, 0x06, 0x00, 0xC2, 0x82]),
        ([0x14], [0x02, 0x03, 0x06, 0x14, 0x67, 0xD4]),
    ]

    @Test(arguments: published) func framesAreThoseOfRealDevices(_ vector: (payload: [UInt8], frame: [UInt8])) {
        #expect(CCNETCodec.frame(vector.payload) == vector.frame)
        var codec = CCNETCodec()
        #expect(codec.received(vector.frame) == [.message(vector.payload)])
    }

    @Test func framesComeOneByteAtATime() {
        var codec = CCNETCodec()
        let events = Self.published.flatMap(\.frame).flatMap { codec.received([$0]) }
        #expect(events == Self.published.map { .message($0.payload) })
        #expect(codec.bufferedCount == 0)
    }

    @Test func rubbishBeforeAFrameIsSkipped() {
        var codec = CCNETCodec()
        // A start without an address, a start with a length that is none, and a start that begins no frame.
        let rubbish: [UInt8] = [0xFF, 0x02, 0x00, 0x02, 0x03, 0x01, 0x02, 0x02]
        #expect(codec.received(rubbish + Self.published[3].frame) == [.message([0x14])])
    }

    @Test func aDamagedFrameIsToldAndTheNextOneFound() {
        var codec = CCNETCodec()
        var damaged = Self.published[3].frame
        damaged[4] ^= 0x01
        #expect(codec.received(damaged + Self.published[0].frame) == [.message([0x30]), .corrupt])
    }

    @Test func aFrameHiddenInADamagedOneIsFound() {
        var codec = CCNETCodec()
        // A length that was damaged to span the frame after it.
        let long: [UInt8] = [0x02, 0x03, 0x0C, 0x14, 0x67, 0xD4]
        #expect(codec.received(long + Self.published[3].frame) == [.message([0x14]), .corrupt])
    }

    @Test func theBufferNeverHoldsMoreThanOneFrame() {
        var codec = CCNETCodec()
        for _ in 0..<1_000 {
            _ = codec.received([0x02, 0x03, 0xFF, 0x02, 0x03, 0xFE, 0x00])
            #expect(codec.bufferedCount < CCNETCodec.largestFrame)
        }
    }

    @Test func anEventWithoutItsBillTypeIsNoEvent() {
        for code: UInt8 in [0x1C, 0x47, 0x80, 0x81, 0x82] { #expect(CCNETStatus([code]) == nil) }
        #expect(CCNETStatus([]) == nil)
        #expect(CCNETStatus([0x81, 5]) == .stacked(type: 5))
    }

    @Test(arguments: (0...255).map(UInt8.init)) func everyStatusReadsBackAsItWasWritten(_ code: UInt8) {
        guard let status = CCNETStatus([code, 7]) else { return }
        #expect(CCNETStatus(status.payload) == status)
        #expect(status.payload.first == code)
    }

    @Test func aBillTableIsReadAsTheManualWritesIt() throws {
        // Mantissa, country, exponent of ten; the highest bit of the exponent is its sign.
        var bytes: [UInt8] = []
        bytes += [1] + Array("CHN".utf8) + [0]
        bytes += [5] + Array("CHN".utf8) + [1]
        bytes += [1] + Array("CNY".utf8) + [2]
        bytes += [5] + Array("CHN".utf8) + [0x81]
        bytes += [2] + Array("XYZ".utf8) + [1]
        bytes += [9] + Array("CHN".utf8) + [0x7F]
        bytes += [UInt8](repeating: 0, count: CCNETBillTable.byteCount - bytes.count)
        let table = try #require(CCNETBillTable(bytes))
        #expect(table.money(ofType: 0) == Money(100, .cny))
        #expect(table.money(ofType: 1) == Money(5_000, .cny))
        #expect(table.money(ofType: 2) == Money(10_000, .cny))
        #expect(table.money(ofType: 3) == Money(50, .cny))
        #expect(table.money(ofType: 4) == nil)
        #expect(table.money(ofType: 5) == nil)
        #expect(table.money(ofType: 24) == nil)
        #expect(table.money(ofType: -1) == nil)
        #expect(table.types(worth: [Money(5_000, .cny), Money(10_000, .cny)]).bytes == [0x00, 0x00, 0x06])
        #expect(CCNETBillTable(bytes.dropLast()) == nil)
        #expect(CCNETBillTable(bytes + [0]) == nil)
    }

    @Test func billTypesGoOverTheLineHighestFirst() {
        #expect(CCNETBillTypes(type: 0).bytes == [0x00, 0x00, 0x01])
        #expect(CCNETBillTypes(type: 23).bytes == [0x80, 0x00, 0x00])
        #expect(CCNETBillTypes(type: 24).isEmpty)
        #expect(CCNETBillTypes([0x00, 0x01, 0x00]) == CCNETBillTypes(type: 8))
        #expect(CCNETBillTypes([0x00, 0x01]) == nil)
    }
}
