import BenchmarkKit
import Foundation
import KioskCore
import KioskJournal
import KioskSimulator

/// A long outage ends: payments of as many households wait in the journal, and kiosk and hub, the real programs on one
/// machine, settle them one after another.
enum DrainFigures {
    private static let patience: Duration = .seconds(3_600)

    static func measure(payments: Int) async throws -> [Figure] {
        let stage = try await BenchStage.set(in: "out/bench-drain")
        return try await stage.use { stage in
            let file = URL(filePath: "out/bench-drain/bills.csv")
            try billFile(payments).write(to: file, atomically: true, encoding: .utf8)
            try await stage.importBills(file.path(), of: "xiqiao-water")
            let before = try fillJournal(stage.journalPath, payments)

            _ = try await stage.restartKiosk()
            guard let kiosk = stage.kioskProcess else { throw SimulatorError("kioskd does not run.") }
            let first = try ProcessUsage(of: kiosk).megabytes
            var highest = first
            let began = ContinuousClock.now
            // Each payment that ends is one more entry.
            while try JournalReader(path: stage.journalPath).head().sequence < before + Int64(payments) {
                guard ContinuousClock.now - began < patience else {
                    throw SimulatorError("Of \(payments) payments some still wait after an hour.")
                }
                try await Task.sleep(for: .milliseconds(250))
                highest = max(highest, try ProcessUsage(of: kiosk).megabytes)
            }
            let seconds = (ContinuousClock.now - began).seconds
            return [
                Figure(name: "queued payments settled", value: Double(payments) / seconds, unit: "/s"),
                Figure(
                    name: "memory of kioskd beyond its start, \(payments) queued payments", value: highest - first,
                    unit: "MB"),
                Figure(name: "resident memory of kioskd, \(payments) queued payments", value: highest, unit: "MB"),
            ]
        }
    }

    private static func billFile(_ count: Int) -> String {
        let header = "account,holder,period,issued,due,usage,unit,usage_fee,surcharge,amount,paid_on\n"
        return header
            + (0..<count).map {
                "\(CashPayment.account($0, of: biller)),张**,2026-10,2026-11-01,2026-11-30,10,m³,40.00,0.00,40.00,\n"
            }.joined()
    }

    /// What an outage leaves: each payment taken in notes, without the hub. How many entries that makes.
    private static func fillJournal(_ path: String, _ payments: Int) throws -> Int64 {
        let journal = try Journal(path: path, kiosk: BenchStage.kiosk, boot: "bench")
        defer { journal.close() }
        var ledger = Ledger()
        for start in stride(from: 0, to: payments, by: 200) {
            let facts = (start..<min(start + 200, payments)).flatMap { queued($0) }
            for entry in try journal.appendHere(facts, at: instant) { ledger.apply(entry.fact, at: entry.at) }
        }
        try journal.keepHere(ledger)
        return journal.head.sequence
    }

    private static let instant = KioskInstant(
        sinceBoot: .seconds(60), wall: WallTime(milliseconds: Int64(Date().timeIntervalSince1970 * 1_000)))

    private static func queued(_ number: Int) -> [JournalFact] {
        let notes = Array(repeating: Money(2_000, .cny), count: 2)
        return CashPayment(number: number, biller: biller, notes: notes, kiosk: BenchStage.kiosk, taken: instant.wall)
            .queuedFacts
    }

    private static let biller = Biller(
        id: "xiqiao-water", name: LocalizedText(zh: "西桥水务", en: "Xiqiao Water"), service: .water, currency: .cny,
        hotline: "0571-0000", exactness: .exact, tenders: [.cash], accountDigits: 8...8,
        accountLabel: LocalizedText(zh: "户号", en: "Account number"))
}
