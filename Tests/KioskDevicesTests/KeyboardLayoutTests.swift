import KioskDevices
import Testing

@Suite struct KeyboardLayoutTests {
    /// The rows of a keyboard by their places in xkeyboard-config: TLDE AE01-AE12, AD01-AD12, AC01-AC11 BKSL,
    /// AB01-AB10; and the HID usages of these places (HID Usage Tables 1.12, table 12).
    static let places: [[UInt8]] = [
        [0x35] + Array(0x1E...0x27) + [0x2D, 0x2E],
        [0x14, 0x1A, 0x08, 0x15, 0x17, 0x1C, 0x18, 0x0C, 0x12, 0x13, 0x2F, 0x30],
        [0x04, 0x16, 0x07, 0x09, 0x0A, 0x0B, 0x0D, 0x0E, 0x0F, 0x33, 0x34, 0x32],
        [0x1D, 0x1B, 0x06, 0x19, 0x05, 0x11, 0x10, 0x36, 0x37, 0x38],
    ]

    struct Published: Sendable {
        let layout: KeyboardLayout
        let plain: [String]
        let shifted: [String]
        /// Third level: key, character.
        var third: [(UInt8, Unicode.Scalar)] = []
    }

    /// xkeyboard-config 2.35, `us(basic)`, `gb(basic)`, `de(basic)`, `fr(basic)`: levels 1 and 2, and of level 3 what
    /// ASCII has. Dead keys are written as the accent they bring.
    static let published: [Published] = [
        Published(
            layout: .us, plain: ["`1234567890-=", "qwertyuiop[]", "asdfghjkl;'\\", "zxcvbnm,./"],
            shifted: ["~!@#$%^&*()_+", "QWERTYUIOP{}", "ASDFGHJKL:\"|", "ZXCVBNM<>?"]),
        Published(
            layout: .gb, plain: ["`1234567890-=", "qwertyuiop[]", "asdfghjkl;'#", "zxcvbnm,./"],
            shifted: ["¬!\"£$%^&*()_+", "QWERTYUIOP{}", "ASDFGHJKL:@~", "ZXCVBNM<>?"], third: [(0x21, "€")]),
        Published(
            layout: .de, plain: ["^1234567890ß´", "qwertzuiopü+", "asdfghjklöä#", "yxcvbnm,.-"],
            shifted: ["°!\"§$%&/()=?`", "QWERTZUIOPÜ*", "ASDFGHJKLÖÄ'", "YXCVBNM;:_"],
            third: [
                (0x24, "{"), (0x25, "["), (0x26, "]"), (0x27, "}"), (0x2D, "\\"), (0x14, "@"), (0x08, "€"),
                (0x30, "~"), (0x64, "|"), (0x1F, "²"), (0x20, "³"), (0x10, "µ"),
            ]),
        Published(
            layout: .fr, plain: ["²&é\"'(-è_çà)=", "azertyuiop^$", "qsdfghjklmù*", "wxcvbn,;:!"],
            shifted: ["?1234567890°+", "AZERTYUIOP¨£", "QSDFGHJKLM%µ", "WXCVBN?./§"],
            third: [
                (0x1F, "~"), (0x20, "#"), (0x21, "{"), (0x22, "["), (0x23, "|"), (0x24, "`"), (0x25, "\\"),
                (0x26, "^"), (0x27, "@"), (0x2D, "]"), (0x2E, "}"), (0x08, "€"), (0x30, "¤"),
            ]),
    ]

    private func text(_ meaning: KeyboardLayout.Meaning?) -> String {
        switch meaning {
        case .character(let character)?: String(character)
        case .accent(let accent)?: String(KeyboardLayout.spacing(accent))
        case nil: ""
        }
    }

    @Test(arguments: published) func theKeysMeanWhatThePublishedTableSays(_ table: Published) {
        for (row, keys) in Self.places.enumerated() {
            for (key, expected) in zip(keys, table.plain[row]) {
                #expect(text(table.layout.meaning(of: key)) == String(expected), "key \(key)")
            }
            for (key, expected) in zip(keys, table.shifted[row]) where !(table.layout == .fr && key == 0x35) {
                #expect(text(table.layout.meaning(of: key, .init(isShifted: true))) == String(expected), "key \(key)")
            }
        }
        for (key, expected) in table.third {
            #expect(text(table.layout.meaning(of: key, .init(isThird: true))) == String(expected), "key \(key)")
        }
    }

    @Test(arguments: [
        (KeyboardLayout.us, "\\", "|"), (.gb, "\\", "|"), (.de, "<", ">"), (.fr, "<", ">"),
    ])
    func theKeyBesideTheLeftShiftIsTheLayouts(_ layout: KeyboardLayout, _ plain: String, _ shifted: String) {
        #expect(text(layout.meaning(of: 0x64)) == plain)
        #expect(text(layout.meaning(of: 0x64, .init(isShifted: true))) == shifted)
    }

    @Test(arguments: KeyboardLayout.allCases) func capsLockTurnsLettersOverAndNothingElse(_ layout: KeyboardLayout) {
        for key in Self.places.joined() {
            for isShifted in [false, true] {
                let plain = text(layout.meaning(of: key, .init(isShifted: isShifted)))
                let locked = text(layout.meaning(of: key, .init(isShifted: isShifted, isCapsLocked: true)))
                let other = text(layout.meaning(of: key, .init(isShifted: !isShifted)))
                let isLetter = plain.lowercased() == other.lowercased() && plain != other
                #expect(locked == (isLetter ? other : plain), "key \(key)")
            }
        }
    }

    @Test(arguments: KeyboardLayout.allCases) func everyLayoutHasAllOfASCII(_ layout: KeyboardLayout) {
        var found: Set<String> = []
        for key in UInt8(0x04)...0x64 {
            for level in [KeyboardLayout.Level(), .init(isShifted: true), .init(isThird: true)] {
                found.insert(text(layout.meaning(of: key, level)))
            }
        }
        for byte in UInt8(0x20)...0x7E { #expect(found.contains(String(Unicode.Scalar(byte)))) }
    }

    @Test(arguments: KeyboardLayout.allCases) func controlAndTheBracketIsTheGroupSeparator(_ layout: KeyboardLayout) {
        #expect(layout.control(of: 0x30) == 0x1D)
        #expect(layout.control(of: 0x28) == nil)
    }

    @Test func controlFollowsTheLettersOfTheLayout() {
        #expect(KeyboardLayout.us.control(of: 0x1C) == 0x19)  // Y
        #expect(KeyboardLayout.de.control(of: 0x1C) == 0x1A)  // Z stands there
        #expect(KeyboardLayout.fr.control(of: 0x04) == 0x11)  // Q stands there
    }

    @Test func accentsComposeOrStandAlone() {
        #expect(KeyboardLayout.compose("\u{302}", "e") == "ê")
        #expect(KeyboardLayout.compose("\u{302}", " ") == "^")
        #expect(KeyboardLayout.compose("\u{303}", "x") == "~x")
    }
}
