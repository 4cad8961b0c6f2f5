import Foundation
import GRDB
import KioskCore
import KioskEvidence

/// An entry as a row of the table, with the leaf that it is in the tree.
struct JournalRow {
    let entry: JournalEntry
    let sinceBootInNanoseconds: Int64
    let json: String
    let leaf: JournalLeaf
    /// The leaf's hash: node 0 of the tree at this place.
    let hash: MerkleHash

    private static let decoder = JSONDecoder()
    /// The same fact has the same text, whoever writes it.
    private static let encoder = {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        return encoder
    }()

    init(_ entry: JournalEntry) throws {
        let json = String(decoding: try JournalRow.encoder.encode(entry.fact), as: UTF8.self)
        try self.init(entry, json: json, sinceBootInNanoseconds: entry.at.sinceBoot.wholeNanoseconds)
    }

    private init(_ entry: JournalEntry, json: String, sinceBootInNanoseconds: Int64) throws {
        self.entry = entry
        self.json = json
        self.sinceBootInNanoseconds = sinceBootInNanoseconds
        let money = entry.fact.moneyTaken
        leaf = try JournalLeaf(
            sequence: entry.sequence, wallMilliseconds: entry.at.wall.milliseconds, kind: entry.fact.kind,
            payment: entry.fact.payment?.text ?? "", receiptNumber: entry.fact.receiptNumber ?? "",
            minorUnits: money?.minorUnits ?? 0, currency: money?.currency.code ?? "",
            digest: JournalLeaf.digest(
                boot: entry.boot.text, sinceBootInNanoseconds: sinceBootInNanoseconds, fact: json))
        hash = .leaf(leaf.bytes)
    }

    /// Reads a row that must be number `sequence` and must be as it was written.
    init(_ row: Row, number sequence: Int64) throws {
        let found: Int64 = row["sequence"]
        guard found == sequence else {
            throw JournalRow.damaged("entry \(sequence) is missing: the next one there is has number \(found)")
        }
        try self.init(unhashed: row)
        guard JournalTree.hash(row["leaf"]) == hash else {
            throw JournalRow.damaged("entry \(sequence) is not as it was written")
        }
    }

    /// Reads a row whose leaf nobody has stored yet.
    init(unhashed row: Row) throws {
        let sequence: Int64 = row["sequence"]
        guard let boot = row["boot"] as String?, let wall = row["wall_ms"] as Int64?,
            let sinceBoot = row["since_boot_ns"] as Int64?, let json = row["fact"] as String?
        else { throw JournalRow.damaged("entry \(sequence) lacks a value") }
        let fact: JournalFact
        do {
            fact = try JournalRow.decoder.decode(JournalFact.self, from: Data(json.utf8))
        } catch {
            throw JournalRow.damaged("entry \(sequence) holds a fact that this version cannot read", cause: error)
        }
        guard fact.kind == row["kind"] as String?, fact.payment?.text == row["payment"] as String? else {
            throw JournalRow.damaged("the columns of entry \(sequence) contradict its fact")
        }
        let entry = JournalEntry(
            sequence: sequence, boot: BootID(boot),
            at: KioskInstant(sinceBoot: .nanoseconds(sinceBoot), wall: WallTime(milliseconds: wall)), fact: fact)
        try self.init(entry, json: json, sinceBootInNanoseconds: sinceBoot)
    }

    func insert(_ db: Database) throws {
        let statement = try db.cachedStatement(
            sql: """
                INSERT INTO entry (sequence, boot, since_boot_ns, wall_ms, payment, kind, fact, leaf)
                VALUES (?, ?, ?, ?, ?, ?, ?, ?)
                """)
        try statement.execute(arguments: [
            entry.sequence, entry.boot.text, sinceBootInNanoseconds, entry.at.wall.milliseconds,
            entry.fact.payment?.text, entry.fact.kind, json, hash.data,
        ])
    }

    /// Walks the entries after number `sequence` in order, holding one at a time; each is checked.
    static func forEach(after sequence: Int64 = 0, _ db: Database, _ body: (JournalRow) throws -> Void) throws {
        var number = sequence
        let rows = try Row.fetchCursor(
            db, sql: "SELECT * FROM entry WHERE sequence > ? ORDER BY sequence", arguments: [sequence])
        while let row = try rows.next() {
            number += 1
            try body(JournalRow(row, number: number))
        }
    }

    static func damaged(_ finding: String, cause: (any Error)? = nil) -> JournalError {
        JournalError(
            .damaged,
            """
            The journal is damaged: \(finding). Take no money; copy the file and those beside it away for \
            reconciliation, then start with an empty journal under a new kiosk number.
            """, cause: cause)
    }
}

extension JournalFact {
    /// What the leaf says in clear of the money: the sum that a payment's submission tells.
    fileprivate var moneyTaken: Money? {
        if case .paymentQueued(let submission) = self { submission.tendered } else { nil }
    }

    fileprivate var receiptNumber: String? {
        if case .paymentQueued(let submission) = self { submission.receiptNumber } else { nil }
    }
}

extension Duration {
    /// Whole nanoseconds, as far as `Int64` goes: 292 years.
    var wholeNanoseconds: Int64 {
        components.seconds * 1_000_000_000 + components.attoseconds / 1_000_000_000
    }
}
