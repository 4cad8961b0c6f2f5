import KioskCore
import KioskPictureFactory
import KioskPictures
import KioskVision
import Testing

/// Pictures that neither engine reads by itself, or that one of them alone does, and what must not be read.
@Suite struct PassTests {
    private static func frame(_ picture: FactoryPicture) throws -> LumaFrame {
        try LumaFrame(
            luma: picture.bitmap.bytes, width: picture.bitmap.width, height: picture.bitmap.height,
            stride: picture.bitmap.width)
    }

    @Test(arguments: BillKind.allCases, BillFace.allCases)
    func aCleanBillIsReadWithinItsBudget(bill: BillKind, face: BillFace) throws {
        let picture = try FactoryPicture(bill, on: face, .tilted, step: 0, seed: 7)
        let reading = try CodeReader(effort: .within(.seconds(1))).look(at: Self.frame(picture))
        #expect(reading.codes.map(\.code.bytes) == [picture.bytes])
        #expect(reading.codes.map(\.code.symbology) == [bill.symbology])
    }

    @Test(arguments: BillKind.allCases)
    func aBillAtASlantOfThirtyDegreesIsRead(bill: BillKind) throws {
        let picture = try FactoryPicture(bill, on: .paper, .tilted, step: 4, seed: 7)
        let reading = try CodeReader(effort: .within(.seconds(2))).look(at: Self.frame(picture))
        #expect(reading.codes.map(\.code.bytes) == [picture.bytes])
    }

    @Test(arguments: BillKind.allCases)
    func lightBarsOnADarkScreenAreRead(bill: BillKind) throws {
        let picture = try FactoryPicture(bill, on: .paper, .inverted, step: 1, seed: 7)
        let reading = try CodeReader(effort: .within(.seconds(2))).look(at: Self.frame(picture))
        #expect(reading.codes.map(\.code.bytes) == [picture.bytes])
    }

    @Test(arguments: BillKind.allCases)
    func cornersLieWhereTheCodeLies(bill: BillKind) throws {
        let picture = try FactoryPicture(bill, on: .paper, .tilted, step: 0, seed: 3)
        let found = try #require(try CodeReader().look(at: Self.frame(picture)).codes.first)
        let sighting = try #require(found.code.sighting)
        try #require(sighting.corners.count == 4)
        for (corner, drawn) in zip(sighting.corners, picture.corners) {
            #expect(abs(corner.x - drawn.x) < 9)
            // A fifth of the bars' height.
            #expect(abs(corner.y - drawn.y) < 20)
        }
        #expect(min(sighting.orientation, 360 - sighting.orientation) < 4)
        #expect(sighting.quality >= 1)
    }

    @Test(arguments: [DrawnCode.code128, .ean13, .itf, .code39, .qr])
    func aCodeUpsideDownIsTurnedByHalf(drawn: DrawnCode) throws {
        let picture = drawn.luma(turned: true)
        let codes = try CodeReader().read(
            luma: picture.bytes, width: picture.width, height: picture.height, stride: picture.stride)
        let sighting = try #require(codes.first?.sighting)
        #expect(abs(sighting.orientation - 180) < 4)
        // Its own top left corner is the lowest and rightmost one.
        #expect(sighting.corners[0].x > sighting.corners[1].x)
        #expect(sighting.corners[0].y >= sighting.corners[3].y)
    }

    @Test func twoCodesOfOneBillAreBothFoundAndTheSameCodeTwiceIsOne() throws {
        let bars = DrawnCode.code128.luma()
        let qr = DrawnCode.qr.luma()
        let width = max(bars.width, qr.width)
        var luma: [UInt8] = []
        for picture in [bars, qr, bars] {
            for row in 0..<picture.height {
                luma += picture.bytes[row * picture.width..<(row + 1) * picture.width]
                luma += [UInt8](repeating: 255, count: width - picture.width)
            }
        }
        let codes = try CodeReader(effort: .everyPass).read(
            luma: luma, width: width, height: luma.count / width, stride: width)
        #expect(Set(codes.map(\.symbology)) == [.code128, .qr])
        #expect(codes.count == 2)
    }

