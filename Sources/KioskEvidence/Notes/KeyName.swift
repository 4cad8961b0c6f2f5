/// The rules for names of keys and for lines of notes (c2sp.org/signed-note, "Format").
///
/// Texts are compared by their bytes, because `String` holds two texts equal that look the same and are signed
/// differently.
enum KeyName {
    /// In bytes of UTF-8. The standard has no bound; a host name has at most 253.
    static let longest = 255

    /// Not empty, without `+` and Unicode's white space, and no control character.
    static func isValid(_ name: String) -> Bool {
        isLine(name) && name.utf8.count <= longest
            && name.unicodeScalars.allSatisfy { $0 != "+" && !$0.properties.isWhitespace }
    }

    /// A line with something on it: no newline and no control character below U+0020.
    static func isLine(_ text: String) -> Bool {
        !text.isEmpty && text.utf8.allSatisfy { $0 >= 0x20 }
    }
}

/// A key's id as notes, keys and receipts write it: four bytes, the highest first.
extension UInt32 {
    static let idByteCount = 4

    init(idBytes: some Sequence<UInt8>) { self = idBytes.prefix(UInt32.idByteCount).reduce(0) { $0 << 8 | UInt32($1) } }

    var idBytes: [UInt8] { [24, 16, 8, 0].map { UInt8(truncatingIfNeeded: self >> $0) } }

    /// Eight lower-case digits.
    var idText: String { hexadecimal(idBytes) }
}

extension String {
    /// Whether both are the same bytes.
    func isSameText(as other: String) -> Bool { utf8.elementsEqual(other.utf8) }
}
