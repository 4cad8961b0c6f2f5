import KioskCore
import KioskPictureFactory
import KioskVision
import Testing

@Suite struct CodeReaderTests {
    static let billCodes: [(DrawnCode, ScannedCode)] = [
        (.code128, ScannedCode("3312345678202610000186402611213", symbology: .code128, aim: "]C0")),
        (
            .gs1,
            ScannedCode("415541234567890880" + "20REF123\u{1D}390218640", symbology: .gs1Code128, aim: "]C1")
        ),
        (.itf, ScannedCode("83860000005096000190000008017823000034306271", symbology: .itf, aim: "]I0")),
        (.ean13, ScannedCode("5901234123457", symbology: .ean13, aim: "]E0")),
        (.code39, ScannedCode("2000012345", symbology: .code39, aim: "]A0")),
        (.qr, ScannedCode("PAGO|Zürich 杭州电费", symbology: .qr, aim: "]Q1")),
    ]

    @Test(arguments: billCodes)
    func everySymbologyOfBillersIsReadFromItsPicture(drawn: DrawnCode, code: ScannedCode) throws {
        let picture = drawn.luma()
        let codes = try CodeReader().read(
            luma: picture.bytes, width: picture.width, height: picture.height, stride: picture.stride)
        #expect(codes == [code])
    }

    @Test(arguments: billCodes)
    func aBillLaidUpsideDownIsReadAllTheSame(drawn: DrawnCode, code: ScannedCode) throws {
        let picture = drawn.luma(pixelsPerModule: 2, turned: true)
        let codes = try CodeReader().read(
            luma: picture.bytes, width: picture.width, height: picture.height, stride: picture.stride)
        #expect(codes == [code])
    }

    @Test func rowsWithBytesBetweenThemAreRead() throws {
        let picture = DrawnCode.qr.luma(padding: 13)
        let codes = try CodeReader().read(
            luma: picture.bytes, width: picture.width, height: picture.height, stride: picture.stride)
        #expect(codes.map(\.text) == ["PAGO|Zürich 杭州电费"])
    }

    @Test func aSymbologyNobodyAskedForIsNotRead() throws {
        let picture = DrawnCode.ean13.luma()
        let codes = try CodeReader(symbologies: [.qr, .itf]).read(
            luma: picture.bytes, width: picture.width, height: picture.height, stride: picture.stride)
        #expect(codes.isEmpty)
    }

    @Test func anEmptyPageHasNoCode() throws {
        let codes = try CodeReader().read(
            luma: [UInt8](repeating: 255, count: 400 * 300), width: 400, height: 300, stride: 400)
        #expect(codes.isEmpty)
    }

    @Test func noiseHasNoBillCode() throws {
        var generator = SeededGenerator(seed: 7)
        let luma = (0..<600 * 400).map { _ in UInt8.random(in: .min ... .max, using: &generator) }
        let codes = try CodeReader().read(luma: luma, width: 600, height: 400, stride: 600)
        #expect(codes.isEmpty)
    }

    @Test func noiseOfAnySmallSizeNeverTraps() throws {
        var generator = SeededGenerator(seed: 8)
        for _ in 0..<300 {
            let (width, height) = (Int.random(in: 1...70, using: &generator), Int.random(in: 1...70, using: &generator))
            let luma = (0..<width * height).map { _ in Bool.random(using: &generator) ? UInt8(0) : 255 }
            _ = try CodeReader().read(luma: luma, width: width, height: height, stride: width)
        }
    }

    @Test func aFrameOfOnePixelIsAFrame() throws {
        #expect(try CodeReader().read(luma: [0], width: 1, height: 1, stride: 1).isEmpty)
    }

    @Test(arguments: [
        (0, 10, 10), (10, 0, 10), (-1, 10, 10), (10, -1, 10), (CodeReader.largestSide + 1, 1, 10_000),
        (1, Int.max, 1), (Int.max, 1, Int.max),
    ])
    func sidesOutOfBoundsAreRefused(width: Int, height: Int, stride: Int) {
        let error = #expect(throws: CodeReaderError.self) {
            try CodeReader().read(luma: [0], width: width, height: height, stride: stride)
        }
        #expect(error?.code == .frameTooLarge)
    }

    @Test(arguments: [(99, 10), (100, 9), (100, Int.max), (100, 11), (100, -1), (0, 10)])
    func aBufferShorterThanTheFrameIsRefused(count: Int, stride: Int) {
        let error = #expect(throws: CodeReaderError.self) {
            try CodeReader().read(
                luma: [UInt8](repeating: 0, count: count), width: 10, height: 10, stride: stride)
        }
        #expect(error?.code == .bufferTooShort)
    }
}
