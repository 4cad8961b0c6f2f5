/// How a text looks. Sizes are pixels of the canvas.
package struct TextStyle: Hashable, Sendable {
    package enum Typeface: Sendable {
        /// Noto Sans CJK SC.
        case sans
        /// Noto Sans Mono CJK SC: a Latin letter is exactly half as wide as a Chinese character.
        case monospaced

        var family: String {
            switch self {
            case .sans: "Noto Sans CJK SC"
            case .monospaced: "Noto Sans Mono CJK SC"
            }
        }
    }

    package var typeface: Typeface
    /// The height of the font's em square, in pixels; taken between `smallestSize` and `largestSize`.
    package var size: Double
    package var isBold: Bool
    package var ink: Ink

    package static let smallestSize = 4.0
    package static let largestSize = 1_000.0

    package init(_ typeface: Typeface = .sans, size: Double, isBold: Bool = false, ink: Ink = .black) {
        self.typeface = typeface
        self.size = size
        self.isBold = isBold
        self.ink = ink
    }

    var boundedSize: Double { min(max(size, TextStyle.smallestSize), TextStyle.largestSize) }
}

/// What the pen leaves on white paper.
package enum Ink: Hashable, Sendable {
    case black
    /// A share of black, from 0 (nothing) to 1 (black).
    case shade(Double)
    /// Takes ink away again: white letters on a black bar.
    case white
}

package enum TextAlignment: String, Codable, Sendable {
    case left, center, right
}

/// How much room a text takes, in pixels, rounded up.
package struct TextExtent: Hashable, Sendable {
    package let width: Int
    package let height: Int
}
