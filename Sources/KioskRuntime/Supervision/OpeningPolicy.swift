import KioskCore

/// What to do about a device that is plugged in and does not open, or opens and does not last: try again a few times,
/// reset its port between, and then leave it alone. Retries without end wedge such devices until their power is cut.
struct OpeningPolicy: Sendable {
    enum Advice: Hashable, Sendable {
        case tryAgain
        /// Reset the port before the next try.
        case resetPort
        /// Leave it alone for `rest`.
        case giveUp
    }

    static let failuresBetweenResets = 4
    static let mostFailures = 12
    /// After so long it is tried again, once between rests.
    static let rest = Duration.seconds(600)

    private var failures = 0
    private var restsUntil: KioskInstant?

    func mayOpen(at now: KioskInstant) -> Bool { restsUntil.map { $0 <= now } ?? true }

    var hasFailed: Bool { failures > 0 }

    /// It worked for a while, or was unplugged, or somebody said that it is in order again. Opening alone is not enough.
    mutating func startOver() { self = OpeningPolicy() }

    mutating func failed(at now: KioskInstant) -> Advice {
        failures += 1
        if failures >= OpeningPolicy.mostFailures {
            restsUntil = now.advanced(by: OpeningPolicy.rest)
            return .giveUp
        }
        return failures % OpeningPolicy.failuresBetweenResets == 0 ? .resetPort : .tryAgain
    }
}
