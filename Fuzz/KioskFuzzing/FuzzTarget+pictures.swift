import KioskCore
import KioskVision

extension FuzzTarget {
    static let pictures = [
        FuzzTarget(name: "picture-file", run: pictureFile),
        FuzzTarget(name: "camera-frame", run: cameraFrame),
        FuzzTarget(name: "frame-reader", run: frameReader),
    ]

    /// A file that somebody else made: it is a frame within the bounds, or an error in words.
    private static let pictureFile: @Sendable ([UInt8]) -> Void = { bytes in
        do throws(PictureFileError) {
            let frame = try PictureFile.frame(of: bytes)
            precondition(
                (1...CodeReader.largestSide).contains(frame.width)
                    && (1...CodeReader.largestSide).contains(frame.height)
                    && frame.width * frame.height <= PictureFile.mostPixels, "a picture past its bound")
        } catch {
            precondition(!error.message.isEmpty, "an error without words")
        }
    }

    /// What a camera's driver may put into a buffer, and what it may say of it.
    private static let cameraFrame: @Sendable ([UInt8]) -> Void = { bytes in
        var input = FuzzInput(bytes)
        let format = PixelFormat.allCases[Int(input.byte()) % PixelFormat.allCases.count]
        let number = { (input: inout FuzzInput) in Int(input.byte()) << 8 | Int(input.byte()) }
        let (width, height, line) = (number(&input), number(&input), number(&input))
        guard let frame = try? format.frame(of: input.all(), width: width, height: height, bytesPerLine: line) else {
            return
        }
        precondition(format == .mjpeg || frame.width == width && frame.height == height, "a frame of another size")
    }

    /// A frame of any pixels, by every pass that its time allows: no more codes than the bound, none without text, each
    /// of a kind that was asked for.
    private static let frameReader: @Sendable ([UInt8]) -> Void = { bytes in
        var input = FuzzInput(bytes)
        let (columns, rows, zoom) = (Int(input.byte() % 96) + 1, Int(input.byte() % 48) + 1, Int(input.byte() % 5) + 1)
        let pattern = input.all()
        guard !pattern.isEmpty else { return }
        let luma = (0..<columns * rows * zoom * zoom).map { place in
            let (x, y) = (place % (columns * zoom) / zoom, place / (columns * zoom) / zoom)
            return pattern[(y * columns + x) % pattern.count]
        }
        let asked = CodeReader.billerSymbologies
        guard
            let frame = try? LumaFrame(
                luma: luma, width: columns * zoom, height: rows * zoom, stride: columns * zoom),
            let reading = try? CodeReader(symbologies: asked, effort: .within(.milliseconds(20))).look(at: frame)
        else { preconditionFailure("a frame within the bounds is refused") }
        precondition(reading.codes.count <= CodeReader.mostCodes, "more codes than the bound")
        precondition(Set(reading.codes.map(\.code)).count == reading.codes.count, "one code is told twice")
        for code in reading.codes.map(\.code) {
            precondition(
                asked.contains(code.symbology) && !code.bytes.isEmpty && !code.text.isEmpty, "a code of nothing")
            precondition(code.bytes.count <= ScannedCode.largestAccepted, "a code past every code")
        }
    }
}
