/// The kind of a bar code or matrix code.
package enum Symbology: String, CaseIterable, Codable, Sendable {
    case code128, itf, ean13, ean8, code39, qr
    case gs1Code128 = "gs1-128"
    /// A scanner that does not say.
    case unknown
}

/// A place in a frame: pixels from its top left corner, x to the right and y downwards.
package struct FramePoint: Hashable, Codable, Sendable {
    package let x: Double
    package let y: Double

    package init(x: Double, y: Double) {
        self.x = x
        self.y = y
    }
}

/// Where and how well a camera saw a code.
package struct CodeSighting: Hashable, Codable, Sendable {
    /// Four corners, clockwise as the frame shows them, from the code's own top left one, which lies elsewhere in the
    /// frame when the code is turned. Those of a bar code reach as far as scan lines crossed it.
    package let corners: [FramePoint]
    /// How far the code is turned, in degrees clockwise, from 0 up to 360; 90 when it is read from top to bottom.
    package let orientation: Double
    /// How often it was read in this frame: scan lines of a bar code, or passes over the picture; at least 1.
    package let quality: Int

    package init(corners: [FramePoint], orientation: Double, quality: Int) {
        self.corners = corners
        self.orientation = orientation
        self.quality = quality
    }
}

/// What a scanner or a camera read: the code's bytes and its symbology, before anybody asked what it means.
///
/// Two are equal when they say the same, wherever they were seen.
package struct ScannedCode: Codable, Sendable {
    /// The bytes as read, without AIM identifier or line ending; at most `largestAccepted`.
    package let bytes: [UInt8]
    package let symbology: Symbology
    /// The AIM symbology identifier (ISO/IEC 15424), for example `]C1`, when the scanner sends it.
    package let aim: String?
    /// The text where the bytes are not UTF-8.
    private let decodedText: String?
    /// Nil for what a scanner sends, which does not say.
    package let sighting: CodeSighting?

    /// More than any bill carries: a QR code of version 40 holds 2,953 bytes.
    package static let largestAccepted = 4_096

    /// - Parameter text: what the bytes say in their own character set; nil for UTF-8.
    package init(
        bytes: [UInt8], symbology: Symbology, aim: String? = nil, text: String? = nil, sighting: CodeSighting? = nil
    ) {
        self.bytes = bytes
        self.symbology = symbology
        self.aim = aim
        self.sighting = sighting
        decodedText = text == String(decoding: bytes, as: UTF8.self) ? nil : text
    }

    package init(_ text: String, symbology: Symbology, aim: String? = nil) {
        self.init(bytes: Array(text.utf8), symbology: symbology, aim: aim)
    }

    /// The bytes as text: in the character set that the camera's reader found, otherwise as UTF-8, where what is not
    /// UTF-8 becomes U+FFFD.
    package var text: String { decodedText ?? String(decoding: bytes, as: UTF8.self) }

    /// The same code, seen elsewhere or by something else.
    package func seen(_ sighting: CodeSighting?) -> ScannedCode {
        ScannedCode(bytes: bytes, symbology: symbology, aim: aim, text: decodedText, sighting: sighting)
    }
}

extension ScannedCode: Hashable {
    package static func == (one: ScannedCode, other: ScannedCode) -> Bool {
        one.bytes == other.bytes && one.symbology == other.symbology && one.aim == other.aim
            && one.decodedText == other.decodedText
    }

    package func hash(into hasher: inout Hasher) {
        hasher.combine(bytes)
        hasher.combine(symbology)
        hasher.combine(aim)
        hasher.combine(decodedText)
    }
}
