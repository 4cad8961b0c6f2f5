import Testing

@testable import KioskDevices

struct CCIDJoinTests {
    private func part(_ bytes: [UInt8], isShort: Bool = false) -> USBLine.Packet {
        USBLine.Packet(bytes: bytes, isShort: isShort, isNotice: false)
    }

    private func notice(_ bytes: [UInt8]) -> USBLine.Packet {
        USBLine.Packet(bytes: bytes, isShort: true, isNotice: true)
    }

    @Test func aHeaderCutAnywhereIsStillRead() {
        let message: [UInt8] = [0x80, 4, 0, 0, 0, 0, 1, 0, 0, 0, 1, 2, 3, 4]
        for cut in 1..<message.count {
            var join = CCIDJoin()
            #expect(join.took(part(Array(message.prefix(cut)))) == [Array(message.prefix(cut))])
            #expect(join.took(notice([0x50, 1])).isEmpty)
            #expect(join.took(part(Array(message.dropFirst(cut)))) == [Array(message.dropFirst(cut)), [0x50, 1]])
            #expect(join.took(notice([0x50, 2])) == [[0x50, 2]])
        }
    }

    @Test func aLengthThatLiesEndsWithTheShortPacket() {
        var join = CCIDJoin()
        let liar: [UInt8] = [0x80, 0xFF, 0xFF, 0xFF, 0xFF, 0, 1, 0, 0, 0]
        #expect(join.took(part(liar)) == [liar])
        #expect(join.took(notice([0x50, 1])).isEmpty)
        #expect(join.took(part([], isShort: true)) == [[0x50, 1]])
    }

    @Test func noticesThatWaitAreBoundedAndTheOldestIsLost() {
        var join = CCIDJoin()
        _ = join.took(part([0x80, 200, 0, 0, 0, 0, 1, 0, 0, 0]))
        for number in UInt8(0)..<20 { #expect(join.took(notice([0x50, number])).isEmpty) }
        #expect(join.takeDropped() == 12)
        #expect(join.took(part([], isShort: true)) == (UInt8(12)..<20).map { [0x50, $0] })
        #expect(join.takeDropped() == 0)
    }

    @Test func aReaderThatTalksWithoutEndDoesNotHoldAnything() {
        var join = CCIDJoin()
        for _ in 0..<100_000 { #expect(join.took(part([UInt8](repeating: 0xFF, count: 64))).count == 1) }
    }
}
