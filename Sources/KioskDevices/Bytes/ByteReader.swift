/// Reads bytes from front to back and never past the end: every read may find too little, and says so with nil.
package struct ByteReader: Sendable {
    private var rest: ArraySlice<UInt8>

    package init(_ bytes: ArraySlice<UInt8>) { rest = bytes }

    package init(_ bytes: [UInt8]) { rest = bytes[...] }

    package var remaining: Int { rest.count }
    package var isAtEnd: Bool { rest.isEmpty }

    package mutating func byte() -> UInt8? { rest.popFirst() }

    /// The next `count` bytes, or nil, having read nothing, when there are fewer.
    package mutating func bytes(_ count: Int) -> ArraySlice<UInt8>? {
        guard count >= 0, count <= rest.count else { return nil }
        defer { rest = rest.dropFirst(count) }
        return rest.prefix(count)
    }

    /// Two bytes, the low one first.
    package mutating func littleEndian16() -> UInt16? {
        guard let pair = bytes(2), let low = pair.first, let high = pair.last else { return nil }
        return UInt16(high) << 8 | UInt16(low)
    }
}
