import Foundation
import GRDB
import KioskCore
import Testing

@testable import KioskJournal

struct JournalSchemaTests {
    let disk = try! TemporaryJournal()

    /// The file as version 1 wrote it, set down by hand when version 2 came.
    private static let versionOne = """
        CREATE TABLE entry (
            sequence INTEGER PRIMARY KEY CHECK (sequence > 0), boot TEXT NOT NULL, since_boot_ns INTEGER NOT NULL,
            wall_ms INTEGER NOT NULL, payment TEXT, kind TEXT NOT NULL, fact TEXT NOT NULL, chain INTEGER NOT NULL
        ) STRICT;
        CREATE TRIGGER entry_is_never_changed BEFORE UPDATE ON entry
        BEGIN SELECT RAISE(ABORT, 'journal entries are never changed: append a correction'); END;
        CREATE TRIGGER entry_is_never_deleted BEFORE DELETE ON entry
        BEGIN SELECT RAISE(ABORT, 'journal entries are never deleted'); END;
        PRAGMA application_id = 1346587212;
        PRAGMA user_version = 1;
        """

    @Test func aJournalOfTheFirstSchemaIsReadAndGrows() async throws {
        do {
            let old = try DatabaseQueue(path: disk.path)
            try old.inDatabase { db in
                try db.execute(sql: Self.versionOne)
                for (offset, fact) in oneNote(for: "p-1").enumerated() {
                    let entry = JournalEntry(sequence: Int64(offset + 1), boot: "b", at: instant(1), fact: fact)
                    let row = try JournalRow(entry)
                    try db.execute(
                        sql: "INSERT INTO entry VALUES (?, ?, ?, ?, ?, ?, ?, 4711)",
                        arguments: [
                            entry.sequence, "b", row.sinceBootInNanoseconds, entry.at.wall.milliseconds, "p-1",
                            fact.kind, row.json,
                        ])
                }
            }
            try old.close()
        }
        let journal = try disk.open()
        try await journal.append([.started(version: "2")], at: instant(2))
        #expect(try await journal.entries().map(\.fact) == oneNote(for: "p-1") + [.started(version: "2")])
        let version = try journal.queue.inDatabase { try Int.fetchOne($0, sql: "PRAGMA user_version") }
        #expect(version == 3)
        #expect(try JournalReader(path: disk.path).audit().findings.isEmpty)
        #expect(throws: DatabaseError.self) {
            try journal.queue.inDatabase { db in
                try db.execute(sql: "INSERT INTO entry SELECT 9, boot, 0, 0, payment, kind, fact, leaf FROM entry")
            }
        }
    }

    /// Facts are kept for years, so their form on the disk is fixed: a change here needs a new schema.
    @Test(arguments: [
        (
            #"{"noteIntended":{"_0":"p-1","denomination":{"currency":"CNY","minorUnits":2000},"number":1}}"#,
            JournalFact.noteIntended("p-1", number: 1, denomination: Money(2_000, .cny))
        ),
        (#"{"noteStacked":{"_0":"p-1","number":1}}"#, .noteStacked("p-1", number: 1)),
        (#"{"started":{"version":"1.0"}}"#, .started(version: "1.0")),
        (#"{"paymentClosing":{"_0":"p-1","_1":"paidInFull"}}"#, .paymentClosing("p-1", .paidInFull)),
        (#"{"incident":{"_0":"cashBoxFull"}}"#, .incident(.cashBoxFull)),
    ])
    func theFormOfAFactIsFixed(json: String, fact: JournalFact) throws {
        let entry = JournalEntry(sequence: 1, boot: "b", at: instant(1), fact: fact)
        #expect(try JournalRow(entry).json == json)
        #expect(try JSONDecoder().decode(JournalFact.self, from: Data(json.utf8)) == fact)
    }
}
