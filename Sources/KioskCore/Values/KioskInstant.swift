/// A moment on one kiosk: where the monotonic clock stood, and what the wall clock said.
///
/// Order and waiting use the monotonic part alone; it starts anew at each boot, so it is compared only with
/// instants of the same boot. Wall time is for people and for the hub, and may jump either way.
package struct KioskInstant: Hashable, Codable, Sendable {
    /// Time since the machine booted, never going back.
    package let sinceBoot: Duration
    /// What the wall clock said.
    package let wall: WallTime

    package init(sinceBoot: Duration, wall: WallTime) {
        self.sinceBoot = sinceBoot
        self.wall = wall
    }

    /// The instant `delay` later, if the wall clock runs true.
    package func advanced(by delay: Duration) -> KioskInstant {
        KioskInstant(sinceBoot: sinceBoot + delay, wall: wall.advanced(by: delay))
    }
}

extension KioskInstant: Comparable {
    package static func < (left: KioskInstant, right: KioskInstant) -> Bool { left.sinceBoot < right.sinceBoot }
}

/// A wall-clock time: milliseconds since 1970-01-01T00:00:00Z, without leap seconds.
package struct WallTime: Hashable, Comparable, Codable, Sendable {
    package let milliseconds: Int64

    package init(milliseconds: Int64) { self.milliseconds = milliseconds }

    package static func < (left: WallTime, right: WallTime) -> Bool { left.milliseconds < right.milliseconds }

    package func advanced(by delay: Duration) -> WallTime {
        WallTime(milliseconds: milliseconds + delay.wholeMilliseconds)
    }

    package init(from decoder: any Decoder) throws {
        milliseconds = try decoder.singleValueContainer().decode(Int64.self)
    }

    package func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(milliseconds)
    }
}

extension Duration {
    /// The duration in whole milliseconds, rounded towards zero.
    package var wholeMilliseconds: Int64 {
        components.seconds * 1_000 + components.attoseconds / 1_000_000_000_000_000
    }
}
