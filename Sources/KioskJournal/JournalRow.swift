import Foundation
import GRDB
import KioskCore

/// An entry as a row of the table.
struct JournalRow {
    let entry: JournalEntry
    let sinceBootInNanoseconds: Int64
    let json: String
    let chain: JournalChain

    /// The row that follows one whose chain is `previous`.
    init(_ entry: JournalEntry, after previous: JournalChain) throws {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        self.entry = entry
        sinceBootInNanoseconds = entry.at.sinceBoot.wholeNanoseconds
        json = String(decoding: try encoder.encode(entry.fact), as: UTF8.self)
        chain = JournalRow.chain(
            after: previous, entry.sequence, entry.boot.text, sinceBootInNanoseconds, entry.at.wall.milliseconds, json)
    }

    /// Reads a row that must follow one whose sequence and chain are `previous`.
    init(_ row: Row, after previous: JournalHead) throws {
        let sequence: Int64 = row["sequence"]
        guard sequence == previous.sequence + 1 else {
            throw JournalRow.damaged(
                "entry \(previous.sequence + 1) is missing: the next one there is has number \(sequence)")
        }
        let boot: String = row["boot"]
        let wall: Int64 = row["wall_ms"]
        sinceBootInNanoseconds = row["since_boot_ns"]
        json = row["fact"]
        chain = JournalRow.chain(after: previous.chain, sequence, boot, sinceBootInNanoseconds, wall, json)
        guard chain.stored == row["chain"] as Int64 else {
            throw JournalRow.damaged("entry \(sequence), or the one before it, is not as it was written")
        }
        let fact: JournalFact
        do {
            fact = try JSONDecoder().decode(JournalFact.self, from: Data(json.utf8))
        } catch {
            throw JournalRow.damaged("entry \(sequence) holds a fact that this version cannot read", cause: error)
        }
        guard fact.kind == row["kind"] as String, fact.payment?.text == row["payment"] as String? else {
            throw JournalRow.damaged("the columns of entry \(sequence) contradict its fact")
        }
        entry = JournalEntry(
            sequence: sequence, boot: BootID(boot),
            at: KioskInstant(
                sinceBoot: .nanoseconds(sinceBootInNanoseconds), wall: WallTime(milliseconds: wall)),
            fact: fact)
    }

    func insert(_ db: Database) throws {
        try db.execute(
            sql: """
                INSERT INTO entry (sequence, boot, since_boot_ns, wall_ms, payment, kind, fact, chain)
                VALUES (?, ?, ?, ?, ?, ?, ?, ?)
                """,
            arguments: [
                entry.sequence, entry.boot.text, sinceBootInNanoseconds, entry.at.wall.milliseconds,
                entry.fact.payment?.text, entry.fact.kind, json, chain.stored,
            ])
    }

    /// Walks all entries in order, holding one at a time.
    static func forEach(_ db: Database, _ body: (JournalEntry) throws -> Void) throws -> JournalHead {
        var head = JournalHead.empty
        let rows = try Row.fetchCursor(db, sql: "SELECT * FROM entry ORDER BY sequence")
        while let row = try rows.next() {
            let read = try JournalRow(row, after: head)
            head = JournalHead(sequence: read.entry.sequence, chain: read.chain)
            try body(read.entry)
        }
        return head
    }

    private static func chain(
        after previous: JournalChain, _ sequence: Int64, _ boot: String, _ sinceBoot: Int64, _ wall: Int64,
        _ json: String
    ) -> JournalChain {
        var chain = JournalChain()
        chain.add(previous.stored)
        chain.add(sequence)
        chain.add(boot)
        chain.add(sinceBoot)
        chain.add(wall)
        chain.add(json)
        return chain
    }

    private static func damaged(_ finding: String, cause: (any Error)? = nil) -> JournalError {
        JournalError(
            .damaged,
            """
            The journal is damaged: \(finding). Take no money; copy the file and those beside it away for \
            reconciliation, then start with an empty journal under a new kiosk number.
            """, cause: cause)
    }
}

extension Duration {
    /// Whole nanoseconds, as far as `Int64` goes: 292 years.
    var wholeNanoseconds: Int64 {
        components.seconds * 1_000_000_000 + components.attoseconds / 1_000_000_000
    }
}
