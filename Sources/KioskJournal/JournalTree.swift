import Foundation
import GRDB
import KioskCore
import KioskEvidence

/// The Merkle tree over the entries (RFC 6962, section 2.1) as the database keeps it.
///
/// Leaves are the column `leaf` of the entries; the perfect nodes above them have a table, to which a commit adds one
/// row an entry on average. With them any proof is made from a few dozen rows, however long the journal is.
enum JournalTree {
    /// Adds the row's leaf to the tree and stores the nodes that this completed.
    static func append(_ row: JournalRow, to tree: inout CompactRange, _ db: Database) throws {
        for node in tree.append(row.hash) where node.id.level > 0 {
            let statement = try db.cachedStatement(sql: "INSERT INTO node (level, place, hash) VALUES (?, ?, ?)")
            try statement.execute(arguments: [node.id.level, node.id.index, node.hash.data])
        }
    }

    /// The tree as it was at a size, from the nodes alone.
    static func at(_ size: Int64, _ db: Database) throws -> CompactRange {
        do {
            return try CompactRange(size: size) { try node($0, db) }
        } catch let error as EvidenceError {
            throw JournalRow.damaged(error.message, cause: error)
        }
    }

    static func node(_ id: MerkleNode.ID, _ db: Database) throws -> MerkleHash? {
        if id.level == 0 {
            try hash(db, "SELECT leaf FROM entry WHERE sequence = ?", [id.index + 1])
        } else {
            try hash(db, "SELECT hash FROM node WHERE level = ? AND place = ?", [id.level, id.index])
        }
    }

    private static func hash(_ db: Database, _ sql: String, _ arguments: StatementArguments) throws -> MerkleHash? {
        hash(try Data.fetchOne(db.cachedStatement(sql: sql), arguments: arguments))
    }

    /// Nil for what is no hash.
    static func hash(_ column: Data?) -> MerkleHash? { column.flatMap { MerkleHash($0) } }

    /// Plants the tree of a journal that was written before there was one. Its entries get their leaves.
    static func plant(_ db: Database) throws {
        var tree = CompactRange()
        let rows = try Row.fetchAll(db, sql: "SELECT * FROM entry ORDER BY sequence")
        for row in rows {
            let row = try JournalRow(unhashed: row)
            try db.execute(
                sql: "UPDATE entry SET leaf = ? WHERE sequence = ?",
                arguments: [row.hash.data, row.entry.sequence])
            try append(row, to: &tree, db)
        }
        try db.execute(
            sql: "INSERT INTO head (id, size, root, checkpoint) VALUES (1, ?, ?, '')",
            arguments: [tree.size, tree.root.data])
    }
}

extension MerkleHash {
    /// As a column keeps it.
    var data: Data { Data(bytes) }
}
