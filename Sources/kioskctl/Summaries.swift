import KioskCore
import KioskEvidence
import KioskJournal

/// A payment as lists of it show it. Account numbers are masked, as on every screen.
struct PaymentLine: Encodable {
    let payment: String
    let receipt: String
    let state: String
    let biller: String?
    let account: String?
    /// In minor units of `currency`.
    let taken: Int64
    let uncertain: Int64
    let owed: Int64
    let currency: String
    let began: String

    init(_ record: PaymentRecord) {
        payment = record.id.text
        receipt = record.receiptNumber
        state = record.state.rawValue
        biller = record.plan?.biller.id.text
        account = record.plan?.account.masked
        taken = record.taken.minorUnits
        uncertain = record.uncertain.minorUnits
        owed = record.owed.minorUnits
        currency = record.currency.code
        began = record.began.wall.timestamp
    }

    func text(_ record: PaymentRecord) -> String {
        [receipt, payment, state, "taken \(record.taken)", biller, account].compactMap { $0 }.joined(separator: "  ")
    }
}

/// An entry of the journal without what the fact holds of a household.
struct EntryLine: Encodable {
    let sequence: Int64
    let time: String
    let boot: String
    let sinceBootMilliseconds: Int64
    let kind: String
    let payment: String?

    init(_ entry: JournalEntry) {
        sequence = entry.sequence
        time = entry.at.wall.timestamp
        boot = entry.boot.text
        sinceBootMilliseconds = entry.at.sinceBoot.wholeMilliseconds
        kind = entry.fact.kind
        payment = entry.fact.payment?.text
    }

    var text: String { "\(sequence)  \(time)  \(kind)" + (payment.map { "  \($0)" } ?? "") }
}

/// The state of a kiosk as its journal tells it.
struct StatusSummary: Encodable {
    let journal: String
    let entries: Int64
    let head: String
    let lastEntry: String?
    let version: String?
    let open: Int
    let queued: Int
    let exceptions: Int
    /// What waits for the hub, in minor units by currency.
    let queuedAmounts: [String: Int64]

    init(path: String, entries: [JournalEntry], head: JournalHead, ledger: Ledger) {
        journal = path
        self.entries = Int64(entries.count)
        self.head = head.root.base64
        lastEntry = entries.last?.at.wall.timestamp
        version =
            entries.lazy.reversed().compactMap { entry in
                if case .started(let version) = entry.fact { version } else { nil }
            }.first
        open = ledger.open.count
        queued = ledger.queued.count
        exceptions = ledger.exceptions.count
        queuedAmounts = Dictionary(
            ledger.queued.map { ($0.currency.code, $0.taken.minorUnits) }, uniquingKeysWith: +)
    }

    var lines: [String] {
        let amounts = queuedAmounts.sorted { $0.key < $1.key }.map { ", \($0.key) \($0.value)" }.joined()
        return [
            "journal     \(journal)", "entries     \(entries), head \(head)",
            "last entry  \(lastEntry ?? "none")", "version     \(version ?? "never started")",
            "open        \(open)",
            "queued      \(queued)" + amounts,
            "exceptions  \(exceptions)",
        ]
    }
}

extension WallTime {
    /// RFC 3339 in UTC, to the second.
    var timestamp: String {
        let seconds = Int(milliseconds / 1_000) - CalendarDate(self, offsetMinutes: 0).daysSince1970 * 86_400
        let (hour, minute, second) = (seconds / 3_600, seconds / 60 % 60, seconds % 60)
        let time = [hour, minute, second].map { $0.padded(to: 2) }.joined(separator: ":")
        return "\(CalendarDate(self, offsetMinutes: 0))T\(time)Z"
    }
}
