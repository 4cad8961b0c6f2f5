/// Something that takes bytes from a device, for libFuzzer to search for bytes that it does not take well.
///
/// A target breaks a `precondition` when one of its bounds is passed; the process then ends, and libFuzzer writes the
/// input down. What crashes by itself it finds, too.
package struct FuzzTarget: Sendable {
    /// The name of its corpus' folder.
    package let name: String
    package let run: @Sendable ([UInt8]) -> Void

    package static func named(_ name: String) -> FuzzTarget? { all.first { $0.name == name } }

    package static let all: [FuzzTarget] = FuzzTarget.codecs + FuzzTarget.machines
}

/// What is too much for every target.
enum FuzzBounds {
    /// Bytes that a codec may hold of an unfinished message.
    static let buffered = 65_536
    /// Outputs of a machine for one input.
    static let outputs = 10_000
}
