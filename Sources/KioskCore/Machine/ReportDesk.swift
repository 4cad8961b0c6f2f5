/// What is compared with the hub besides single payments: emptied cash boxes, and business days. One at a time, asked
/// again with the queue's own patience until it is answered. What waits is in the ledger; this may be lost.
struct ReportDesk: Sendable {
    enum Report: Hashable, Sendable {
        case collection(CollectionID)
        /// With the number of lines that were told: an answer to fewer lines than there are now says too little.
        case day(CalendarDate, lines: Int)

        var text: String {
            switch self {
            case .collection(let id): id.text
            case .day(let date, _): date.description
            }
        }
    }

    private(set) var underWay: Report?
    /// Until when the answer is waited for, or, with none under way, before which nothing is asked again.
    private(set) var until: KioskInstant?
    private var attempts = 0
    /// When the calendar is looked at next.
    var nextLook: KioskInstant?

    /// The kiosks of a fleet do not all report at midnight.
    static let spread: Duration = .seconds(1_800)
    /// A clock that jumps is noticed within this time.
    static let longestLook: Duration = .seconds(3_600)
    static let lookWithoutHub: Duration = .seconds(60)

    /// Whether another report may be told; ends the pause after a failed one.
    mutating func mayBegin(at now: KioskInstant) -> Bool {
        guard underWay == nil else { return false }
        if let until, until <= now { self.until = nil }
        return until == nil
    }

    var nextDeadline: KioskInstant? { until ?? nextLook }

    mutating func began(_ report: Report, until: KioskInstant) {
        underWay = report
        self.until = until
    }

    mutating func answered() {
        underWay = nil
        until = nil
        attempts = 0
    }

    mutating func failed(hint: Duration?, at now: KioskInstant) {
        guard let report = underWay else { return }
        let delay = SubmissionQueue.delays[min(attempts, SubmissionQueue.delays.count - 1)]
        attempts += 1
        underWay = nil
        until = now.advanced(
            by: max(delay, min(hint ?? .zero, SubmissionQueue.longestHint)).jittered(report.text, attempt: attempts))
    }
}
