/// The fold of the journal: what the kiosk knows for certain. Rebuilt from the journal at every start, or from a
/// snapshot of it (`Codable`) and the entries since: both give the same value.
///
/// Each fact costs the same however many payments wait: what is asked often is kept in `index`, not searched for.
package struct Ledger: Sendable {
    /// Payments that something is still to happen to, and the newest of those that ended.
    package internal(set) var payments: [PaymentID: PaymentRecord] = [:]
    package internal(set) var lastReceiptOrdinal = 0
    package internal(set) var lastPrintJob = 0
    /// The last note that was stacked, to recognise the acceptor's repeated report of it.
    package internal(set) var lastStacked: Money?
    /// The payment that began last.
    package internal(set) var lastBegun: PaymentID?
    /// How the hub judged this journal last. Anything but `accepted` keeps the kiosk out of service.
    package internal(set) var standing = JournalStanding.accepted
    var standingSince = WallTime(milliseconds: 0)
    /// Ended payments that may leave memory, oldest end first.
    var ended: [PaymentID] = []
    var nextPlace = 0
    var nextQueuePlace = 0
    var box = CashBoxBook()
    var days = DayBook()
    /// Charges of nobody's payment that are to be undone, by the terminal's receipt number.
    var reversals: [Int: CardReversal] = [:]
    /// What collections and days brought to light, in the order in which it was found.
    var differences: [LedgerException] = []
    /// One copy of each biller that plans name, so that a hundred thousand plans hold its words once.
    private var billers: [BillerID: Biller] = [:]
    /// What can be told from the rest, kept because it is asked often.
    var index = LedgerIndex()

    /// How many ended payments stay in memory, for a reprint.
    package static let endedPaymentsKept = 25
    /// Differences that wait for a person at once; more than that is one trouble, and the journal has them all.
    static let mostDifferences = 1_000

    package init() {}

    package init(folding entries: some Sequence<JournalEntry>) {
        for entry in entries { apply(entry.fact, at: entry.at) }
    }

    package subscript(id: PaymentID) -> PaymentRecord? { payments[id] }

    /// All payments in memory, in the order in which they began. Sorts: not for every event.
    package var inOrder: [PaymentRecord] { payments.values.sorted { $0.place < $1.place } }

    /// Payments that took, or may have taken, money and were not told to the hub yet.
    package var open: [PaymentRecord] { index.open.compactMap { payments[$0] } }

    /// Payments the hub has not answered finally, oldest in the queue first. Sorts: `queuedCount` counts.
    package var queued: [PaymentRecord] {
        payments.values.filter(\.isQueued).sorted { ($0.queuePlace ?? 0) < ($1.queuePlace ?? 0) }
    }

    package var queuedCount: Int { index.queuedCount }

    /// The cash of each payment since the last collection, oldest payment first.
    package var cashBox: [PaymentCash] { box.cash }

    package mutating func apply(_ fact: JournalFact, at now: KioskInstant) {
        switch fact {
        case .started, .visitFailed, .rated, .incident: break
        case .paymentPlanned(let plan): begin(.bills(sharingBiller(plan)), receipt: plan.receiptNumber, at: now)
        case .noteInSuspense(let plan): beginSuspense(plan, at: now)
        case .paymentQueued(let submission): queue(submission, at: now)
        case .noteStacked(let id, let number):
            change(id, at: now) { $0.apply(fact, at: now) }
            guard let note = payments[id]?.notes.first(where: { $0.number == number }) else { break }
            lastStacked = note.denomination
            box.stacked(note.denomination, of: payments[id]?.id ?? id)
        case .printIntended(let id, let job, _):
            change(id, at: now) { $0.apply(fact, at: now) }
            lastPrintJob = max(lastPrintJob, job.number)
        case .paymentSettled(let id, _), .paymentRefused(let id, _, _):
            change(id, at: now) { $0.apply(fact, at: now) }
            if let submission = payments[id]?.submission { days.becameFinal(submission) }
            forgetOldest()
        case .paymentAbandoned(let id):
            change(id, at: now) { $0.apply(fact, at: now) }
            forgetOldest()
        case .exceptionResolved(let id, let resolution): resolve(id, resolution, at: now)
        case .cashCollected(let collection): box.collected(collection)
        case .collectionCompared(let id, let found):
            box.compared(id)
            note(found, source: "collection \(id)", at: now)
        case .dayCompared(let date, let found):
            days.compared(date)
            note(found, source: date.description, at: now)
        case .journalJudged(let standing):
            self.standing = standing
            standingSince = now.wall
        case .cardReversalIntended(let capture):
            reversals[capture.terminalReceiptNumber] = CardReversal(capture: capture, since: now.wall)
        case .cardReversed(let number): reversals[number] = nil
        case .cardReversalFailed(let number, _): reversals[number]?.failures += 1
        case .paymentPrepared, .paymentTakenOffline, .noteIntended, .noteReturned, .noteUnplaced, .cardIntended,
            .cardCaptured, .cardDeclined, .cardUnknown, .walletIntended, .walletPaid, .walletDeclined, .walletUnknown,
            .creditNoteIntended, .creditNoteClaimed, .creditNoteRefused, .creditNoteUnknown, .paymentClosing,
            .paymentConflicted, .printed, .printFailed:
            if let id = fact.payment { change(id, at: now) { $0.apply(fact, at: now) } }
        }
    }

    private mutating func begin(_ origin: PaymentRecord.Origin, receipt: String, at now: KioskInstant) {
        var record = PaymentRecord(origin: origin, began: now)
        precondition(payments[record.id] == nil, "a payment id was used twice")
        record.place = nextPlace
        nextPlace += 1
        payments[record.id] = record
        index.changed(record.id, from: LedgerIndex.Standing(), to: LedgerIndex.Standing(record))
        lastBegun = record.id
        lastReceiptOrdinal = max(lastReceiptOrdinal, ReceiptNumber.ordinal(of: receipt) ?? 0)
    }

    /// A note that nobody claims. One that a person found is no report of the acceptor's, and lay in the box before.
    private mutating func beginSuspense(_ plan: SuspensePlan, at now: KioskInstant) {
        begin(.suspense(plan), receipt: plan.receiptNumber, at: now)
        change(plan.payment, at: now) { $0.takeSuspense(plan, at: now) }
        if let found = box.foundNote {
            box.foundNote = nil
            if found == .inTheBox { box.stacked(plan.denomination, of: plan.payment) }
        } else {
            lastStacked = plan.denomination
            box.stacked(plan.denomination, of: plan.payment)
        }
    }

    private mutating func queue(_ submission: Submission, at now: KioskInstant) {
        guard let payment = payments[submission.payment], payment.submission == nil else { return }
        let place = nextQueuePlace
        nextQueuePlace += 1
        let shared = submission.sharing(payment)
        change(payment.id, at: now) {
            $0.submission = shared
            $0.queuePlace = place
        }
        days.queued(shared)
    }

    private mutating func sharingBiller(_ plan: PaymentPlan) -> PaymentPlan {
        guard let known = billers[plan.biller.id], known == plan.biller else {
            billers[plan.biller.id] = plan.biller
            return plan
        }
        return PaymentPlan(
            payment: plan.payment, claimCode: plan.claimCode, receiptNumber: plan.receiptNumber, biller: known,
            account: plan.account, allocations: plan.allocations, tender: plan.tender, language: plan.language,
            inquiry: plan.inquiry)
    }

    /// Ids of the payments the hub has not answered finally, oldest in the queue first, without their records.
    var queuedIDs: [PaymentID] {
        var places: [(place: Int, id: PaymentID)] = []
        places.reserveCapacity(queuedCount)
        for (id, record) in payments where record.isQueued { places.append((record.queuePlace ?? 0, id)) }
        return places.sorted { $0.place < $1.place }.map(\.id)
    }

    /// Every change of a payment goes through here, so that the index never says anything else than the payments.
    mutating func change(_ id: PaymentID, at now: KioskInstant, _ body: (inout PaymentRecord) -> Void) {
        guard var record = payments.removeValue(forKey: id) else { return }
        let before = LedgerIndex.Standing(record)
        body(&record)
        let after = LedgerIndex.Standing(record)
        if after.isException, !before.isException { record.troubledSince = now.wall }
        payments[id] = record
        guard before != after else { return }
        index.changed(id, from: before, to: after)
        if after.isForgettable, !before.isForgettable { ended.append(id) }
    }

    /// Ended payments leave memory, oldest first; nothing unsettled ever does.
    mutating func forgetOldest() {
        while ended.count > Ledger.endedPaymentsKept {
            let id = ended.removeFirst()
            if let record = payments[id] {
                index.changed(id, from: LedgerIndex.Standing(record), to: LedgerIndex.Standing())
            }
            payments[id] = nil
        }
    }
}

/// The number on a receipt: the kiosk's number and a running one, as in `K0417-000023`.
package enum ReceiptNumber {
    package static func text(kiosk: KioskID, ordinal: Int) -> String {
        "\(kiosk)-\(ordinal.padded(to: 6))"
    }

    static func ordinal(of text: String) -> Int? {
        text.split(separator: "-").last.flatMap { Int($0) }
    }
}

/// A charge of nobody's payment that the terminal was told to undo.
struct CardReversal: Hashable, Codable, Sendable {
    let capture: CardCapture
    let since: WallTime
    var failures = 0

    init(capture: CardCapture, since: WallTime) {
        self.capture = capture
        self.since = since
    }

    /// The seventh failure is the last: then a person must (`facts/faults.md`, 43).
    static let mostFailures = 7

    var needsPerson: Bool { failures >= CardReversal.mostFailures }
}
