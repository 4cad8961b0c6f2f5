import KioskDevices
import Testing

@Suite struct BytesTests {
    @Test func theCheckOfTheStandardTestStringIsThePublishedOne() {
        #expect(CRC16.kermit(Array("123456789".utf8)) == 0x2189)
    }

    @Test func theCheckOfNothingIsZero() {
        #expect(CRC16.kermit([]) == 0)
    }

    @Test func aReaderNeverReadsPastTheEnd() {
        var reader = ByteReader([1, 2, 3])
        #expect(reader.bytes(4) == nil)
        #expect(reader.bytes(-1) == nil)
        #expect(reader.remaining == 3)
        #expect(reader.littleEndian16() == 0x0201)
        #expect(reader.littleEndian16() == nil)
        #expect(reader.byte() == 3)
        #expect(reader.byte() == nil)
        #expect(reader.isAtEnd)
    }
}
