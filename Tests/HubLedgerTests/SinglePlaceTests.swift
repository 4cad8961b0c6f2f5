import Foundation
import GRDB
import KioskAPI
import KioskCore
import Testing

@testable import HubLedger

/// Books on one connection, as a simulation in one thread has them.
struct SinglePlaceTests {
    private func withPlace<Result>(_ body: (String) throws -> Result) throws -> Result {
        let folder = FileManager.default.temporaryDirectory.appendingPathComponent("hub-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        return try body(folder.appendingPathComponent("hub.sqlite").path)
    }

    private func settings(of ledger: HubLedger) throws -> [String] {
        try ledger.database.read { database in
            [
                try String.fetchOne(database, sql: "PRAGMA journal_mode") ?? "",
                "\(try Int.fetchOne(database, sql: "PRAGMA synchronous") ?? -1)",
                "\(try Int.fetchOne(database, sql: "PRAGMA foreign_keys") ?? -1)",
            ]
        }
    }

    @Test func booksOnOneConnectionAreAsDurableAsThoseOfAPool() throws {
        try withPlace { path in
            let answer: PaymentAnswer
            do {
                let ledger = try HubLedger(queueAt: path, adapters: DemoBillers.adapters)
                #expect(try settings(of: ledger) == ["wal", "2", "1"])
                try ledger.seedDemo(today: Fixture.today)
                answer = try Fixture(ledger: ledger).pay("p-1", try Fixture(ledger: ledger).statement())
            }
            let again = try HubLedger(queueAt: path, adapters: DemoBillers.adapters)
            #expect(try again.status("p-1", now: Fixture.morning) == answer)
            try expectLaws(again)
        }
    }

    @Test func aCopyOntoAPlaceHasTheSameBooksAndSettings() throws {
        try withPlace { path in
            let original = try Fixture()
            let copy = try original.ledger.copy(queueAt: path)
            #expect(try settings(of: copy) == ["wal", "2", "1"])
            try Fixture(ledger: copy).pay("p-1", try Fixture(ledger: copy).statement())
            #expect(try original.ledger.allPayments().isEmpty)
            #expect(try copy.payment("p-1")?.state == .settled)
        }
    }
}
