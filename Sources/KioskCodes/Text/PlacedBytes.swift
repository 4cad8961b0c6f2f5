/// ASCII characters, each with its place in what was given, so that a fault in a field points into the whole.
struct PlacedBytes: Hashable, Sendable {
    private(set) var bytes: [UInt8] = []
    private(set) var places: [Int] = []
    /// The place behind the last character.
    private(set) var end: Int

    init(end: Int = 0) { self.end = end }

    /// Nil where the text has a character that is not ASCII.
    init?(_ text: CodeText) {
        bytes.reserveCapacity(text.scalars.count)
        for scalar in text.scalars {
            guard scalar.isASCII else { return nil }
            bytes.append(UInt8(scalar.value))
        }
        places = Array(text.offset..<text.offset + bytes.count)
        end = text.offset + bytes.count
    }

    private init(bytes: [UInt8], places: [Int], end: Int) {
        self.bytes = bytes
        self.places = places
        self.end = end
    }

    var count: Int { bytes.count }
    var isEmpty: Bool { bytes.isEmpty }
    var text: String { String(decoding: bytes, as: UTF8.self) }
    var isDigits: Bool { !bytes.isEmpty && bytes.allSatisfy(\.isASCIIDigit) }

    mutating func append(_ byte: UInt8, at place: Int) {
        bytes.append(byte)
        places.append(place)
        end = place + 1
    }

    /// The characters of a range, cut off at the end.
    subscript(_ range: Range<Int>) -> PlacedBytes {
        let range = range.clamped(to: 0..<count)
        return PlacedBytes(bytes: Array(bytes[range]), places: Array(places[range]), end: place(range.upperBound))
    }

    func from(_ start: Int) -> PlacedBytes { self[min(start, count)..<count] }

    /// The place of a character, or of the end.
    func place(_ index: Int) -> Int { index < places.count ? places[index] : end }

    func starts(with prefix: String) -> Bool { bytes.starts(with: prefix.utf8) }

    /// The same without these characters.
    func without(_ dropped: Set<UInt8>) -> PlacedBytes {
        var kept = PlacedBytes(end: end)
        for (byte, place) in zip(bytes, places) where !dropped.contains(byte) { kept.append(byte, at: place) }
        kept.end = end
        return kept
    }

    /// The first character that is no digit.
    var firstNonDigit: Int? { bytes.firstIndex { !$0.isASCIIDigit } }
}

extension UInt8 {
    var isASCIIDigit: Bool { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(self) }
    var isASCIICapital: Bool { (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains(self) }
}

extension Unicode.Scalar {
    var isASCIIDigit: Bool { ("0"..."9").contains(self) }
    var isASCIICapital: Bool { ("A"..."Z").contains(self) }
}
