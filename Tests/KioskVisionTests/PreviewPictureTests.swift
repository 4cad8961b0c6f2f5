import KioskCore
import KioskVision
import Testing

/// What a screen is shown of a frame, and what tells that something moved.
@Suite struct PreviewPictureTests {
    private static func frame(
        width: Int, height: Int, _ luma: (_ x: Int, _ y: Int) -> UInt8
    ) throws -> LumaFrame {
        let bytes = (0..<height).flatMap { y in (0..<width).map { luma($0, y) } }
        return try LumaFrame(luma: bytes, width: width, height: height, stride: width)
    }

    @Test(arguments: [(1_280, 720, 640), (1_920, 1_080, 480), (640, 480, 640), (33, 21, 33)])
    func aFrameIsHalvedUntilTheScreenNeedsNoMore(width: Int, height: Int, expected: Int) throws {
        let picture = try PreviewPicture(try Self.frame(width: width, height: height) { x, _ in UInt8(x % 200) })
        #expect(picture.width == expected)
        let read = try PictureFile.frame(of: picture.jpeg)
        #expect(read.width == expected && read.height == picture.height)
    }

    /// Black on the left and white on the right stay so, as far as JPEG keeps them.
    @Test func thePictureShowsWhatTheFrameShows() throws {
        let picture = try PreviewPicture(try Self.frame(width: 64, height: 32) { x, _ in x < 32 ? 20 : 230 })
        let read = try PictureFile.frame(of: picture.jpeg)
        let same = try Self.frame(width: 64, height: 32) { x, _ in x < 32 ? 20 : 230 }
        var scene = SceneChange()
        let changes = [scene.isNew(same), scene.isNew(read)]
        #expect(changes == [true, false])
    }

    @Test func noiseIsNoChangeAndABillIs() throws {
        var random = SystemRandomNumberGenerator()
        var scene = SceneChange()
        func desk() throws -> LumaFrame {
            try Self.frame(width: 640, height: 480) { _, _ in UInt8(100 + Int.random(in: -20...20, using: &random)) }
        }
        let changes = try (0..<20).map { _ in scene.isNew(try desk()) }
        #expect(changes == [true] + [Bool](repeating: false, count: 19))
        let bill = try Self.frame(width: 640, height: 480) { x, y in x > 500 && y > 380 ? 220 : 100 }
        let isNew = scene.isNew(bill)
        #expect(isNew)
    }

    @Test func anOutlineIsAShareOfTheFrame() throws {
        let corners = [
            FramePoint(x: 0, y: 0), FramePoint(x: 100, y: 0), FramePoint(x: 100, y: 50), FramePoint(x: 0, y: 50),
        ]
        let code = ScannedCode("1", symbology: .qr).seen(CodeSighting(corners: corners, orientation: 0, quality: 1))
        let frame = try Self.frame(width: 200, height: 100) { _, _ in 0 }
        #expect(frame.outline(of: code)[2] == FramePoint(x: 0.5, y: 0.5))
        #expect(frame.outline(of: ScannedCode("1", symbology: .qr)).isEmpty)
    }
}
