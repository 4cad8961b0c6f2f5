extension KeyboardLayout {
    /// Characters by the places of `keys`. Dead keys are written as combining accents.
    struct Table: Sendable {
        let plain: [Unicode.Scalar]
        let shifted: [Unicode.Scalar]
        /// With AltGr, by key.
        let third: [UInt8: Unicode.Scalar]

        /// Each text holds four rows of keys, the uppermost first, as `keys` does.
        init(plain: String, shifted: String, third: [UInt8: Unicode.Scalar] = [:]) {
            self.plain = Array(plain.unicodeScalars)
            self.shifted = Array(shifted.unicodeScalars)
            self.third = third
            precondition(self.plain.count == KeyboardLayout.keys.count, "a layout has a character for each key")
            precondition(self.shifted.count == KeyboardLayout.keys.count, "a layout has a character for each key")
        }
    }

    /// The keys that type, from left to right and from top to bottom of an ISO keyboard, and the space bar. The key
    /// left of the lower Enter is 32 on ISO keyboards and 31 on others; both mean the same (see `place`).
    static let keys: [UInt8] = [
        0x35, 0x1E, 0x1F, 0x20, 0x21, 0x22, 0x23, 0x24, 0x25, 0x26, 0x27, 0x2D, 0x2E,
        0x14, 0x1A, 0x08, 0x15, 0x17, 0x1C, 0x18, 0x0C, 0x12, 0x13, 0x2F, 0x30,
        0x04, 0x16, 0x07, 0x09, 0x0A, 0x0B, 0x0D, 0x0E, 0x0F, 0x33, 0x34, 0x32,
        0x64, 0x1D, 0x1B, 0x06, 0x19, 0x05, 0x11, 0x10, 0x36, 0x37, 0x38,
        0x2C,
    ]

    private static let places: [UInt8: Int] = {
        var places = Dictionary(uniqueKeysWithValues: keys.enumerated().map { ($1, $0) })
        places[0x31] = places[0x32]
        return places
    }()

    static func place(of key: UInt8) -> Int? { places[key] }

    var table: Table {
        switch self {
        case .us: KeyboardLayout.usTable
        case .gb: KeyboardLayout.gbTable
        case .de: KeyboardLayout.deTable
        case .fr: KeyboardLayout.frTable
        }
    }

    private static let usTable = Table(
        plain: "`1234567890-=" + "qwertyuiop[]" + "asdfghjkl;'\\" + "\\zxcvbnm,./" + " ",
        shifted: "~!@#$%^&*()_+" + "QWERTYUIOP{}" + "ASDFGHJKL:\"|" + "|ZXCVBNM<>?" + " ")

    private static let gbTable = Table(
        plain: "`1234567890-=" + "qwertyuiop[]" + "asdfghjkl;'#" + "\\zxcvbnm,./" + " ",
        shifted: "¬!\"£$%^&*()_+" + "QWERTYUIOP{}" + "ASDFGHJKL:@~" + "|ZXCVBNM<>?" + " ",
        third: [0x35: "¦", 0x21: "€", 0x04: "á", 0x08: "é", 0x0C: "í", 0x12: "ó", 0x18: "ú"])

    private static let deTable = Table(
        plain: "\u{302}1234567890ß\u{301}" + "qwertzuiopü+" + "asdfghjklöä#" + "<yxcvbnm,.-" + " ",
        shifted: "°!\"§$%&/()=?\u{300}" + "QWERTZUIOPÜ*" + "ASDFGHJKLÖÄ'" + ">YXCVBNM;:_" + " ",
        third: [
            0x1F: "²", 0x20: "³", 0x24: "{", 0x25: "[", 0x26: "]", 0x27: "}", 0x2D: "\\", 0x14: "@", 0x08: "€",
            0x30: "~", 0x64: "|", 0x10: "µ",
        ])

    private static let frTable = Table(
        plain: "²&é\"'(-è_çà)=" + "azertyuiop\u{302}$" + "qsdfghjklmù*" + "<wxcvbn,;:!" + " ",
        shifted: "²1234567890°+" + "AZERTYUIOP\u{308}£" + "QSDFGHJKLM%µ" + ">WXCVBN?./§" + " ",
        third: [
            0x1F: "\u{303}", 0x20: "#", 0x21: "{", 0x22: "[", 0x23: "|", 0x24: "\u{300}", 0x25: "\\", 0x26: "^",
            0x27: "@", 0x2D: "]", 0x2E: "}", 0x08: "€", 0x30: "¤",
        ])
}
