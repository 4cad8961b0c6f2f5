package import KioskPictures

/// A QR code as it stands on a slip: how large its modules are, and how much of it may be lost.
///
/// A short text (a claim code, an address) is about 30 mm wide, with modules of up to 8 dots and correction M: what a
/// phone reads in a dim hallway. A receipt's proof has 500 to 1,250 characters; there correction L keeps the modules
/// large, because a slip fresh from the printer loses nothing, and a camera loses small modules first. At 203 dpi a
/// module of 4 dots is 0.5 mm, and of 3 dots 0.375 mm, the least that is printed.
package struct PrintedQR: Sendable {
    package let symbol: QRSymbol
    package let correction: QRSymbol.Correction
    package let moduleDots: Int

    /// From here on, correction L.
    private static let longText = 300
    private static let usualWidth = 240
    private static let usualModules = 4...8
    private static let smallestModule = 3

    package init(_ text: String, dotsWidth: Int) throws(PictureError) {
        correction = text.utf8.count < PrintedQR.longText ? .medium : .low
        symbol = try QRSymbol(text: text, correction: correction)
        let room = dotsWidth / (symbol.side + 2 * QRSymbol.quietZone)
        guard room >= PrintedQR.smallestModule else {
            throw PictureError(.notEncodable, "A QR code of \(symbol.side) modules does not fit \(dotsWidth) dots.")
        }
        let usual = max(PrintedQR.usualModules.lowerBound, PrintedQR.usualWidth / symbol.side)
        moduleDots = min(room, usual, PrintedQR.usualModules.upperBound)
    }

    /// Version of ISO/IEC 18004: 1 has 21 modules a side, and each has 4 more than the one before.
    package var version: Int { (symbol.side - 17) / 4 }

    /// In dots, without the quiet zone.
    package var side: Int { symbol.side * moduleDots }

    /// The code in the middle of the paper.
    func raster(dotsWidth: Int) -> DotRaster {
        var raster = DotRaster(width: dotsWidth, height: side)
        let left = (dotsWidth - side) / 2
        for y in 0..<side {
            for x in 0..<side where symbol.modules[x / moduleDots, y / moduleDots] { raster.set(left + x, y) }
        }
        return raster
    }
}
