/// A gray picture in memory: one byte a pixel, from 0 (black) to 255 (white), rows from top to bottom without
/// padding, so `width` × `height` bytes.
///
/// Gray because everything here ends on thermal paper, under a scanner's lamp or in a decoder of bar codes.
package struct Bitmap: Hashable, Sendable {
    /// In pixels, at least 1.
    package let width: Int
    /// In pixels, at least 1.
    package let height: Int
    /// Luma, `width` × `height` bytes.
    package let bytes: [UInt8]

    /// The longest side taken from outside or drawn, in pixels: four metres of receipt at 203 dpi.
    package static let longestSide = 32_000
    /// The most pixels of one picture: a photograph of 32 megapixels.
    package static let mostPixels = 32_000_000

    /// Nil unless both sides are within the bounds and there are exactly `width` × `height` bytes.
    package init?(width: Int, height: Int, bytes: [UInt8]) {
        guard Bitmap.isWithinBounds(width: width, height: height), bytes.count == width * height else { return nil }
        self.width = width
        self.height = height
        self.bytes = bytes
    }

    /// A picture whose dimensions this module has already checked.
    init(checkedWidth width: Int, height: Int, bytes: [UInt8]) {
        precondition(bytes.count == width * height, "a bitmap of other than width × height bytes")
        self.width = width
        self.height = height
        self.bytes = bytes
    }

    static func isWithinBounds(width: Int, height: Int) -> Bool {
        (1...longestSide).contains(width) && (1...longestSide).contains(height) && width <= mostPixels / height
    }

    /// The pixel's luma; white outside the picture, as paper goes on where the print ends.
    package subscript(x: Int, y: Int) -> UInt8 {
        guard (0..<width).contains(x), (0..<height).contains(y) else { return 255 }
        return bytes[y * width + x]
    }

    /// The picture in black and white: what is darker than `threshold` becomes a dot.
    package func dots(darkerThan threshold: UInt8 = 128) -> DotRaster {
        var raster = DotRaster(width: width, height: height)
        for y in 0..<height {
            for x in 0..<width where bytes[y * width + x] < threshold { raster.set(x, y) }
        }
        return raster
    }
}

/// A black and white picture as printers take it: one bit a dot, 1 is black, the highest bit of a byte leftmost,
/// each row filled up to whole bytes.
package struct DotRaster: Hashable, Sendable {
    package let width: Int
    package let height: Int
    package private(set) var bytes: [UInt8]

    package var bytesPerRow: Int { (width + 7) / 8 }

    /// All white. Both sides must be within `Bitmap.longestSide`; they come from our own code.
    package init(width: Int, height: Int) {
        precondition(width > 0 && height > 0 && width <= Bitmap.longestSide && height <= Bitmap.longestSide)
        self.width = width
        self.height = height
        bytes = [UInt8](repeating: 0, count: (width + 7) / 8 * height)
    }

    /// Rows as they came over the wire. Nil unless the sizes fit together and are within bounds.
    package init?(width: Int, height: Int, bytes: [UInt8]) {
        guard Bitmap.isWithinBounds(width: width, height: height), bytes.count == (width + 7) / 8 * height
        else { return nil }
        self.width = width
        self.height = height
        self.bytes = bytes
    }

    /// Whether there is a dot; none outside the raster.
    package subscript(x: Int, y: Int) -> Bool {
        guard (0..<width).contains(x), (0..<height).contains(y) else { return false }
        return bytes[y * bytesPerRow + x / 8] & (0x80 >> UInt8(x % 8)) != 0
    }

    package mutating func set(_ x: Int, _ y: Int) {
        guard (0..<width).contains(x), (0..<height).contains(y) else { return }
        bytes[y * bytesPerRow + x / 8] |= 0x80 >> UInt8(x % 8)
    }

    package var bitmap: Bitmap {
        var luma = [UInt8](repeating: 255, count: width * height)
        for y in 0..<height {
            for x in 0..<width where self[x, y] { luma[y * width + x] = 0 }
        }
        return Bitmap(checkedWidth: width, height: height, bytes: luma)
    }
}
