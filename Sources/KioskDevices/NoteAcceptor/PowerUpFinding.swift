import KioskCore

/// What a device that came up says of a note in it.
enum PowerUpFinding: Hashable, Sendable {
    case noNote
    case note(NoteAtPowerUp)

    var note: NoteAtPowerUp? {
        switch self {
        case .noNote: nil
        case .note(let place): place
        }
    }
}

/// A device that came up and waits for RESET, as CCNET and ID-003 have it.
///
/// The law it keeps: **what a power-up found is written down before the device forgets it.** RESET moves the note where
/// the device found it, and wipes the finding; so it waits for the kiosk's `acknowledge`, but no longer than
/// `longestWait`, so that a kiosk that cannot write does not keep a resident's note.
struct PendingReset: Sendable {
    let finding: PowerUpFinding
    /// When RESET may be sent, the first time or again.
    private var resetAt: KioskInstant
    private var wasHeard = false

    init(_ finding: PowerUpFinding, longestWait: Duration, _ now: KioskInstant) {
        self.finding = finding
        resetAt = now.advanced(by: finding.note == nil ? .zero : longestWait)
    }

    func isDue(_ now: KioskInstant) -> Bool { now >= resetAt }

    /// The kiosk has the finding in its journal.
    mutating func writtenDown(_ now: KioskInstant) {
        if !wasHeard { resetAt = now }
    }

    /// The device has heard RESET. It is given this long to obey.
    mutating func heard(again instant: KioskInstant) {
        resetAt = instant
        wasHeard = true
    }
}
