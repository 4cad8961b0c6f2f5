import KioskPictures
import Testing

struct CanvasTests {
    private func hasInk(_ picture: Bitmap, x: Range<Int>, y: Range<Int>) -> Bool {
        y.contains { row in x.contains { picture[$0, row] < 128 } }
    }

    @Test func chineseIsTwiceAsWideAsLatinInTheMonospacedFace() throws {
        // Fails where the font of the house is not installed: fonts-noto-cjk.
        let canvas = try Canvas(width: 10, height: 10)
        let style = TextStyle(.monospaced, size: 24)
        #expect(try canvas.measure("缴费成功", style: style).width == 96)
        #expect(try canvas.measure("12345678", style: style).width == 96)
    }

    @Test func textLeavesInkWhereItIsPut() throws {
        let canvas = try Canvas(width: 200, height: 60)
        try canvas.draw("电", x: 100, y: 5, style: TextStyle(size: 40))
        let picture = try canvas.bitmap()
        #expect(hasInk(picture, x: 100..<140, y: 5..<60))
        #expect(!hasInk(picture, x: 0..<95, y: 0..<60))
    }

    @Test(arguments: [(TextAlignment.left, 0..<60), (.center, 120..<180), (.right, 240..<300)])
    func textIsAligned(_ alignment: TextAlignment, _ columns: Range<Int>) throws {
        let canvas = try Canvas(width: 300, height: 60)
        try canvas.draw("户", x: 0, y: 0, width: 300, alignment: alignment, style: TextStyle(size: 40))
        let picture = try canvas.bitmap()
        #expect(hasInk(picture, x: columns, y: 0..<60))
        #expect(!hasInk(picture, x: 0..<columns.lowerBound, y: 0..<60))
        #expect(!hasInk(picture, x: columns.upperBound..<300, y: 0..<60))
    }

    @Test func longTextWrapsToItsWidth() throws {
        let canvas = try Canvas(width: 10, height: 10)
        let style = TextStyle(size: 24)
        let one = try canvas.measure("浙江省电力公司", style: style)
        let wrapped = try canvas.measure("浙江省电力公司", width: 100, style: style)
        #expect(wrapped.width <= 100)
        #expect(wrapped.height >= 2 * one.height - 2)
    }

    @Test func whiteInkTakesBlackAway() throws {
        let canvas = try Canvas(width: 60, height: 60)
        canvas.rectangle(x: 0, y: 0, width: 60, height: 60)
        try canvas.draw("■", x: 0, y: -5, style: TextStyle(size: 60, ink: .white))
        let picture = try canvas.bitmap()
        #expect(picture[0, 0] == 0)
        #expect(picture[30, 32] == 255)
    }

    @Test func controlCharactersDrawNothing() throws {
        let canvas = try Canvas(width: 10, height: 10)
        let style = TextStyle(.monospaced, size: 24)
        #expect(try canvas.measure("a\u{1B}\u{0}\u{7}b", style: style).width == 24)
    }

    @Test func boundsAreErrorsNotTraps() {
        let longest = Bitmap.longestSide
        for (width, height) in [(0, 10), (longest + 1, 1), (longest, longest), (-1, 10)] {
            #expect(throws: PictureError.self) {
                let canvas = try Canvas(width: width, height: height)
                _ = canvas.width
            }
        }
        #expect(throws: PictureError.self) {
            let canvas = try Canvas(width: 10, height: 10)
            try canvas.draw(
                String(repeating: "长", count: Canvas.longestText), x: 0, y: 0, style: TextStyle(size: 24))
        }
    }

    @Test func dotsKeepTheirPlaces() throws {
        var raster = DotRaster(width: 10, height: 2)
        raster.set(0, 0)
        raster.set(9, 1)
        #expect(raster.bytes == [0x80, 0x00, 0x00, 0x40])
        let canvas = try Canvas(width: 30, height: 6)
        canvas.dots(raster, x: 0, y: 0, module: 3)
        let again = try canvas.bitmap().dots()
        #expect(again[0, 0] && again[2, 2] && !again[3, 0] && again[27, 3] && again[29, 5] && !again[26, 3])
    }

    @Test func aRasterOfWrongLengthIsNone() {
        #expect(DotRaster(width: 9, height: 2, bytes: [1, 2, 3]) == nil)
        #expect(DotRaster(width: 0, height: 2, bytes: []) == nil)
        #expect(Bitmap(width: 2, height: 2, bytes: [1, 2, 3]) == nil)
    }
}
