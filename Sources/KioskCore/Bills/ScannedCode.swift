/// The kind of a bar code or matrix code.
package enum Symbology: String, CaseIterable, Codable, Sendable {
    case code128, itf, ean13, ean8, code39, qr
    case gs1Code128 = "gs1-128"
    /// A scanner that does not say.
    case unknown
}

/// What a scanner or a camera read: the code's bytes and its symbology, before anybody asked what it means.
package struct ScannedCode: Hashable, Codable, Sendable {
    /// The bytes as read, without AIM identifier or line ending; at most `largestAccepted`.
    package let bytes: [UInt8]
    package let symbology: Symbology
    /// The AIM symbology identifier (ISO/IEC 15424), for example `]C1`, when the scanner sends it.
    package let aim: String?

    /// More than any bill carries: a QR code of version 40 holds 2,953 bytes.
    package static let largestAccepted = 4_096

    package init(bytes: [UInt8], symbology: Symbology, aim: String? = nil) {
        self.bytes = bytes
        self.symbology = symbology
        self.aim = aim
    }

    package init(_ text: String, symbology: Symbology, aim: String? = nil) {
        self.init(bytes: Array(text.utf8), symbology: symbology, aim: aim)
    }

    /// The bytes as UTF-8 text; what is not UTF-8 becomes U+FFFD.
    package var text: String { String(decoding: bytes, as: UTF8.self) }
}