    @Test func barsThatAreHardToReadAreFoundBesideAClearQRCode() throws {
        let reader = CodeReader(effort: .within(.milliseconds(400)))
        // The first step at which libzbar, which looks first, does not see the bars any more.
        var blurred: FactoryPicture?
        for step in 1...PictureFault.steps where blurred == nil {
            let picture = try FactoryPicture(.febraban, on: .paper, .blurred, step: step, seed: 2)
            if try !EngineAlone.zbar.read(Self.frame(picture)).contains(picture.bytes) { blurred = picture }
        }
        let picture = try #require(blurred)
        try #require(try reader.look(at: Self.frame(picture)).codes.map(\.code.bytes) == [picture.bytes])
        let qr = DrawnCode.qr.luma()
        var luma = picture.bitmap.bytes
        for row in 0..<qr.height {
            for column in 0..<qr.width { luma[row * picture.bitmap.width + column] = qr.bytes[row * qr.width + column] }
        }
        let frame = try LumaFrame(luma: luma, width: 1_280, height: 720, stride: 1_280)
        let codes = try reader.look(at: frame).codes.map(\.code.bytes)
        #expect(Set(codes) == [picture.bytes, Array("PAGO|Zürich 杭州电费".utf8)])
    }

    @Test func noiseHoldsNoCodeHoweverLongItIsLookedAt() throws {
        var generator = SeededGenerator(seed: 11)
        let luma = (0..<480 * 320).map { _ in UInt8.random(in: .min ... .max, using: &generator) }
        let reading = try CodeReader(effort: .everyPass).look(
            at: LumaFrame(luma: luma, width: 480, height: 320, stride: 480))
        #expect(reading.codes.isEmpty)
        #expect(Set(reading.passes) == Set(DecodingPass.allCases))
    }

    /// A slanted scan line leaves the bars over an edge, and so does one across bars that are seen much from the side.
    @Test(arguments: [(BillFace.paper, PictureFault.tilted, 3), (.paper, .fromTheSide, 6), (.paper, .glare, 5)])
    func aSlantedITFCodeIsReadWholeOrNotAtAll(face: BillFace, fault: PictureFault, step: Int) throws {
        let picture = try FactoryPicture(.febraban, on: face, fault, step: step, seed: 1)
        let codes = try CodeReader(effort: .within(.seconds(1))).look(at: Self.frame(picture)).codes.map(\.code.bytes)
        #expect(codes.isEmpty || codes == [picture.bytes])
    }

    /// A UPC-E article's six digits: libzbar tells of them as of an EAN-13 unless UPC-E is on.
    @Test func aCodeOfSixDigitsIsNoEAN13() throws {
        // 01234565 in UPC-E: guard, 1 to 6 with the parities of check digit 5 (EOOEEO), end guard (GS1 General Specifications, 5.2.1.2).
        let drawn = DrawnCode(
            name: "UPC-E",
            rows: ["101" + "0110011" + "0010011" + "0111101" + "0011101" + "0111001" + "0101111" + "010101"],
            repeats: 30)
        let picture = drawn.luma()
        let frame = try LumaFrame(
            luma: picture.bytes, width: picture.width, height: picture.height, stride: picture.stride)
        try #require(try EngineAlone.zbar.read(frame) == [Array("0012345000065".utf8)])
        #expect(try CodeReader(effort: .everyPass).look(at: frame).codes.isEmpty)
    }

    @Test func aPartOfAnITFCodeIsNoCode() throws {
        // The left half of the bars, then white, as under a lamp, then the bars again.
        let drawn = DrawnCode.itf.luma()
        var bytes = drawn.bytes
        for row in 0..<drawn.height {
            for column in drawn.width * 5 / 10..<drawn.width * 6 / 10 { bytes[row * drawn.width + column] = 255 }
        }
        let codes = try CodeReader(effort: .everyPass).read(
            luma: bytes, width: drawn.width, height: drawn.height, stride: drawn.stride)
        #expect(codes.isEmpty)
    }

    @Test func theSameSeedGivesTheSamePicture() throws {
        let one = try FactoryPicture(.swiss, on: .phone, .creased, step: 3, seed: 5)
        let again = try FactoryPicture(.swiss, on: .phone, .creased, step: 3, seed: 5)
        let other = try FactoryPicture(.swiss, on: .phone, .creased, step: 3, seed: 6)
        #expect(one.bitmap == again.bitmap)
        #expect(one.bitmap != other.bitmap)
    }
}
