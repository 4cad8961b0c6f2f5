/// What the keys of a keyboard mean, for scanners that type.
///
/// A key is a usage of the page Keyboard/Keypad (HID Usage Tables 1.12, page 07), which names its place and not its
/// letter. The tables follow Microsoft's layouts of the same names (KBDUS, KBDUK, KBDGR, KBDFR), because that is what
/// scanners are built to type for; xkeyboard-config has the same characters but for dead keys and some third levels.
package enum KeyboardLayout: String, CaseIterable, Hashable, Codable, Sendable {
    case us, gb, de, fr

    /// What is held down beside a key.
    package struct Level: Hashable, Sendable {
        package var isShifted: Bool
        package var isThird: Bool
        package var isCapsLocked: Bool

        package init(isShifted: Bool = false, isThird: Bool = false, isCapsLocked: Bool = false) {
            self.isShifted = isShifted
            self.isThird = isThird
            self.isCapsLocked = isCapsLocked
        }
    }

    package enum Meaning: Hashable, Sendable {
        case character(Unicode.Scalar)
        /// An accent that waits for its letter; it is told as a combining character.
        case accent(Unicode.Scalar)
    }

    /// Nil for a key that types nothing on this level.
    package func meaning(of key: UInt8, _ level: Level = Level()) -> Meaning? {
        if let keypad = keypad(key) { return .character(keypad) }
        guard let place = KeyboardLayout.place(of: key) else { return nil }
        let table = table
        let scalar: Unicode.Scalar?
        if level.isThird {
            scalar = table.third[KeyboardLayout.keys[place]].map { level.isShifted ? $0.upperCase : $0 }
        } else {
            let (plain, shifted) = (table.plain[place], table.shifted[place])
            // Caps Lock turns letters over, and nothing else.
            let isLetter = plain != shifted && plain.upperCase == shifted
            scalar = level.isShifted != (level.isCapsLocked && isLetter) ? shifted : plain
        }
        guard let scalar else { return nil }
        return scalar.isAccent ? .accent(scalar) : .character(scalar)
    }

    /// The character that `Control` turns into a control character: of this layout, or, where that has none, of the
    /// key's place on the US keyboard, as scanners do that type GS as Control and the key right of P's neighbour.
    package func control(of key: UInt8, _ level: Level = Level()) -> UInt8? {
        for layout in [self, .us] {
            let plain = Level(isShifted: level.isShifted && layout == self, isThird: false)
            guard case .character(let scalar)? = layout.meaning(of: key, plain) else { continue }
            let upper = scalar.upperCase.value
            if (0x40...0x5F).contains(upper) { return UInt8(upper & 0x1F) }
        }
        return nil
    }

    /// An accent together with the letter after it, or, where there is no such letter, one after the other. A space
    /// frees the accent.
    package static func compose(_ accent: Unicode.Scalar, _ letter: Unicode.Scalar) -> String {
        let alone = spacing(accent)
        if letter == " " { return String(alone) }
        if let row = compositions[accent], let place = Array(row.letters.unicodeScalars).firstIndex(of: letter) {
            return String(Array(row.composed.unicodeScalars)[place])
        }
        return String(alone) + String(letter)
    }

    /// The accent as a character of its own.
    package static func spacing(_ accent: Unicode.Scalar) -> Character {
        switch accent {
        case "\u{300}": "`"
        case "\u{301}": "´"
        case "\u{302}": "^"
        case "\u{303}": "~"
        case "\u{308}": "¨"
        default: Character(accent)
        }
    }

    private static let compositions: [Unicode.Scalar: (letters: String, composed: String)] = [
        "\u{300}": ("aeiouAEIOU", "àèìòùÀÈÌÒÙ"),
        "\u{301}": ("aeiouyAEIOUY", "áéíóúýÁÉÍÓÚÝ"),
        "\u{302}": ("aeiouAEIOU", "âêîôûÂÊÎÔÛ"),
        "\u{303}": ("anoANO", "ãñõÃÑÕ"),
        "\u{308}": ("aeiouyAEIOU", "äëïöüÿÄËÏÖÜ"),
    ]

    /// The keypad with Num Lock on.
    private func keypad(_ key: UInt8) -> Unicode.Scalar? {
        switch key {
        case 0x54: "/"
        case 0x55: "*"
        case 0x56: "-"
        case 0x57: "+"
        case 0x59...0x61: Unicode.Scalar(key - 0x59 + UInt8(ascii: "1"))
        case 0x62: "0"
        case 0x63: self == .de ? "," : "."
        default: nil
        }
    }
}

extension Unicode.Scalar {
    fileprivate var isAccent: Bool { (0x300...0x36F).contains(value) }

    /// Itself where it has no capital of one character.
    fileprivate var upperCase: Unicode.Scalar {
        let mapped = properties.uppercaseMapping.unicodeScalars
        return mapped.count == 1 ? mapped.first ?? self : self
    }
}
