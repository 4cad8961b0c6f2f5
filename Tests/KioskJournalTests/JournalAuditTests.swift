import Foundation
import GRDB
import KioskCore
import KioskEvidence
import Testing

@testable import KioskJournal

/// Whoever changes a journal is found, whatever is changed and however well the change is hidden from SQLite.
struct JournalAuditTests {
    let disk = try! TemporaryJournal()

    private func write(_ count: Int = 20) async throws {
        let journal = try disk.open()
        for number in 1...count { try await journal.append(oneNote(for: "p-1", number: number), at: instant(1)) }
        journal.close()
    }

    private func tamper(_ sql: String) throws {
        let raw = try DatabaseQueue(path: disk.path)
        try raw.writeWithoutTransaction { db in
            for name in try String.fetchAll(db, sql: "SELECT name FROM sqlite_master WHERE type = 'trigger'") {
                try db.execute(sql: "DROP TRIGGER \(name)")
            }
            try db.execute(sql: sql)
        }
        try raw.close()
    }

    @Test func aSoundJournalHasNoFindings() async throws {
        try await write()
        let audit = try JournalReader(path: disk.path).audit()
        #expect(audit.isSound)
        #expect(audit.entries == 40)
    }

    @Test(arguments: [
        ("UPDATE entry SET fact = replace(fact, '2000', '1000') WHERE sequence = 7", JournalAudit.Finding.Code.entry),
        ("UPDATE entry SET wall_ms = wall_ms + 1 WHERE sequence = 7", .entry),
        ("UPDATE entry SET since_boot_ns = 0 WHERE sequence = 7", .entry),
        ("UPDATE entry SET boot = 'boot-2' WHERE sequence = 7", .entry),
        ("UPDATE entry SET payment = 'p-2' WHERE sequence = 7", .entry),
        ("UPDATE entry SET kind = 'noteStacked' WHERE sequence = 7", .entry),
        ("UPDATE entry SET leaf = zeroblob(32) WHERE sequence = 7", .entry),
        ("DELETE FROM entry WHERE sequence = 7", .entry),
        ("DELETE FROM entry WHERE sequence = 40", .node),
        ("UPDATE node SET hash = zeroblob(32) WHERE level = 2 AND place = 1", .node),
        ("DELETE FROM node WHERE level = 1 AND place = 3", .node),
        ("INSERT INTO node VALUES (9, 9, zeroblob(32))", .node),
        ("UPDATE head SET size = 39", .head),
        ("UPDATE head SET root = zeroblob(32)", .head),
        ("UPDATE head SET checkpoint = ''", .head),
        ("DELETE FROM head", .head),
    ])
    func aChangedRowIsFound(change: String, code: JournalAudit.Finding.Code) async throws {
        try await write()
        try tamper(change)
        let audit = try JournalReader(path: disk.path).audit()
        #expect(audit.findings.contains { $0.code == code }, "\(audit.findings)")
    }

    /// Somebody who changes an entry and computes leaf and nodes anew lacks the key.
    @Test func aRewrittenTreeIsFoundByTheSignature() async throws {
        try await write(4)
        let entry = JournalEntry(
            sequence: 1, boot: "boot-1", at: instant(1),
            fact: .noteIntended("p-1", number: 1, denomination: Money(100, .cny)))
        let row = try JournalRow(entry)
        try tamper(
            """
            UPDATE entry SET fact = '\(row.json)', leaf = x'\(row.hash)' WHERE sequence = 1;
            DELETE FROM node; DELETE FROM head;
            """)
        let raw = try DatabaseQueue(path: disk.path)
        try await raw.writeWithoutTransaction { db in
            var tree = CompactRange()
            try JournalRow.forEach(db) { try JournalTree.append($0, to: &tree, db) }
            let forger = try SigningKey(name: "K0417", seed: Array(repeating: 9, count: 32))
            let head = JournalHead(tree)
            try db.execute(
                sql: "INSERT INTO head VALUES (1, ?, ?, ?)",
                arguments: [head.sequence, head.root.data, head.signed(by: forger).text])
        }
        try raw.close()
        #expect(try JournalReader(path: disk.path).audit().findings.contains { $0.code == .head })
        #expect(await journalError { _ = try disk.open() }?.code == .damaged)
    }

    @Test func anotherKiosksFileIsFoundByTheKey() async throws {
        try await write()
        let other = try TemporaryJournal()
        let key = try Journal(path: other.path, kiosk: "K0417", boot: "b").verifierKey
        #expect(try !JournalReader(path: disk.path).audit(key: key).isSound)
    }

    @Test func aHeadThatAWitnessKeptIsHeldAgainstTheEntries() async throws {
        let (early, late): (String, String)
        do {
            let journal = try disk.open()
            try await journal.append(oneNote(for: "p-1"), at: instant(1))
            early = try journal.checkpoint().text
            journal.close()
        }
        let copy = try disk.copyOfDisk()
        do {
            let journal = try disk.open()
            try await journal.append(oneNote(for: "p-2"), at: instant(2))
            late = try journal.checkpoint().text
            let twin = try copy.open()
            try await twin.append([.started(version: "1")] + oneNote(for: "p-3"), at: instant(3))
            journal.close()
        }
        #expect(try JournalReader(path: disk.path).audit(witnessed: early).isSound)
        #expect(try JournalReader(path: disk.path).audit(witnessed: late).isSound)
        // The cloned disk went its own way: five entries, none of which are the four that were witnessed.
        #expect(try JournalReader(path: copy.path).audit(witnessed: early).isSound)
        #expect(try JournalReader(path: copy.path).audit(witnessed: late).findings.map(\.code) == [.witness])
    }

    /// A byte is changed in each part of the file in turn: it is found, or it is one that says nothing.
    @Test func aChangedByteIsFoundWhereverItSaysSomething() async throws {
        do {
            try await write(60)
            let journal = try disk.open()
            try await journal.queue.writeWithoutTransaction { _ = try $0.checkpoint(.truncate) }
            journal.close()
        }
        let whole = try Data(contentsOf: URL(filePath: disk.path))
        let rows = try rowsOfEverything(disk.path)
        var found = 0
        for offset in stride(from: 3, to: whole.count, by: 811) {
            let copy = try disk.copyOfDisk()
            var changed = whole
            changed[offset] ^= 0x11
            try changed.write(to: URL(filePath: copy.path))
            let audit = try? JournalReader(path: copy.path).audit()
            if audit?.isSound == true {
                #expect(try rowsOfEverything(copy.path) == rows, "offset \(offset)")
            } else {
                found += 1
            }
        }
        #expect(found > 20)
    }

    private func rowsOfEverything(_ path: String) throws -> [Row] {
        let queue = try DatabaseQueue(path: path)
        return try queue.read { db in
            try ["entry", "node", "head", "snapshot"].flatMap { try Row.fetchAll(db, sql: "SELECT * FROM \($0)") }
        }
    }
}
