import KioskPictures

/// One thing a receipt printer was told, once its bytes are all there.
enum PrintInstruction: Sendable {
    case glyph(PrintedGlyph)
    case lineFeed
    case feed(lines: Int)
    case feedDots(Int)
    case initialize
    case align(PrintedAlignment)
    case bold(Bool)
    case reversed(Bool)
    /// Of all characters.
    case size(across: Int, down: Int)
    /// Of Chinese characters alone.
    case chineseSize(across: Int, down: Int)
    case lineSpacing(Int)
    case raster(DotRaster)
    case qrModule(Int)
    case qrCorrection(QRSymbol.Correction)
    case qrData([UInt8])
    case qrPrint
    case cut
    case automaticStatus(Bool)
    case processID([UInt8])
}

package enum PrintedAlignment: Sendable {
    case left, center, right
}

/// A character by its code as it came: one byte of ASCII, or two or four of GB18030. It is turned into text only
/// when somebody reads the paper.
package struct PrintedGlyph: Hashable, Sendable {
    /// The bytes, the first one highest.
    let code: UInt32
    let byteCount: Int

    init(_ bytes: [UInt8]) {
        code = bytes.reduce(0) { $0 << 8 | UInt32($1) }
        byteCount = bytes.count
    }

    /// What is printed in the place of a character the printer does not know.
    static let unknown = PrintedGlyph([UInt8(ascii: "?")])

    /// Columns of 12 dots.
    var columns: Int { byteCount == 1 ? 1 : 2 }

    var bytes: [UInt8] {
        (0..<byteCount).map { UInt8(truncatingIfNeeded: code >> UInt32(8 * (byteCount - 1 - $0))) }
    }
}
