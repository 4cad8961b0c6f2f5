import Foundation
package import KioskCore

/// How a journal is read and checked, by those who may: the simulator's own module knows no journal.
package struct JournalReading: Sendable {
    package let entries: @Sendable (_ path: String) throws -> [JournalEntry]

    package init(entries: @escaping @Sendable (_ path: String) throws -> [JournalEntry]) { self.entries = entries }
}

/// The kiosk's journal as it was copied out of the guest, and what its entries say of payments under way.
package struct PowerCutJournal: Sendable {
    package let entries: [JournalEntry]

    package init(_ entries: [JournalEntry]) { self.entries = entries }

    /// What was known to be written before and is not there any more, in plain words; empty when nothing is missing.
    package func losses(since earlier: PowerCutJournal) -> [String] {
        if entries.count < earlier.entries.count {
            return ["I4: \(earlier.entries.count) entries had been read, and \(entries.count) are left"]
        }
        for (before, now) in zip(earlier.entries, entries) where before != now {
            return ["I4: entry \(before.sequence) was changed"]
        }
        return []
    }

    /// The payments that have not ended, each by the last thing that is known of it.
    package var open: [String] {
        var last: [PaymentID: JournalFact] = [:]
        var order: [PaymentID] = []
        var ended: Set<PaymentID> = []
        for fact in entries.map(\.fact) {
            guard let payment = fact.payment else { continue }
            if last[payment] == nil { order.append(payment) }
            switch fact {
            case .paymentAbandoned, .paymentSettled, .paymentRefused: ended.insert(payment)
            // What is printed says nothing about the money.
            case .printIntended, .printed, .printFailed, .rated: continue
            default: break
            }
            last[payment] = fact
        }
        return order.filter { !ended.contains($0) }.compactMap { last[$0]?.shortName }
    }

    /// What was done after the first so many entries, the same things in a row as one.
    package func story(after count: Int) -> String {
        var parts: [(name: String, count: Int)] = []
        for entry in entries.dropFirst(count) {
            let name = entry.fact.shortName
            if parts.last?.name == name { parts[parts.count - 1].count += 1 } else { parts.append((name, 1)) }
        }
        return parts.isEmpty
            ? "nothing" : parts.map { $0.count > 1 ? "\($0.name) × \($0.count)" : $0.name }.joined(separator: ", ")
    }

    /// Slips that are on paper about payments the journal does not know.
    package func unknownSlips(_ texts: [String]) -> [String] {
        let known = Set(entries.compactMap(\.fact.payment?.text))
        return texts.flatMap { text in
            text.matches(of: /[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[0-9a-f]{4}-[0-9a-f]{12}/).map { String($0.0) }
        }
        .filter { !known.contains($0) }.map { "I3: a slip of \($0) is out, and the journal does not know it" }
    }
}

extension JournalFact {
    /// The name of the case alone: what goes to a console must not name accounts.
    fileprivate var shortName: String { String(String(describing: self).prefix { $0 != "(" }) }
}
