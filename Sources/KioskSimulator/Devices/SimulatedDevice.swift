package import KioskCore

/// The firmware of a simulated device: it sees bytes and time, and the hands of a person. Pure, so that a whole
/// world of them replays bit for bit.
package protocol SimulatedDevice: Sendable {
    /// What a person can do to it.
    associatedtype Hand: Sendable

    /// Bytes from the kiosk, cut anywhere. Returns the bytes that go back.
    mutating func received(_ bytes: [UInt8], at now: KioskInstant) -> [UInt8]
    mutating func hand(_ hand: Hand, at now: KioskInstant) -> [UInt8]
    mutating func deadlineReached(at now: KioskInstant) -> [UInt8]
    /// When the firmware wants `deadlineReached`.
    var nextDeadline: KioskInstant? { get }
    /// The power went away and came back: volatile state is gone, notes and paper lie where they were.
    mutating func powerCycled(at now: KioskInstant) -> [UInt8]
}
