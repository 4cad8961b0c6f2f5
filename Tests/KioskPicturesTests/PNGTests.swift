import Glibc
import KioskPictures
import Testing

struct PNGTests {
    /// Red, white, black as RGB; made with zlib by hand, not by cairo.
    static let redWhiteBlack: [UInt8] = [
        137, 80, 78, 71, 13, 10, 26, 10, 0, 0, 0, 13, 73, 72, 68, 82, 0, 0, 0, 3, 0, 0, 0, 1, 8, 2, 0, 0, 0, 148, 130,
        131, 227, 0, 0, 0, 17, 73, 68, 65, 84, 120, 156, 99, 248, 207, 192, 240, 255, 63, 144, 96, 0, 0, 23, 242, 3,
        253, 35, 72, 217, 155, 0, 0, 0, 0, 73, 69, 78, 68, 174, 66, 96, 130,
    ]
    /// Transparent black, then black at half strength, as RGBA.
    static let transparent: [UInt8] = [
        137, 80, 78, 71, 13, 10, 26, 10, 0, 0, 0, 13, 73, 72, 68, 82, 0, 0, 0, 2, 0, 0, 0, 1, 8, 6, 0, 0, 0, 244, 34,
        127, 138, 0, 0, 0, 12, 73, 68, 65, 84, 120, 156, 99, 96, 128, 128, 6, 0, 0, 137, 0, 129, 164, 107, 83, 205, 0,
        0, 0, 0, 73, 69, 78, 68, 174, 66, 96, 130,
    ]

    @Test func colourBecomesLuma() throws {
        let picture = try PNG.decode(PNGTests.redWhiteBlack)
        #expect(picture.width == 3 && picture.height == 1)
        // ITU-R BT.601: red weighs 0.299.
        #expect((75...77).contains(picture[0, 0]))
        #expect(picture[1, 0] >= 254)
        #expect(picture[2, 0] == 0)
    }

    @Test func transparencyIsLaidOnWhitePaper() throws {
        let picture = try PNG.decode(PNGTests.transparent)
        #expect(picture[0, 0] == 255)
        #expect((126...128).contains(picture[1, 0]))
    }

    @Test func aPictureComesBackAsItWasWritten() throws {
        let bytes = (0..<64 * 5).map { UInt8(truncatingIfNeeded: $0 * 7) }
        let picture = try #require(Bitmap(width: 64, height: 5, bytes: bytes))
        let read = try PNG.decode(PNG.encode(picture))
        #expect(read.width == 64 && read.height == 5)
        let furthest = zip(read.bytes, bytes).map { abs(Int($0) - Int($1)) }.max()
        #expect(furthest ?? 255 <= 1)
    }

    @Test func aFileIsReadBack() throws {
        let path = "/tmp/paycircle-\(UInt64.random(in: 0 ... .max)).png"
        defer { remove(path) }
        let canvas = try Canvas(width: 20, height: 10)
        canvas.rectangle(x: 5, y: 0, width: 5, height: 10)
        try PNG.write(canvas.bitmap(), to: path)
        let read = try PNG.read(path)
        #expect(read[7, 5] == 0 && read[12, 5] >= 254)
    }

    @Test func aCutFileIsAnErrorAtEveryLength() {
        for length in 0..<PNGTests.redWhiteBlack.count - 12 {
            #expect(throws: PictureError.self) { try PNG.decode(Array(PNGTests.redWhiteBlack.prefix(length))) }
        }
    }

    @Test func aHugePictureIsRefusedByItsHeader() throws {
        var bytes = PNGTests.redWhiteBlack
        bytes.replaceSubrange(16..<24, with: [0x7F, 0xFF, 0xFF, 0xFF, 0x7F, 0xFF, 0xFF, 0xFF])
        let error = #expect(throws: PictureError.self) { try PNG.decode(bytes) }
        #expect(error?.code == .tooLarge)
    }

    @Test func everyTurnedByteIsReadOrRefused() {
        for index in PNGTests.redWhiteBlack.indices {
            var bytes = PNGTests.redWhiteBlack
            bytes[index] ^= 0xFF
            _ = try? PNG.decode(bytes)
        }
    }

    @Test func somethingElseIsNamedAsNoPNG() {
        let error = #expect(throws: PictureError.self) { try PNG.decode(Array("GIF89a, not a PNG".utf8)) }
        #expect(error?.code == .notAPNG)
    }

    @Test func aMissingFileIsNamed() {
        let error = #expect(throws: PictureError.self) { try PNG.read("/nonexistent/bill.png") }
        #expect(error?.code == .fileNotReadable)
        #expect(error?.message.contains("/nonexistent/bill.png") == true)
    }
}
