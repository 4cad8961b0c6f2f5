/// Something that takes bytes from a device, for libFuzzer to search for bytes that it does not take well.
///
/// A target breaks a `precondition` when one of its laws is broken: a buffer past its bound, a message that does not
/// come back from its own encoding, a note counted that no device told of. The process then ends, and libFuzzer writes
/// the input down. What crashes by itself it finds, too.
package struct FuzzTarget: Sendable {
    /// The name of its corpus' folder.
    package let name: String
    package let run: @Sendable ([UInt8]) -> Void

    package static func named(_ name: String) -> FuzzTarget? { all.first { $0.name == name } }

    package static let all: [FuzzTarget] =
        noteAcceptors + cardReaders + scanners + billCodes + codeForms + printers + terminals + recordings
        + usbDescriptors + pictures
}

/// What is too much for every target.
enum FuzzBounds {
    /// Inputs to a machine from one script, so that a long one takes no longer than a few milliseconds.
    static let inputs = 1_000
    /// Outputs of a machine for one input: several for each byte of the longest piece.
    static let outputs = 10_000
    /// Bytes sent for one input: a chunk of a receipt, or the NULs that end a picture, many times over.
    static let sent = 1 << 20
    /// Deadlines that a machine may reach without time passing.
    static let deadlinesAtOnce = 100
}

/// Bytes that a target takes apart by itself: from front to back, zeros past the end.
struct FuzzInput {
    private(set) var rest: ArraySlice<UInt8>

    init(_ bytes: [UInt8]) { rest = bytes[...] }

    var isAtEnd: Bool { rest.isEmpty }

    mutating func byte() -> UInt8 { rest.popFirst() ?? 0 }

    /// As many of the following bytes as there are, `count` at most.
    mutating func take(_ count: Int) -> [UInt8] {
        defer { rest = rest.dropFirst(count) }
        return Array(rest.prefix(count))
    }

    mutating func all() -> [UInt8] { take(rest.count) }

    /// The rest in pieces, each as long as its first byte says: a line cuts bytes anywhere.
    mutating func pieces() -> [[UInt8]] {
        var pieces: [[UInt8]] = []
        while !isAtEnd { pieces.append(take(Int(byte()) + 1)) }
        return pieces
    }
}
