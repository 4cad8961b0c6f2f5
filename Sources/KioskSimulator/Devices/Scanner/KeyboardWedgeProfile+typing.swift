internal import KioskDevices

/// The other way round: which keys a scanner presses for its codes.
extension KeyboardWedgeProfile {
    /// Boot keyboard reports that type these characters, prefix and suffix included. A character that the layout does
    /// not have is left out, as scanners do.
    func reports(typing bytes: [UInt8]) -> [UInt8] {
        var reports: [UInt8] = []
        for scalar in String(decoding: prefix + bytes, as: UTF8.self).unicodeScalars {
            for stroke in strokes(for: scalar) { reports += stroke.reports }
        }
        switch suffix {
        case .enter: reports += Stroke(key: 0x28).reports
        case .tab: reports += Stroke(key: 0x2B).reports
        case .none: break
        }
        return reports
    }

    private struct Stroke {
        var modifiers: UInt8 = 0
        var key: UInt8

        /// Pressed, then let go.
        var reports: [UInt8] { [modifiers, 0, key, 0, 0, 0, 0, 0] + [UInt8](repeating: 0, count: 8) }
    }

    private static let leftControl: UInt8 = 0x01
    private static let leftShift: UInt8 = 0x02
    private static let rightAlt: UInt8 = 0x40
    private static let space: UInt8 = 0x2C
    /// Every key that types.
    private static let typing: [UInt8] = Array(0x04...0x38) + [0x64]

    private func strokes(for scalar: Unicode.Scalar) -> [Stroke] {
        switch scalar {
        case "\r": return [Stroke(key: 0x28)]
        case "\t": return [Stroke(key: 0x2B)]
        case "\u{1B}": return [Stroke(key: 0x29)]
        case "\u{00}"..."\u{1F}":
            let key = KeyboardWedgeProfile.typing.first { layout.control(of: $0) == UInt8(scalar.value) }
            return key.map { [Stroke(modifiers: KeyboardWedgeProfile.leftControl, key: $0)] } ?? []
        default: return stroke(meaning: .character(scalar)).map { [$0] } ?? accented(scalar)
        }
    }

    /// An accent by itself takes its dead key and a space.
    private func accented(_ scalar: Unicode.Scalar) -> [Stroke] {
        let accents: [Unicode.Scalar] = ["\u{300}", "\u{301}", "\u{302}", "\u{303}", "\u{308}"]
        guard let accent = accents.first(where: { KeyboardLayout.spacing($0) == Character(scalar) }),
            let dead = stroke(meaning: .accent(accent))
        else { return [] }
        return [dead, Stroke(key: KeyboardWedgeProfile.space)]
    }

    private func stroke(meaning: KeyboardLayout.Meaning) -> Stroke? {
        for key in KeyboardWedgeProfile.typing {
            for (isShifted, isThird) in [(false, false), (true, false), (false, true)] {
                let level = KeyboardLayout.Level(isShifted: isShifted, isThird: isThird, isCapsLocked: isCapsLocked)
                guard layout.meaning(of: key, level) == meaning else { continue }
                let modifiers =
                    (isShifted ? KeyboardWedgeProfile.leftShift : 0) | (isThird ? KeyboardWedgeProfile.rightAlt : 0)
                return Stroke(modifiers: modifiers, key: key)
            }
        }
        return nil
    }
}
