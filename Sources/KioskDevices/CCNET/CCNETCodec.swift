/// Frames of CCNET: `02 03 LEN payload CRC`, where LEN counts the whole frame and the CRC comes low byte first.
///
/// The long frames of the standard (LEN zero, two more length bytes) serve firmware download and are not read.
/// Source: CashCode NET Interface, MAN_CCNET rev. 2.3.1, section 2.2.
package struct CCNETCodec: Sendable {
    package typealias Event = KermitFrames.Event

    package static let sync: UInt8 = 0x02
    /// The address of a bill validator.
    package static let address: UInt8 = 0x03
    package static let largestFrame = KermitFrames.largestFrame

    private static let empty = KermitFrames(startingWith: [sync, address])
    private var frames = Self.empty

    package init() {}

    /// Bytes kept until the rest of their frame comes: always fewer than `largestFrame`.
    package var bufferedCount: Int { frames.bufferedCount }

    package static func frame(_ payload: [UInt8]) -> [UInt8] { empty.frame(payload) }

    /// Forgets what has come of an unfinished frame.
    package mutating func reset() { frames.reset() }

    package mutating func received(_ bytes: [UInt8]) -> [Event] { frames.received(bytes) }
}
