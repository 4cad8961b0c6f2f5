import Crypto
import Foundation
import GRDB
import KioskCore

/// Reads a journal's rows with plain SQL, past the product's own reading, and compares them with what was acknowledged.
struct JournalAudit {
    let entries: [JournalEntry]
    /// The root that the journal says it has, and the one its leaves have.
    private let toldRoot: [UInt8]
    private let root: [UInt8]

    init(at path: String) throws {
        let queue = try DatabaseQueue(path: path)
        let decoder = JSONDecoder()
        let rows = try queue.inDatabase { db in
            try Row.fetchAll(
                db, sql: "SELECT sequence, boot, since_boot_ns, wall_ms, fact, leaf FROM entry ORDER BY sequence")
        }
        entries = try rows.map { row in
            JournalEntry(
                sequence: row["sequence"], boot: BootID(row["boot"] as String),
                at: KioskInstant(
                    sinceBoot: .nanoseconds(row["since_boot_ns"] as Int64), wall: WallTime(milliseconds: row["wall_ms"])
                ),
                fact: try decoder.decode(JournalFact.self, from: Data((row["fact"] as String).utf8)))
        }
        toldRoot = try queue.inDatabase { db in
            try Data.fetchOne(db, sql: "SELECT root FROM head").map { [UInt8]($0) } ?? []
        }
        root = JournalAudit.root(of: rows.map { [UInt8]($0["leaf"] as Data? ?? Data()) }[...])
    }

    /// The Merkle tree hash of RFC 6962, section 2.1, over hashes of leaves, as the standard writes it down.
    static func root(of leaves: ArraySlice<[UInt8]>) -> [UInt8] {
        guard let first = leaves.first else { return Array(SHA256.hash(data: [UInt8]())) }
        if leaves.count == 1 { return first }
        var split = 1
        while split * 2 < leaves.count { split *= 2 }
        let middle = leaves.startIndex + split
        return Array(SHA256.hash(data: [0x01] + root(of: leaves[..<middle]) + root(of: leaves[middle...])))
    }

    /// What is not as it was acknowledged. What may wait for the disk may be gone from the end.
    func breach(acknowledged: [JournalEntry]) -> Breach? {
        if let index = entries.indices.first(where: { entries[$0].sequence != Int64($0 + 1) }) {
            return Breach(.i4, "the journal has entry \(entries[index].sequence) at place \(index + 1)")
        }
        if toldRoot != root { return Breach(.i4, "the root of the journal's tree is not that of its leaves") }
        for lost in acknowledged.dropFirst(entries.count) where !JournalAudit.mayBeLost(lost.fact) {
            return Breach(
                .i4, "entry \(lost.sequence) was acknowledged as durable and is gone: \(lost.fact.words)")
        }
        for (old, new) in zip(acknowledged, entries) where old.fact != new.fact || old.boot != new.boot {
            // In the place of a fact that could be lost may stand what was written after the loss.
            if acknowledged[Int(old.sequence - 1)...].allSatisfy({ JournalAudit.mayBeLost($0.fact) }) { return nil }
            return Breach(.i4, "entry \(old.sequence) was \(old.fact.words), and is now \(new.fact.words)")
        }
        return nil
    }

    /// Whether a fact tells of no money and no promise: slips that came out, grades, visits that failed.
    private static func mayBeLost(_ fact: JournalFact) -> Bool {
        switch fact {
        case .printed, .printFailed, .visitFailed, .rated: true
        default: false
        }
    }
}
