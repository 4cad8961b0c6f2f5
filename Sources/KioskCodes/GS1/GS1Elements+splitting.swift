extension GS1Elements {
    /// `(` and two to four digits and `)`.
    static func isBracketed(_ text: PlacedBytes) -> Bool {
        guard text.bytes.first == UInt8(ascii: "("),
            let close = text.bytes.prefix(6).firstIndex(of: UInt8(ascii: ")"))
        else { return false }
        return (3...5).contains(close) && text.bytes[1..<close].allSatisfy(\.isASCIIDigit)
    }

    /// The elements of a text, in brackets or raw; what was read before a fault stays in `raws`.
    static func split(_ text: PlacedBytes, into raws: inout [Raw]) throws(CodeFault) {
        if isBracketed(text) { try splitBracketed(text, into: &raws) } else { try splitRaw(text, into: &raws) }
    }

    private static func splitBracketed(_ text: PlacedBytes, into raws: inout [Raw]) throws(CodeFault) {
        var index = 0
        let bytes = text.bytes
        while index < bytes.count {
            let start = index
            guard bytes[index] == UInt8(ascii: "("),
                let close = bytes[index...].prefix(6).firstIndex(of: UInt8(ascii: ")"))
            else {
                throw CodeFault(
                    .character, at: text.place(index), "An application identifier in brackets belongs here.", in: .gs1)
            }
            let identifier = String(decoding: bytes[(index + 1)..<close], as: UTF8.self)
            let entry = try entry(identifier, at: text.place(start))
            var value = PlacedBytes(end: text.place(close + 1))
            index = close + 1
            while index < bytes.count, bytes[index] != UInt8(ascii: "(") {
                let isEscape =
                    bytes[index] == UInt8(ascii: "\\") && index + 1 < bytes.count
                    && bytes[index + 1] == UInt8(ascii: "(")
                if isEscape { index += 1 }
                value.append(bytes[index], at: text.place(index))
                index += 1
            }
            raws.append(Raw(entry: entry, place: text.place(start), value: value))
        }
    }

    private static func splitRaw(_ text: PlacedBytes, into raws: inout [Raw]) throws(CodeFault) {
        var index = text.bytes.prefix { $0 == separator }.count
        guard index < text.count else { throw CodeFault(.length, at: text.end, "There is no element.", in: .gs1) }
        while index < text.count {
            let start = index
            let entry = try entry(in: text, at: index)
            index += entry.code.utf8.count
            let rest = text.from(index)
            let untilSeparator = rest.bytes.prefix { $0 != separator }.count
            let length = entry.isPredefined ? min(entry.longest, untilSeparator) : untilSeparator
            raws.append(Raw(entry: entry, place: text.place(start), value: rest[0..<length]))
            index += length
            if index < text.count, text.bytes[index] == separator { index += 1 }
        }
    }

    private static func entry(in text: PlacedBytes, at index: Int) throws(CodeFault) -> GS1Identifier {
        for length in 2...4 {
            if let entry = GS1Dictionary.entry(for: text[index..<index + length].text) { return entry }
        }
        return try entry(text[index..<index + 4].text, at: text.place(index))
    }

    private static func entry(_ identifier: String, at place: Int) throws(CodeFault) -> GS1Identifier {
        guard let entry = GS1Dictionary.entry(for: identifier) else {
            throw CodeFault(
                .unknownIdentifier, at: place, "There is no application identifier (\(identifier)).", in: .gs1)
        }
        return entry
    }
}
