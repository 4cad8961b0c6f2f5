import Foundation
import GRDB
import KioskCore
import Testing

@testable import KioskJournal

struct JournalAppendTests {
    let disk = try! TemporaryJournal()

    @Test func entriesComeBackInOrderWithTheirPlaceAndTime() async throws {
        let journal = try disk.open()
        try await journal.append([.started(version: "1.0")], at: instant(1))
        let written = try await journal.append(oneNote(for: "p-1"), at: instant(2))

        #expect(written.map(\.sequence) == [2, 3])
        let read = try await journal.entries()
        #expect(read.map(\.fact) == [.started(version: "1.0")] + oneNote(for: "p-1"))
        #expect(read.map(\.at) == [instant(1), instant(2), instant(2)])
        #expect(read.allSatisfy { $0.boot == "boot-1" })
        #expect(Array(read.dropFirst()) == written)
    }

    @Test func whatWasAppendedIsOnTheDiskWhenAppendReturns() async throws {
        let journal = try disk.open()
        try await journal.append([.started(version: "1.0")], at: instant(1))
        try await journal.append(oneNote(for: "p-1"), at: instant(2))

        let afterPowerCut = try await disk.copyOfDisk().open().entries()
        #expect(afterPowerCut.map(\.fact) == [.started(version: "1.0")] + oneNote(for: "p-1"))
        #expect(journal.head.sequence == 3)
    }

    @Test func aWriterThatDiesBeforeItsCommitLeavesNothing() async throws {
        let journal = try disk.open()
        try await journal.append([.started(version: "1.0")], at: instant(1))
        let (before, during) = try await journal.queue.writeWithoutTransaction { db in
            try db.execute(sql: "PRAGMA cache_spill = 1; PRAGMA cache_size = 1; BEGIN IMMEDIATE")
            for sequence in 2..<60 {
                let entry = JournalEntry(
                    sequence: Int64(sequence), boot: "boot-1", at: instant(3), fact: .started(version: "1.1"))
                try JournalRow(entry).insert(db)
            }
            let copy = try disk.copyOfDisk()
            let walSize = try Data(contentsOf: copy.directory.appending(path: "journal.sqlite-wal")).count
            try db.execute(sql: "ROLLBACK")
            return (walSize, copy)
        }
        #expect(before > 0)
        #expect(try await during.open().entries().map(\.fact) == [.started(version: "1.0")])
    }

    @Test func severalFactsAreWrittenTogetherOrNotAtAll() async throws {
        let journal = try disk.open()
        try await journal.queue.write { db in
            try db.execute(
                sql: """
                    CREATE TEMP TRIGGER refuses BEFORE INSERT ON entry WHEN NEW.kind = 'noteStacked'
                    BEGIN SELECT RAISE(ABORT, 'the disk says no'); END
                    """)
        }
        let error = await journalError { try await journal.append(oneNote(for: "p-1"), at: instant(1)) }
        #expect(error?.code == .appendFailed)
        #expect(try await journal.entries().isEmpty)
    }

    @Test func afterAFullDiskTheSameCanBeWrittenOnceThereIsRoom() async throws {
        let journal = try disk.open()
        try await journal.queue.writeWithoutTransaction { db in
            let pages = try Int.fetchOne(db, sql: "PRAGMA page_count") ?? 0
            try db.execute(sql: "PRAGMA max_page_count = \(pages + 1)")
        }
        var failure: JournalError?
        for second in 1...400 where failure == nil {
            failure = await journalError {
                try await journal.append(oneNote(for: "p-1", number: second), at: instant(1))
            }
        }
        #expect(failure?.code == .appendFailed)
        #expect(failure?.sqliteCode == 13, "SQLITE_FULL")

        try await journal.queue.writeWithoutTransaction { db in
            try db.execute(sql: "PRAGMA max_page_count = 100000")
        }
        let before = journal.head.sequence
        try await journal.append([.started(version: "1.0")], at: instant(2))
        #expect(journal.head.sequence == before + 1)
        #expect(try JournalReader(path: disk.path).audit().isSound)
    }

    @Test func anyOtherFailureStopsTheJournalForGood() async throws {
        let journal = try disk.open()
        try await journal.queue.write { db in
            try db.execute(
                sql: """
                    CREATE TEMP TRIGGER refuses BEFORE INSERT ON entry WHEN NEW.kind = 'noteStacked'
                    BEGIN SELECT RAISE(ABORT, 'the disk says no'); END
                    """)
        }
        let first = await journalError { try await journal.append(oneNote(for: "p-1"), at: instant(1)) }
        #expect(first?.code == .appendFailed)
        let later = await journalError { try await journal.append([.started(version: "1.0")], at: instant(2)) }
        #expect(later?.code == .broken)
        #expect((later?.cause as? JournalError)?.code == .appendFailed)
    }

    @Test func aCancelledTaskStillWritesWhatItBegan() async throws {
        let journal = try disk.open()
        let writer = Task {
            withUnsafeCurrentTask { $0?.cancel() }
            try await journal.append([.started(version: "1.0")], at: instant(1))
        }
        try await writer.value
        #expect(try await journal.entries().count == 1)
    }

    @Test(arguments: [
        "UPDATE entry SET wall_ms = 0 WHERE sequence = 1",
        "DELETE FROM entry WHERE sequence = 2",
        "INSERT OR REPLACE INTO entry SELECT 1, boot, 0, 0, payment, kind, fact, leaf FROM entry LIMIT 1",
        "INSERT INTO entry SELECT 7, boot, 0, 0, payment, kind, fact, leaf FROM entry LIMIT 1",
    ])
    func whatIsWrittenCannotBeChanged(statement: String) async throws {
        let journal = try disk.open()
        try await journal.append(oneNote(for: "p-1"), at: instant(1))
        #expect(throws: DatabaseError.self) { try journal.queue.inDatabase { try $0.execute(sql: statement) } }
        #expect(try await journal.entries().map(\.fact) == oneNote(for: "p-1"))
    }

    @Test func tenThousandEntriesAreFoldedInSeconds() async throws {
        let journal = try disk.open()
        for batch in 0..<50 {
            let facts = (0..<100).flatMap { oneNote(for: PaymentID("p-\(batch)"), number: $0) }
            try await journal.append(facts, at: instant(1))
        }
        let clock = ContinuousClock()
        let began = clock.now
        let ledger = try await journal.ledger()
        #expect(clock.now - began < .seconds(8))
        #expect(journal.head.sequence == 10_000)
        #expect(ledger.lastPrintJob == 0)
    }
}
