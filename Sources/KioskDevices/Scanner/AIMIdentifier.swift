package import KioskCore

/// An AIM symbology identifier (ISO/IEC 15424): `]`, a letter for the symbology, a character for its options.
package struct AIMIdentifier: Hashable, Sendable, CustomStringConvertible {
    package static let length = 3

    /// Three characters, for example `]C1`.
    package let text: String

    /// Nil unless the three bytes are `]`, an ASCII letter, and an ASCII letter or digit.
    package init?(_ bytes: some Collection<UInt8>) {
        let bytes = Array(bytes)
        guard bytes.count == AIMIdentifier.length, bytes[0] == UInt8(ascii: "]"), bytes[1].isASCIILetter,
            bytes[2].isASCIILetter || (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(bytes[2])
        else { return nil }
        text = String(decoding: bytes, as: UTF8.self)
    }

    /// The identifier a scanner sends for a symbology, without options; nil for `unknown`.
    package init?(_ symbology: Symbology) {
        let text: String? =
            switch symbology {
            case .code128: "]C0"
            case .gs1Code128: "]C1"
            case .itf: "]I0"
            case .ean13: "]E0"
            case .ean8: "]E4"
            case .code39: "]A0"
            case .qr: "]Q1"
            case .unknown: nil
            }
        guard let text else { return nil }
        self.text = text
    }

    package var description: String { text }

    /// The symbology, or `unknown` for one that no bill uses.
    package var symbology: Symbology {
        switch text.dropFirst().first {
        case "A": .code39
        case "C": text == "]C1" ? .gs1Code128 : .code128
        case "E": text == "]E4" ? .ean8 : .ean13
        case "I": .itf
        case "Q": .qr
        default: .unknown
        }
    }
}

extension ScannedCode {
    /// A code from bytes that may begin with an AIM identifier, which is taken off them.
    init(bytesWithOptionalAIM bytes: [UInt8]) {
        guard let aim = AIMIdentifier(bytes.prefix(AIMIdentifier.length)) else {
            self.init(bytes: bytes, symbology: .unknown)
            return
        }
        self.init(bytes: Array(bytes.dropFirst(AIMIdentifier.length)), symbology: aim.symbology, aim: aim.text)
    }
}

extension UInt8 {
    fileprivate var isASCIILetter: Bool {
        (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains(self & 0xDF)
    }
}
