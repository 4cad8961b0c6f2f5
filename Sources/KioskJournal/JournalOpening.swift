import GRDB
import KioskCore
import KioskEvidence

/// What is checked of a journal before anything is appended: that its end is where it says, and grew out of what was signed.
///
/// This costs the same for any length: the rows at the right edge of the tree are read, and no others. What lies
/// further back is checked by `JournalAudit` and by `Journal.scrub`, while the kiosk works.
struct JournalOpening {
    let key: SigningKey
    let tree: CompactRange
    let head: JournalHead
    /// The last checkpoint that the kiosk signed, of this head or an earlier one; empty where there is none.
    let signed: String
    let snapshotSize: Int64

    init(_ path: String, in place: any JournalPlace, kiosk: String, _ db: Database) throws {
        let row = try JournalHeadRow(db)
        let last = try Row.fetchOne(db, sql: "SELECT * FROM entry ORDER BY sequence DESC LIMIT 1")
        let lastSequence: Int64 = try last.map { try JournalRow($0, number: $0["sequence"]).entry.sequence } ?? 0
        guard lastSequence == row.size else {
            throw JournalRow.damaged("its last entry is number \(lastSequence), and it says that it has \(row.size)")
        }
        key = try JournalKey.open(
            path, kiosk: kiosk, in: place,
            isSigned: !row.checkpoint.isEmpty || place.exists(JournalMark.path(path)))
        tree = try JournalTree.at(row.size, db)
        head = JournalHead(tree)
        guard row.root == head.root else {
            throw JournalRow.damaged("its entries are not those of which it says the root")
        }
        try row.requireSigned(by: key.verifierKey) { try JournalTree.at($0, db).root }
        signed = row.checkpoint
        try JournalMark.require(head, reaches: JournalMark.read(path, kiosk: kiosk, in: place), path)
        snapshotSize = try Int64.fetchOne(db, sql: "SELECT MAX(size) FROM snapshot") ?? 0
    }
}
