import KioskVision
import Testing

/// What needs no camera: pixels, and the decisions about one that comes and goes.
@Suite struct CameraTests {
    /// Four pixels by two of luma 10 to 80, laid out as each format says.
    private static let luma: [UInt8] = [10, 20, 30, 40, 50, 60, 70, 80]

    private static func pixels(_ format: PixelFormat, padding: Int) -> [UInt8] {
        (0..<2).flatMap { row -> [UInt8] in
            let line = luma[row * 4..<row * 4 + 4]
            let bytes: [UInt8] =
                switch format {
                case .grey, .nv12, .mjpeg: Array(line)
                case .yuyv: line.flatMap { [$0, 200] }
                case .uyvy: line.flatMap { [200, $0] }
                }
            return bytes + [UInt8](repeating: 99, count: padding)
        } + (format == .nv12 ? [128, 128, 128, 128] : [])
    }

    @Test(arguments: [PixelFormat.grey, .nv12, .yuyv, .uyvy], [0, 6])
    func theLumaOfEachFormatIsFound(format: PixelFormat, padding: Int) throws {
        let step = format == .grey || format == .nv12 ? 1 : 2
        let frame = try format.frame(
            of: Self.pixels(format, padding: padding), width: 4, height: 2, bytesPerLine: 4 * step + padding)
        let expected = try LumaFrame(luma: Self.luma, width: 4, height: 2, stride: 4)
        #expect(frame == expected)
    }

    @Test(arguments: PixelFormat.allCases)
    func aBufferShorterThanItsFrameIsABadFrame(format: PixelFormat) {
        let error = #expect(throws: CameraError.self) {
            try format.frame(of: [1, 2, 3], width: 4, height: 2, bytesPerLine: 0)
        }
        #expect(error?.code == .badFrame)
    }

    /// `v4l2_fourcc('Y', 'U', 'Y', 'V')` of linux/videodev2.h.
    @Test func theCodesAreThoseOfTheKernel() {
        #expect(PixelFormat.yuyv.fourCC == 0x5659_5559)
        #expect(PixelFormat(fourCC: 0x4745_504A) == nil)
        #expect(PixelFormat(fourCC: PixelFormat.mjpeg.fourCC) == .mjpeg)
    }

    @Test func aCameraThatIsNotThereIsToldAsGone() {
        let error = #expect(throws: CameraError.self) { _ = try Camera(path: "/dev/video-nowhere").width }
        #expect(error?.code == .gone)
    }

    @Test func whatIsNoCameraIsToldAsSuch() {
        let error = #expect(throws: CameraError.self) { _ = try Camera(path: "/dev/null").width }
        #expect(error?.code == .notACamera)
    }

    @Test func aCameraThatWasPulledOutIsOpenedAgainEverMoreSlowly() {
        var line = CameraLine()
        let gone = try? Self.error()
        var now = Duration.zero
        var waits: [Duration] = []
        for _ in 0..<9 {
            guard line.step(at: now) == .open, let gone else { break }
            line.failed(gone, at: now)
            guard case .wait(let until) = line.step(at: now) else { break }
            waits.append(until - now)
            now = until
        }
        #expect(
            waits == [.milliseconds(250), .milliseconds(500), .seconds(1), .seconds(2), .seconds(4), .seconds(8)]
                + [Duration](repeating: .seconds(10), count: 3))
        #expect(line.trouble?.code == .gone)
        line.opened()
        #expect(line.step(at: now) == .read)
        line.gotFrame()
        #expect(line.trouble == nil)
    }

    @Test func unplugWhileReadingClosesAndThenOpensAgain() throws {
        var line = CameraLine()
        line.opened()
        line.gotFrame()
        line.failed(try Self.error(), at: .seconds(5))
        #expect(line.step(at: .seconds(5)) == .close)
        line.closed(at: .seconds(5))
        #expect(line.step(at: .seconds(5)) == .wait(until: .seconds(5) + CameraLine.firstWait))
        #expect(line.step(at: .seconds(6)) == .open)
    }

    @Test func oneDamagedFrameIsForgivenAndManyAreNot() throws {
        var line = CameraLine()
        line.opened()
        let bad = #expect(throws: CameraError.self) {
            try PixelFormat.grey.frame(of: [], width: 4, height: 2, bytesPerLine: 0)
        }
        let error = try #require(bad)
        for _ in 1..<CameraLine.mostFailures {
            line.failed(error, at: .zero)
            #expect(line.step(at: .zero) == .read)
        }
        line.failed(error, at: .zero)
        #expect(line.step(at: .zero) == .close)
    }

    private static func error() throws -> CameraError {
        try #require(#expect(throws: CameraError.self) { _ = try Camera(path: "/dev/video-nowhere").width })
    }
}
