import BenchmarkKit
import Foundation
import KioskCore
import KioskJournal

/// What a long journal costs more than a short one, and how long a start takes.
enum GrowthFigures {
    static let short = 1_000
    static let recovered = 100_000
    /// Entries after the last snapshot: as many as there may be before the next.
    static let tail = 1_000
    static let appends = 100
    static let rounds = 9
    static let starts = 15

    static func measure(in folder: URL, entries: Int) throws -> [Figure] {
        let young = folder.appending(path: "young.sqlite").path()
        let old = folder.appending(path: "old.sqlite").path()
        var (inYoung, inOld) = (0, 0)
        try grow(young, from: &inYoung, to: short)
        try grow(old, from: &inOld, to: recovered)
        let recovery = try (0..<starts).map { _ in try start(old) }.median
        let unaided = try startWithoutSnapshot(old)
        try grow(old, from: &inOld, to: entries)
        // In turn, so that both meet the same machine.
        let starting = try (0..<starts).map { _ in (young: try start(young), old: try start(old)) }
        let appending = try (0..<rounds).map { _ in
            (young: try append(young, &inYoung), old: try append(old, &inOld))
        }
        let youngStart = starting.map(\.young).median
        let oldStart = starting.map(\.old).median
        return [
            Figure(name: "start with \(recovered) entries", value: recovery * 1_000, unit: "ms"),
            Figure(name: "start with \(recovered) entries and no snapshot", value: unaided * 1_000, unit: "ms"),
            Figure(name: "start with \(short) entries", value: youngStart * 1_000, unit: "ms"),
            Figure(name: "start with \(entries) entries", value: oldStart * 1_000, unit: "ms"),
            Figure(name: "start, long journal to short", value: oldStart / youngStart),
            Figure(
                name: "append, long journal to short",
                value: appending.map(\.old).median / appending.map(\.young).median),
        ]
    }

    /// Whole payments, eight entries each, until there are `count`; then a tail that no snapshot holds.
    private static func grow(_ path: String, from written: inout Int, to count: Int) throws {
        let journal = try Journal(path: path, kiosk: "K0417", boot: "bench")
        defer { journal.close() }
        var ledger = try journal.ledgerHere()
        func write(upTo end: Int) throws {
            while written < end {
                var facts: [JournalFact] = []
                while facts.count < 1_000, written + facts.count < end {
                    facts += SampleFacts.wholePayment((written + facts.count) / 8)
                }
                // The cash box is emptied and the day compared now and then, as at any kiosk.
                facts += SampleFacts.collection(number: written)
                for entry in try journal.appendHere(facts, at: SampleFacts.instant(written)) {
                    ledger.apply(entry.fact, at: entry.at)
                }
                written += facts.count
            }
        }
        try write(upTo: count - tail)
        try journal.keepHere(ledger)
        try write(upTo: count)
    }

    /// Seconds from opening the file to the ledger.
    private static func start(_ path: String) throws -> Double {
        var journal: Journal?
        let duration = try ContinuousClock().measure {
            journal = try Journal(path: path, kiosk: "K0417", boot: "bench")
            _ = try journal?.ledgerHere()
        }
        journal?.close()
        return duration.seconds
    }

    private static func startWithoutSnapshot(_ path: String) throws -> Double {
        let journal = try JournalReader(path: path)
        return try ContinuousClock().measure { _ = Ledger(folding: try journal.entries()) }.seconds
    }

    /// Seconds an entry, at the median.
    private static func append(_ path: String, _ written: inout Int) throws -> Double {
        let journal = try Journal(path: path, kiosk: "K0417", boot: "bench")
        defer { journal.close() }
        var times: [Double] = []
        for index in 0..<appends {
            let fact = JournalFact.incident(.cashBoxFull)
            times.append(
                try ContinuousClock().measure { try journal.appendHere([fact], at: SampleFacts.instant(index)) }.seconds
            )
        }
        // So that payments go on at a whole number of eight.
        written += appends
        written = (written + 7) / 8 * 8
        return times.median
    }
}
