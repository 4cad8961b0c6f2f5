/// How many columns a character takes, which differs between printers and terminals.
package enum ColumnMetric: Sendable {
    /// A receipt printer with a GB font: ASCII is one column, and whatever takes two bytes or four is two.
    case paper
    /// A terminal: East Asian Width "Wide" and "Fullwidth" are two columns (Unicode Standard Annex 11), marks
    /// that sit on the character before them are none, and the ambiguous ones, × among them, are one.
    case terminal

    package func width(of character: Character) -> Int {
        let scalars = character.unicodeScalars
        switch self {
        case .paper: return scalars.allSatisfy(\.isASCII) ? 1 : 2
        case .terminal: return scalars.map(ColumnMetric.terminalWidth).max() ?? 0
        }
    }

    package func width(of text: some StringProtocol) -> Int {
        text.reduce(0) { $0 + width(of: $1) }
    }

    private static func terminalWidth(_ scalar: Unicode.Scalar) -> Int {
        switch scalar.properties.generalCategory {
        case .nonspacingMark, .enclosingMark, .format: return 0
        default: break
        }
        switch scalar.value {
        case 0x1100...0x115F, 0x2E80...0x303E, 0x3041...0x33FF, 0x3400...0x4DBF, 0x4E00...0x9FFF, 0xA000...0xA4CF,
            0xA960...0xA97F, 0xAC00...0xD7A3, 0xF900...0xFAFF, 0xFE30...0xFE6F, 0xFF00...0xFF60, 0xFFE0...0xFFE6,
            0x1F300...0x1F64F, 0x1F900...0x1F9FF, 0x20000...0x3FFFD:
            return 2
        default: return 1
        }
    }
}

extension ColumnMetric {
    /// Breaks a text into lines of at most `columns`.
    ///
    /// Latin words stay whole while they fit a line; Chinese breaks anywhere, but no line begins with a closing
    /// mark (GB/T 15834-2011, 5.1: such a mark hangs on to its text). A break is never inside a character.
    package func wrap(_ text: String, columns: Int) -> [String] {
        let room = max(2, columns)
        var lines: [String] = []
        for paragraph in text.split(separator: "\n", omittingEmptySubsequences: false) {
            var line = ""
            var lineWidth = 0
            for piece in pieces(of: paragraph, longest: room) {
                let pieceWidth = width(of: piece)
                if lineWidth + pieceWidth <= room {
                    line += piece
                    lineWidth += pieceWidth
                } else if piece.allSatisfy({ $0 == " " }) {
                    continue
                } else {
                    lines.append(line.trimmingTrailingSpaces)
                    line = piece
                    lineWidth = pieceWidth
                }
            }
            lines.append(line.trimmingTrailingSpaces)
        }
        return lines
    }

    /// Spaces, Latin words, and single Chinese characters with the closing marks that follow them.
    private func pieces(of text: Substring, longest: Int) -> [String] {
        var pieces: [String] = []
        var kind: Kind?
        for character in text {
            let next = Kind(character)
            let staysTogether =
                switch (kind, next) {
                case (nil, _): false
                case (.space, .space), (.word, .word): true
                case (.ideograph, .closing), (.word, .closing), (.closing, .closing): true
                default: false
                }
            if staysTogether, let last = pieces.last, width(of: last) + width(of: character) <= longest {
                pieces[pieces.count - 1].append(character)
            } else {
                pieces.append(String(character))
            }
            kind = next
        }
        return pieces
    }

    private enum Kind {
        case space, word, ideograph, closing

        init(_ character: Character) {
            if character == " " {
                self = .space
            } else if "，。、；：！？）》」』】％…".contains(character) {
                self = .closing
            } else if character.unicodeScalars.allSatisfy({ $0.value < 0x2E80 }) {
                self = .word
            } else {
                self = .ideograph
            }
        }
    }
}

extension String {
    var trimmingTrailingSpaces: String {
        var text = self
        while text.hasSuffix(" ") { text.removeLast() }
        return text
    }
}
