/// What the queue knows of the line to the hub: how long to hold back while it is broken, and how to come back.
///
/// After an outage of more than `shortOutage` the kiosk is one of a whole fleet. Its first request waits for its own
/// share of a sixth of the outage, at most ten minutes (`facts/domain.md`: after an hour the fleet returns over ten
/// minutes), and the next twenty go one at a time, from one every two seconds to no pause at all.
struct LineState: Sendable {
    private let kiosk: KioskID
    private var brokenSince: KioskInstant?
    private var failures = 0
    /// Nothing of the queue goes before.
    private var pausedUntil: KioskInstant?
    private var ramp: Ramp?

    private struct Ramp: Sendable {
        let start: KioskInstant
        var sent = 0
        var next: KioskInstant
    }

    static let shortOutage: Duration = .seconds(120)
    static let longestReturn: Duration = .seconds(600)
    static let outagePerReturn = 6
    static let rampSteps = 20
    static let firstRampPause: Duration = .seconds(2)

    init(kiosk: KioskID) { self.kiosk = kiosk }

    /// Requests that may be under way at once.
    var window: Int { brokenSince == nil && ramp == nil ? SubmissionQueue.window : 1 }

    var heldUntil: KioskInstant? { [pausedUntil, ramp?.next].compactMap { $0 }.max() }

    func isHeld(at now: KioskInstant) -> Bool { heldUntil.map { $0 > now } ?? false }

    mutating func broke(at now: KioskInstant) { brokenSince = brokenSince ?? now }

    /// Another request found no hub: wait, longer each time, before the next one looks.
    mutating func failed(_ payment: PaymentID, at now: KioskInstant) {
        broke(at: now)
        let delay = SubmissionQueue.delays[min(failures, SubmissionQueue.delays.count - 1)]
        failures += 1
        pausedUntil = now.advanced(by: delay.jittered(payment.text, attempt: failures))
    }

    mutating func cameBack(oldest: PaymentID?, at now: KioskInstant) {
        failures = 0
        guard let since = brokenSince else { return }
        brokenSince = nil
        let outage = now.sinceBoot - since.sinceBoot
        let seed = kiosk.text + (oldest?.text ?? "")
        pausedUntil = now.advanced(by: Duration.seconds(1).jittered(seed, attempt: 0))
        guard outage >= LineState.shortOutage else { return }
        let spread = min(outage / LineState.outagePerReturn, LineState.longestReturn)
        let start = now.advanced(by: spread * Int(stableHash(seed, 1) % 1_001) / 1_000)
        ramp = Ramp(start: start, next: start)
    }

    mutating func sent(at now: KioskInstant) {
        guard var ramp else { return }
        ramp.sent += 1
        guard ramp.sent < LineState.rampSteps else {
            self.ramp = nil
            return
        }
        ramp.next = now.advanced(
            by: LineState.firstRampPause * (LineState.rampSteps - ramp.sent) / LineState.rampSteps)
        self.ramp = ramp
    }
}

/// A number that is the same for the same text and ordinal, and spread evenly over others: FNV-1a, finished by the mixer
/// of SplitMix64 because FNV's low bits follow the last byte too closely.
func stableHash(_ text: String, _ ordinal: Int) -> UInt64 {
    var hash: UInt64 = 0xcbf2_9ce4_8422_2325
    for byte in text.utf8 { hash = (hash ^ UInt64(byte)) &* 0x100_0000_01b3 }
    hash = (hash ^ UInt64(UInt8(truncatingIfNeeded: ordinal))) &* 0x100_0000_01b3
    hash = (hash ^ (hash >> 30)) &* 0xbf58_476d_1ce4_e5b9
    hash = (hash ^ (hash >> 27)) &* 0x94d0_49bb_1331_11eb
    return hash ^ (hash >> 31)
}

extension Duration {
    /// Between 80 % and 120 % of it. The spread comes from a random id, so that kiosks do not return together and a
    /// replay waits the same.
    func jittered(_ seed: String, attempt: Int) -> Duration {
        self * (800 + Int(stableHash(seed, attempt) % 401)) / 1_000
    }
}
