import Foundation
import KioskCore
import KioskJournal

/// What a long journal costs more than a short one, and how long a start takes.
enum GrowthFigures {
    static let short = 1_000
    static let recovered = 100_000
    /// Entries after the last snapshot: as many as there may be before the next.
    static let tail = 1_000
    static let appends = 500
    static let starts = 9

    static func measure(in folder: URL, entries: Int) throws -> [Figure] {
        let path = folder.appending(path: "growing.sqlite").path()
        var written = 0
        try grow(path, from: &written, to: short)
        let shortStart = try start(path)
        let shortAppend = try append(path, &written)
        try grow(path, from: &written, to: recovered)
        let recovery = try start(path)
        let unaided = try startWithoutSnapshot(path)
        try grow(path, from: &written, to: entries)
        let longStart = try start(path)
        let longAppend = try append(path, &written)
        return [
            Figure(name: "start with \(recovered) entries", value: recovery * 1_000, unit: "ms"),
            Figure(name: "start with \(recovered) entries and no snapshot", value: unaided * 1_000, unit: "ms"),
            Figure(name: "start with \(short) entries", value: shortStart * 1_000, unit: "ms"),
            Figure(name: "start with \(entries) entries", value: longStart * 1_000, unit: "ms"),
            Figure(name: "start, long journal to short", value: longStart / shortStart, unit: ""),
            Figure(name: "append, long journal to short", value: longAppend / shortAppend, unit: ""),
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
                facts += SampleFacts.collection(number: written / 1_000)
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

    /// Seconds from opening the file to the ledger, at the median.
    private static func start(_ path: String) throws -> Double {
        try (0..<starts).map { _ in
            try ContinuousClock().measure {
                let journal = try Journal(path: path, kiosk: "K0417", boot: "bench")
                _ = try journal.ledgerHere()
                journal.close()
            }.seconds
        }.median
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
