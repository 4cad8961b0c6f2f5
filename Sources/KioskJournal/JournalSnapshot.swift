import Foundation
import GRDB
import KioskCore
import KioskEvidence

/// The fold of the first entries, kept so that a start reads the last ones alone.
///
/// It is a copy and never the truth: one that is torn, of another version or not sealed by the kiosk's key is passed
/// over, and the entries are folded from an earlier one or from the first.
enum JournalSnapshot {
    /// Counts changes of what the fold makes of the same entries. A snapshot of another count is passed over.
    static let fold = 2
    /// One to start from, and the one before it should the last not be readable.
    static let kept = 2
    /// Entries after which the next one is due: folding as many takes a start a few tenths of a second.
    static let pace: Int64 = 2_000
    /// With many payments inside a snapshot is large, and so is made more seldom.
    static let entriesPerPayment: Int64 = 4

    static func save(_ ledger: Ledger, size: Int64, key: SigningKey, _ db: Database) throws {
        let bytes = try JSONEncoder().encode(ledger)
        let seal = try SignedNote(text(bytes, size: size, name: key.name), signedBy: [key]).encoded
        try db.execute(
            sql: "INSERT OR REPLACE INTO snapshot (size, ledger, seal) VALUES (?, ?, ?)",
            arguments: [size, bytes, seal])
        try db.execute(
            sql: """
                DELETE FROM snapshot WHERE size NOT IN (SELECT size FROM snapshot ORDER BY size DESC LIMIT ?)
                """, arguments: [kept])
    }

    /// The newest snapshot that can be believed, and how many entries it holds; the empty fold when there is none.
    static func newest(upTo size: Int64, key: VerifierKey?, _ db: Database) throws -> (ledger: Ledger, size: Int64) {
        guard let key else { return (Ledger(), 0) }
        let rows = try Row.fetchAll(
            db, sql: "SELECT * FROM snapshot WHERE size <= ? ORDER BY size DESC", arguments: [size])
        for row in rows {
            let bytes: Data = row["ledger"]
            guard let note = try? SignedNote(opening: row["seal"] as String, with: [key]),
                note.text == text(bytes, size: row["size"], name: key.name),
                let ledger = try? JSONDecoder().decode(Ledger.self, from: bytes)
            else { continue }
            return (ledger, row["size"])
        }
        return (Ledger(), 0)
    }

    /// Three lines: whose ledger, of how many entries by which fold, and its hash.
    private static func text(_ ledger: Data, size: Int64, name: String) -> String {
        "\(name)\nledger of \(size) entries, fold \(fold)\n\(MerkleHash.leaf(Array(ledger)).base64)\n"
    }
}
