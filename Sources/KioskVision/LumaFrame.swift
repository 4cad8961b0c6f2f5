/// One frame of a camera or a picture: width × height bytes of luma, 0 black, 255 white.
package struct LumaFrame: Hashable, Sendable {
    let image: LumaImage

    package var width: Int { image.width }
    package var height: Int { image.height }

    /// A picture whose sides are within a reader's bounds.
    init(_ image: LumaImage) { self.image = image }

    /// - Parameter stride: the bytes from the start of one row to the start of the next, at least `width`.
    package init(luma: [UInt8], width: Int, height: Int, stride: Int) throws(CodeReaderError) {
        guard (1...CodeReader.largestSide).contains(width), (1...CodeReader.largestSide).contains(height) else {
            throw CodeReaderError(
                code: .frameTooLarge,
                message: "A frame of \(width) × \(height) pixels cannot be read: "
                    + "give 1 to \(CodeReader.largestSide) pixels a side, and scale larger pictures down.")
        }
        // Both factors are bounded: the sides by the check above, the stride by the buffer that exists.
        guard stride >= width, luma.count / stride >= height - 1, luma.count - stride * (height - 1) >= width else {
            throw CodeReaderError(
                code: .bufferTooShort,
                message: "\(luma.count) bytes with rows \(stride) bytes apart do not hold "
                    + "\(width) × \(height) pixels: give one byte of luma a pixel.")
        }
        if stride == width, luma.count == width * height {
            image = LumaImage(width: width, height: height, bytes: luma)
        } else {
            // The rows without the bytes between them, as the engines take them.
            image = LumaImage(width: width, height: height) { target in
                luma.withUnsafeBufferPointer { luma in
                    guard let source = luma.baseAddress else { return }
                    for row in 0..<height { (target + row * width).update(from: source + row * stride, count: width) }
                }
            }
        }
    }
}
