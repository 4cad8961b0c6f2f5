/// Frames of ID-003: `FC LEN command data CRC`, where LEN counts the whole frame and the CRC comes low byte first.
/// Source: JCM, ID-003 Communication Specification, ID03-001E rev. 05, section 3.
package struct ID003Codec: Sendable {
    package typealias Event = KermitFrames.Event

    package static let sync: UInt8 = 0xFC
    package static let largestFrame = KermitFrames.largestFrame

    private static let empty = KermitFrames(startingWith: [sync])
    private var frames = Self.empty

    package init() {}

    /// Bytes kept until the rest of their frame comes: always fewer than `largestFrame`.
    package var bufferedCount: Int { frames.bufferedCount }

    package static func frame(_ payload: [UInt8]) -> [UInt8] { empty.frame(payload) }

    /// Forgets what has come of an unfinished frame.
    package mutating func reset() { frames.reset() }

    package mutating func received(_ bytes: [UInt8]) -> [Event] { frames.received(bytes) }
}
