/// The fold of the journal: what the kiosk knows for certain. Rebuilt from the first entry at every start.
package struct Ledger: Sendable {
    /// Payments that something is still to happen to, and the newest of those that ended.
    package private(set) var payments: [PaymentID: PaymentRecord] = [:]
    /// Ids in the order in which the payments were planned.
    package private(set) var order: [PaymentID] = []
    package private(set) var lastReceiptOrdinal = 0
    package private(set) var lastPrintJob = 0
    /// The last note that was stacked, to recognise the acceptor's repeated report of it.
    package private(set) var lastStacked: Money?

    /// How many ended payments stay in memory, for a reprint.
    package static let endedPaymentsKept = 100

    package init() {}

    package init(folding entries: some Sequence<JournalEntry>) {
        for entry in entries { apply(entry.fact, at: entry.at) }
    }

    package subscript(id: PaymentID) -> PaymentRecord? { payments[id] }

    package var inOrder: [PaymentRecord] { order.compactMap { payments[$0] } }

    /// Payments that took, or may have taken, money and were not told to the hub yet.
    package var open: [PaymentRecord] { inOrder.filter { $0.outcome == nil && $0.submission == nil } }

    /// Payments the hub has not answered finally, oldest first.
    package var queued: [PaymentRecord] { inOrder.filter { $0.outcome == nil && $0.submission != nil } }

    /// What a person must decide.
    package var exceptions: [PaymentRecord] { inOrder.filter(\.needsPerson) }

    package mutating func apply(_ fact: JournalFact, at now: KioskInstant) {
        switch fact {
        case .started, .visitFailed, .rated, .incident: break
        case .paymentPlanned(let plan): begin(.bills(plan), receipt: plan.receiptNumber, at: now)
        case .noteInSuspense(let plan):
            begin(.suspense(plan), receipt: plan.receiptNumber, at: now)
            payments[plan.payment]?.takeSuspense(plan, at: now)
            lastStacked = plan.denomination
        case .paymentQueued(let submission):
            payments[submission.payment]?.submission = submission
        case .noteStacked(let id, _):
            payments[id]?.apply(fact, at: now)
            lastStacked = payments[id]?.notes.last { $0.state == .stacked }?.denomination
        case .printIntended(let id, let job, _):
            payments[id]?.apply(fact, at: now)
            lastPrintJob = max(lastPrintJob, job.number)
        case .paymentAbandoned(let id), .paymentSettled(let id, _), .paymentRefused(let id, _, _):
            payments[id]?.apply(fact, at: now)
            forgetOldest()
        case .paymentPrepared, .paymentTakenOffline, .noteIntended, .noteReturned, .noteUnplaced, .cardIntended,
            .cardCaptured, .cardDeclined, .cardUnknown, .paymentClosing, .paymentConflicted, .printed, .printFailed:
            if let id = fact.payment { payments[id]?.apply(fact, at: now) }
        }
    }

    private mutating func begin(_ origin: PaymentRecord.Origin, receipt: String, at now: KioskInstant) {
        let record = PaymentRecord(origin: origin, began: now)
        precondition(payments[record.id] == nil, "a payment id was used twice")
        payments[record.id] = record
        order.append(record.id)
        lastReceiptOrdinal = max(lastReceiptOrdinal, ReceiptNumber.ordinal(of: receipt) ?? 0)
    }

    /// Ended payments leave memory, oldest first; nothing unsettled ever does.
    private mutating func forgetOldest() {
        let ended = order.filter { payments[$0]?.isForgettable ?? true }
        guard ended.count > Ledger.endedPaymentsKept else { return }
        for id in ended.prefix(ended.count - Ledger.endedPaymentsKept) { payments[id] = nil }
        order.removeAll { payments[$0] == nil }
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

extension PaymentRecord {
    /// Whether a person must decide something about this payment.
    package var needsPerson: Bool {
        if case .conflicted = outcome { return true }
        return notes.contains { $0.state == .unplaced }
    }

    fileprivate var isForgettable: Bool { state.isTerminal && !needsPerson }

    fileprivate mutating func takeSuspense(_ plan: SuspensePlan, at now: KioskInstant) {
        notes = [NoteRecord(number: 1, denomination: plan.denomination, state: .stacked)]
        lastTaken = now
        closing = .deviceFailed
    }

    fileprivate mutating func apply(_ fact: JournalFact, at now: KioskInstant) {
        switch fact {
        case .paymentPrepared: channel = .prepared
        case .paymentTakenOffline: channel = .offline
        case .noteIntended(_, let number, let denomination):
            notes.append(NoteRecord(number: number, denomination: denomination, state: .intended))
        case .noteStacked(_, let number):
            setNote(number, .stacked)
            lastTaken = now
        case .noteReturned(_, let number): setNote(number, .returned)
        case .noteUnplaced(_, let number): setNote(number, .unplaced)
        case .cardIntended(_, let amount, let last):
            card = CardRecord(amount: amount, lastReceiptNumber: last, state: .intended)
        case .cardCaptured(_, let capture):
            card?.state = .captured(capture)
            lastTaken = now
        case .cardDeclined(_, let reason): card?.state = .declined(reason)
        case .cardUnknown: card?.state = .unknown
        case .paymentClosing(_, let reason): closing = reason
        case .paymentAbandoned: outcome = .abandoned
        case .paymentSettled(_, let settlement): outcome = .settled(settlement)
        case .paymentRefused(_, let refusal, let note): outcome = .refused(refusal, note)
        case .paymentConflicted(_, let why): outcome = .conflicted(why)
        case .printIntended(_, let job, let isCopy):
            slip = .printing(job)
            if isCopy { copies += 1 }
        case .printed: slip = .printed
        case .printFailed: slip = .failed
        case .started, .paymentPlanned, .noteInSuspense, .paymentQueued, .visitFailed, .rated, .incident: break
        }
    }

    private mutating func setNote(_ number: Int, _ state: NoteRecord.State) {
        guard let index = notes.firstIndex(where: { $0.number == number }) else { return }
        notes[index].state = state
    }
}
