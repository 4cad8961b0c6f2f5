import Foundation
import GRDB
import KioskCore
import KioskEvidence
import Testing

@testable import KioskJournal

struct JournalSnapshotTests {
    let disk = try! TemporaryJournal()

    private func fill(_ journal: Journal, from: Int = 1, count: Int) async throws {
        for number in from..<(from + count) {
            try await journal.append(
                [.noteInSuspense(plan(number)), .rated(PaymentID("p-\(number)"), stars: 1)], at: instant(Int64(number)))
        }
    }

    private func plan(_ number: Int) -> SuspensePlan {
        SuspensePlan(
            payment: PaymentID("p-\(number)"),
            claimCode: ClaimCode(random: (0..<11).map { UInt8((number >> $0) & 31) }),
            receiptNumber: "K0417-\(100_000 + number)", denomination: Money(2_000, .cny))
    }

    private func wholeFold(_ journal: Journal) async throws -> Ledger {
        Ledger(folding: try await journal.entries())
    }

    @Test func theFoldFromASnapshotIsTheFoldOfAll() async throws {
        let journal = try disk.open()
        try await fill(journal, count: 10)
        try await journal.keep(wholeFold(journal))
        try await fill(journal, from: 11, count: 5)
        #expect(try await journal.ledger() == wholeFold(journal))
        #expect(try JournalReader(path: disk.path).ledger() == Ledger(folding: try await journal.entries()))
        #expect(try JournalReader(path: disk.path).audit().findings.isEmpty)
    }

    @Test func onlyWhatCameAfterTheSnapshotIsRead() async throws {
        do {
            let journal = try disk.open()
            try await fill(journal, count: 10)
            try await journal.keep(wholeFold(journal))
            try await fill(journal, from: 11, count: 1)
            journal.close()
        }
        // An entry that no longer can be read lies before the snapshot: the start does not meet it, the audit does.
        let raw = try DatabaseQueue(path: disk.path)
        try await raw.writeWithoutTransaction { db in
            try db.execute(
                sql: "DROP TRIGGER entry_is_never_changed; UPDATE entry SET fact = '{}' WHERE sequence = 3")
        }
        try raw.close()
        let journal = try disk.open()
        #expect(try await journal.ledger().payments.count == 11)
        let audit = try JournalReader(path: disk.path).audit()
        #expect(audit.findings.contains { $0.code == .entry && $0.sequence == 3 })
        #expect(await journalError { _ = try await journal.scrub(after: 0, count: 100) }?.code == .damaged)
    }

    @Test(arguments: [
        "UPDATE snapshot SET ledger = x'7B7D'", "UPDATE snapshot SET seal = 'x'", "UPDATE snapshot SET size = size - 1",
    ])
    func aSnapshotThatWasChangedIsPassedOver(change: String) async throws {
        do {
            let journal = try disk.open()
            try await fill(journal, count: 10)
            try await journal.keep(wholeFold(journal))
            journal.close()
        }
        let raw = try DatabaseQueue(path: disk.path)
        try await raw.writeWithoutTransaction { try $0.execute(sql: change) }
        try raw.close()
        let journal = try disk.open()
        #expect(try await journal.ledger() == wholeFold(journal))
        #expect(try JournalReader(path: disk.path).audit().findings.map(\.code) == [.snapshot])
    }

    @Test func aSnapshotThatIsNotTheFoldIsFound() async throws {
        let journal = try disk.open()
        try await fill(journal, count: 3)
        try await journal.keep(Ledger())
        #expect(try JournalReader(path: disk.path).audit().findings.map(\.code) == [.snapshot])
    }

    @Test func oneIsDueAfterThousandsOfEntriesAndNotAtOnceAgain() async throws {
        let journal = try disk.open()
        #expect(!journal.isSnapshotDue)
        for batch in 0..<10 {
            try await journal.append(
                (0..<200).map { _ in JournalFact.rated(PaymentID("p-\(batch)"), stars: 1) }, at: instant(1))
        }
        #expect(journal.isSnapshotDue)
        try await journal.keep(wholeFold(journal))
        #expect(!journal.isSnapshotDue)
    }

    @Test func theScrubGoesThroughTheWholeJournalInPieces() async throws {
        let journal = try disk.open()
        try await fill(journal, count: 12)
        var steps: [Int64] = []
        var next: Int64? = 0
        while let sequence = next {
            next = try await journal.scrub(after: sequence, count: 10)
            steps.append(sequence)
        }
        #expect(steps == [0, 10, 20])
    }
}
