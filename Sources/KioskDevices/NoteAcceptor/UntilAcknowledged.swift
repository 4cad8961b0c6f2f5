import KioskCore

/// Where a note ended, told again and again until the kiosk has it in its journal.
///
/// The law it keeps: **no end of a note is lost between the device and the journal.** The kiosk may be killed, or fail
/// to write, after any telling; so one telling is never enough, and only `acknowledge` ends it. Telling twice is
/// harmless, since the kiosk's books count a note once.
struct UntilAcknowledged: Sendable {
    let report: NoteAcceptorReport
    /// Nil while it waits for its first telling.
    private(set) var toldAt: KioskInstant?

    init(_ report: NoteAcceptorReport, toldAt: KioskInstant? = nil) {
        self.report = report
        self.toldAt = toldAt
    }

    func isDue(_ now: KioskInstant, every interval: Duration) -> Bool {
        toldAt.map { now >= $0.advanced(by: interval) } ?? true
    }

    /// The report, told now.
    mutating func tell(_ now: KioskInstant) -> NoteAcceptorReport {
        toldAt = now
        return report
    }
}
