import KioskCore

/// What is to become of the note in escrow: who said so, and when the device is to hear of it.
///
/// The law it keeps: **a note goes into the cash box on the kiosk's word alone.** `stack` comes in by `decide` only,
/// which counts for a note that the kiosk was told of, and once. What a driver decides by itself, because nobody can
/// value the note or nobody has decided for too long, is always to give it back, and the kiosk's word comes too late
/// then.
struct EscrowDecision: Sendable {
    enum Choice: Sendable { case stack, giveBack }

    private let since: KioskInstant
    private(set) var isReported = false
    private(set) var choice: Choice?
    /// When the device is to hold the note anew, before it gives the note back by itself.
    private var holdAt: KioskInstant
    /// When a choice that the device has heard and not obeyed is sent again; nil until it has heard.
    private var choiceAgainAt: KioskInstant?

    init(since now: KioskInstant, holdInterval: Duration) {
        since = now
        holdAt = now.advanced(by: holdInterval)
    }

    /// The kiosk has not been told, and nothing was decided without it.
    var waitsForReport: Bool { !isReported && choice == nil }

    /// The kiosk is told of the note now: from here on it may decide.
    mutating func report() { isReported = true }

    /// The kiosk's word.
    mutating func decide(_ word: Choice) {
        guard isReported, choice == nil else { return }
        choice = word
    }

    mutating func giveBack() {
        if choice == nil { choice = .giveBack }
    }

    /// A kiosk that has not decided after so long has lost the note from its mind.
    mutating func giveBack(ifOpenFor longest: Duration, _ now: KioskInstant) {
        if now >= since.advanced(by: longest) { giveBack() }
    }

    /// What the device is to be told now.
    func dueChoice(_ now: KioskInstant) -> Choice? {
        if let choiceAgainAt, now < choiceAgainAt { return nil }
        return choice
    }

    /// The device has heard the choice. It is given this long to obey.
    mutating func choiceHeard(again instant: KioskInstant) { choiceAgainAt = instant }

    func isHoldDue(_ now: KioskInstant) -> Bool { now >= holdAt }

    mutating func held(again instant: KioskInstant) { holdAt = instant }
}
