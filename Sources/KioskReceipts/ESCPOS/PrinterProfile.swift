/// What one model of receipt printer can do; read from its folder in `devices/`.
package struct PrinterProfile: Hashable, Codable, Sendable {
    /// Which Chinese characters the printer has glyphs for. Lines with others are printed as pictures.
    package enum Glyphs: String, Codable, Sendable {
        /// ASCII alone.
        case none
        /// The two-byte part of GB18030, which is GBK.
        case twoByte
        /// All of GB18030, four-byte characters too.
        case gb18030
    }

    /// How pictures are sent.
    package enum RasterCommand: String, Codable, Sendable {
        /// `GS v 0`, which every maker copied.
        case gsV0
        /// `GS ( L` functions 112 and 50, which Epson recommends instead.
        case gsParenL
    }

    /// Columns of ASCII characters at normal size: 48 on 80 mm paper, 32 on 58 mm.
    package var columns: Int
    /// Dots across the printable width: 576 or 384 at 203 dpi.
    package var dotsWidth: Int
    package var glyphs: Glyphs
    /// Whether `GS ( H` is answered when the data before it is on paper.
    package var hasProcessID: Bool
    package var hasCutter: Bool
    /// Whether the printer draws QR codes itself.
    package var hasQRCode: Bool
    /// Whether `DLE DC4` function 8 throws away what is not printed yet.
    package var canClearBuffer: Bool
    package var rasterCommand: RasterCommand

    package init(
        columns: Int, dotsWidth: Int, glyphs: Glyphs = .gb18030, hasProcessID: Bool = true, hasCutter: Bool = true,
        hasQRCode: Bool = true, canClearBuffer: Bool = true, rasterCommand: RasterCommand = .gsV0
    ) {
        self.columns = columns
        self.dotsWidth = dotsWidth
        self.glyphs = glyphs
        self.hasProcessID = hasProcessID
        self.hasCutter = hasCutter
        self.hasQRCode = hasQRCode
        self.canClearBuffer = canClearBuffer
        self.rasterCommand = rasterCommand
    }

    /// 80 mm paper, everything the protocol offers.
    package static let wide = PrinterProfile(columns: 48, dotsWidth: 576)
    /// 58 mm paper, a plain printer: two-byte codes, no proof of printing.
    package static let narrow = PrinterProfile(
        columns: 32, dotsWidth: 384, glyphs: .twoByte, hasProcessID: false, hasCutter: false, hasQRCode: false,
        canClearBuffer: false)
}
