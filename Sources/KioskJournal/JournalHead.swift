import GRDB
package import KioskEvidence

/// Where a journal ends: how many entries it has, and the root over all of them.
package struct JournalHead: Hashable, Sendable {
    /// The number of the last entry; 0 for an empty journal.
    package let sequence: Int64
    package let root: MerkleHash

    static let empty = JournalHead(sequence: 0, root: .emptyTree)

    init(sequence: Int64, root: MerkleHash) {
        self.sequence = sequence
        self.root = root
    }

    init(_ tree: CompactRange) { self.init(sequence: tree.size, root: tree.root) }

    /// The kiosk's word for it, as others get it: a checkpoint (C2SP tlog-checkpoint).
    func signed(by key: SigningKey) throws(EvidenceError) -> SignedCheckpoint {
        try SignedCheckpoint(Checkpoint(origin: key.name, size: sequence, root: root), signedBy: key)
    }
}

/// The one row that says where the journal ends, and what of it the kiosk has signed.
///
/// Every commit writes size and root. The signature costs more than all the hashing, and so it is made when something
/// leaves the kiosk that rests on it (a payment is queued, the hub asks, a receipt is printed) and every few commits.
struct JournalHeadRow {
    let size: Int64
    let root: MerkleHash
    /// The last signed note; empty until the first, and in a journal that was written before heads were signed.
    let checkpoint: String

    /// Commits after which the head is signed anew, whatever they held.
    static let commitsPerSignature = 16

    init(_ db: Database) throws {
        let row = try Row.fetchOne(db, sql: "SELECT size, root, checkpoint FROM head WHERE id = 1")
        guard let row, let root = JournalTree.hash(row["root"]) else {
            throw JournalRow.damaged("it says nowhere where it ends")
        }
        size = row["size"]
        self.root = root
        checkpoint = row["checkpoint"]
    }

    /// Keeps the head, and with it a new signature if there is one.
    static func update(_ head: JournalHead, signed: String?, _ db: Database) throws {
        if let signed {
            let sql = "UPDATE head SET size = ?, root = ?, checkpoint = ? WHERE id = 1"
            try db.cachedStatement(sql: sql).execute(arguments: [head.sequence, head.root.data, signed])
        } else {
            let sql = "UPDATE head SET size = ?, root = ? WHERE id = 1"
            try db.cachedStatement(sql: sql).execute(arguments: [head.sequence, head.root.data])
        }
    }

    /// What the kiosk has signed, if it has; throws where another has, or where it signed another beginning than that
    /// of these entries.
    func requireSigned(by key: VerifierKey, root: (Int64) throws -> MerkleHash) throws {
        guard !checkpoint.isEmpty else { return }
        let signed: Checkpoint
        do {
            signed = try SignedCheckpoint(opening: checkpoint, origin: key.name, keys: [key]).checkpoint
        } catch {
            throw JournalRow.damaged("its head is not signed by this kiosk: \(error.message)", cause: error)
        }
        guard signed.size <= size else {
            throw JournalRow.damaged("the kiosk has signed \(signed.size) entries, and it says that it has \(size)")
        }
        guard try root(signed.size) == signed.root else {
            throw JournalRow.damaged("its entries are not those over which the kiosk signed")
        }
    }
}
