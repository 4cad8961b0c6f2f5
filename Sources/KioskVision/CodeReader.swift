package import KioskCore

/// Finds the bar codes and QR codes in one frame of luma: width × height bytes, 0 black, 255 white.
///
/// It keeps nothing between frames: each call makes its own libzbar scanner, which costs little beside the scan,
/// and so the reader can be shared between tasks. Only the symbologies that billers use are looked for, because
/// with all of them on libzbar is slower and reads codes that are not there.
package struct CodeReader: Sendable {
    /// The symbologies on bills, receipts and phones that the kiosk meets.
    package static let billerSymbologies: Set<Symbology> = [.code128, .gs1Code128, .itf, .ean13, .code39, .qr]

    /// The longest side of a frame, in pixels; a page at 600 dpi has 7,016.
    package static let largestSide = 8_192
    /// The most codes returned of one frame. A bill carries one to three.
    package static let mostCodes = 16
    /// Interleaved 2 of 5 and Code 39 have no start that noise cannot imitate, and a slanted scan line reads part of
    /// an ITF code as a whole one. No biller's code is this short.
    package static let shortestUncheckedCode = 8

    package let symbologies: Set<Symbology>

    package init(symbologies: Set<Symbology> = CodeReader.billerSymbologies) {
        self.symbologies = symbologies
    }

    /// The codes of a frame, in no particular order; empty when there is none.
    ///
    /// - Parameter stride: the bytes from the start of one row to the start of the next, at least `width`.
    package func read(luma: [UInt8], width: Int, height: Int, stride: Int) throws(CodeReaderError) -> [ScannedCode] {
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
        return try scan(packed(luma, width: width, height: height, stride: stride), width: width, height: height)
    }

    /// The rows without the bytes between them, as libzbar takes them.
    private func packed(_ luma: [UInt8], width: Int, height: Int, stride: Int) -> [UInt8] {
        guard stride != width || luma.count != width * height else { return luma }
        var pixels: [UInt8] = []
        pixels.reserveCapacity(width * height)
        for row in 0..<height {
            pixels += luma[row * stride..<row * stride + width]
        }
        return pixels
    }

    private func scan(_ pixels: [UInt8], width: Int, height: Int) throws(CodeReaderError) -> [ScannedCode] {
        let scanner = try ZBarScanner(symbologies: symbologies)
        let image = try ZBarImage(width: width, height: height)
        return image.codes(in: pixels, scanner: scanner)
    }
}

/// Why a frame could not be looked at. A frame without a code is no error.
package struct CodeReaderError: Error, CustomStringConvertible {
    package enum Code: Sendable {
        case frameTooLarge, bufferTooShort, outOfMemory
    }

    package let code: Code
    package let message: String

    package init(code: Code, message: String) {
        self.code = code
        self.message = message
    }

    package var description: String { message }
}
