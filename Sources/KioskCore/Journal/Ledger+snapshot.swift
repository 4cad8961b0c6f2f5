/// A ledger as a value that can be stored beside the journal and taken up again, so that a start need not read the
/// journal from its first entry. Taken up and given the entries since, it is what the fold of all entries is.
extension Ledger: Codable {
    private enum CodingKeys: CodingKey {
        case payments, ended, nextPlace, nextQueuePlace, lastReceiptOrdinal, lastPrintJob, lastStacked, lastBegun
        case standing, standingSince, box, days, reversals, differences, exceptional
    }

    package init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: CodingKeys.self)
        ended = try container.decode([PaymentID].self, forKey: .ended)
        nextPlace = try container.decode(Int.self, forKey: .nextPlace)
        nextQueuePlace = try container.decode(Int.self, forKey: .nextQueuePlace)
        lastReceiptOrdinal = try container.decode(Int.self, forKey: .lastReceiptOrdinal)
        lastPrintJob = try container.decode(Int.self, forKey: .lastPrintJob)
        lastStacked = try container.decodeIfPresent(Money.self, forKey: .lastStacked)
        lastBegun = try container.decodeIfPresent(PaymentID.self, forKey: .lastBegun)
        standing = try container.decode(JournalStanding.self, forKey: .standing)
        standingSince = try container.decode(WallTime.self, forKey: .standingSince)
        box = try container.decode(CashBoxBook.self, forKey: .box)
        days = try container.decode(DayBook.self, forKey: .days)
        for reversal in try container.decode([CardReversal].self, forKey: .reversals) {
            reversals[reversal.capture.terminalReceiptNumber] = reversal
        }
        differences = try container.decode([LedgerException].self, forKey: .differences)
        let records = try container.decode([PaymentRecord].self, forKey: .payments)
        payments.reserveCapacity(records.count)
        for record in records { payments[record.id] = record }
        index = LedgerIndex(records, exceptional: try container.decode([PaymentID].self, forKey: .exceptional))
    }

    /// Payments and reversals in order, so that the same ledger is always the same text.
    package func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: CodingKeys.self)
        try container.encode(inOrder, forKey: .payments)
        try container.encode(ended, forKey: .ended)
        try container.encode(nextPlace, forKey: .nextPlace)
        try container.encode(nextQueuePlace, forKey: .nextQueuePlace)
        try container.encode(lastReceiptOrdinal, forKey: .lastReceiptOrdinal)
        try container.encode(lastPrintJob, forKey: .lastPrintJob)
        try container.encodeIfPresent(lastStacked, forKey: .lastStacked)
        try container.encodeIfPresent(lastBegun, forKey: .lastBegun)
        try container.encode(standing, forKey: .standing)
        try container.encode(standingSince, forKey: .standingSince)
        try container.encode(box, forKey: .box)
        try container.encode(days, forKey: .days)
        try container.encode(reversals.sorted { $0.key < $1.key }.map(\.value), forKey: .reversals)
        try container.encode(differences, forKey: .differences)
        try container.encode(index.exceptional, forKey: .exceptional)
    }
}

/// Two ledgers are equal when their stored forms are; the index follows from those, but for its order of exceptions.
extension Ledger: Hashable {
    package static func == (left: Ledger, right: Ledger) -> Bool {
        left.payments == right.payments && left.ended == right.ended && left.nextPlace == right.nextPlace
            && left.nextQueuePlace == right.nextQueuePlace && left.lastReceiptOrdinal == right.lastReceiptOrdinal
            && left.lastPrintJob == right.lastPrintJob && left.lastStacked == right.lastStacked
            && left.lastBegun == right.lastBegun && left.standing == right.standing
            && left.standingSince == right.standingSince && left.box == right.box && left.days == right.days
            && left.reversals == right.reversals && left.differences == right.differences
            && left.index.open == right.index.open && left.index.exceptional == right.index.exceptional
    }

    package func hash(into hasher: inout Hasher) {
        hasher.combine(payments.count)
        hasher.combine(nextPlace)
        hasher.combine(nextQueuePlace)
        hasher.combine(lastBegun)
    }
}

extension LedgerIndex {
    /// The index of these payments, which stand in the order in which they began.
    init(_ records: [PaymentRecord], exceptional: [PaymentID]) {
        let queued = records.filter(\.isQueued).sorted { ($0.queuePlace ?? 0) < ($1.queuePlace ?? 0) }
        for record in records where !record.isQueued { changed(record.id, from: Standing(), to: Standing(record)) }
        for record in queued { changed(record.id, from: Standing(), to: Standing(record)) }
        self.exceptional = exceptional
    }
}
