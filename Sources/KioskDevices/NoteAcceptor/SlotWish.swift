import KioskCore

/// What the kiosk last asked of the slot, and which answer it is owed.
///
/// The law it keeps: **each command is answered once, and `disabled` only when no note is open.** The kiosk closes its
/// open intents by `disabled`, so a driver calls `settleAsDisabled` at a moment when it knows of no note that could
/// still be told of. The wish outlives every loss of power and line: a device that has lost its settings is given them
/// again, and what was told of it before is told anew.
struct SlotWish: Sendable {
    /// What is to be taken; empty when the slot is to be closed.
    private(set) var denominations: Set<Money> = []
    private var enabledIsDue = false
    private var disabledIsDue = false
    /// Before this, settings are not sent anew, and the device is not doubted: it needs time to obey.
    private var againAt: KioskInstant?

    mutating func enable(_ denominations: [Money]) {
        self.denominations = Set(denominations)
        enabledIsDue = true
        disabledIsDue = false
        againAt = nil
    }

    mutating func disable() {
        denominations = []
        enabledIsDue = false
        disabledIsDue = true
        againAt = nil
    }

    /// The device may have lost its settings: that it takes notes again is news.
    mutating func deviceMayHaveForgotten() { enabledIsDue = enabledIsDue || !denominations.isEmpty }

    mutating func wait(until instant: KioskInstant?) { againAt = instant }

    /// The device had time enough to obey what it was told last.
    func mayInsist(_ now: KioskInstant) -> Bool { againAt.map { now >= $0 } ?? true }

    /// The device takes what was wanted. Whether the kiosk is to be told so.
    mutating func settleAsEnabled() -> Bool {
        defer { enabledIsDue = false }
        return enabledIsDue
    }

    /// The slot is closed and no note is open. Whether the kiosk is to be told so: because it asked for that, or
    /// because the device knows nothing of what was wanted (`knowsNoneWanted`), will take no note, and the kiosk must
    /// know.
    mutating func settleAsDisabled(knowsNoneWanted: Bool) -> Bool {
        guard disabledIsDue || enabledIsDue && !denominations.isEmpty && knowsNoneWanted else { return false }
        disabledIsDue = false
        enabledIsDue = false
        return true
    }
}
