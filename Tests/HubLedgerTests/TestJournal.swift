import KioskAPI
import KioskCore
import KioskEvidence

/// A kiosk's journal as far as its witness sees it: a key, a tree, and what the kiosk would send.
struct TestJournal {
    let key: SigningKey
    private var nodes: [MerkleNode.ID: MerkleHash] = [:]
    private var tree = CompactRange()

    init(_ name: String = "paycircle.example/k-1", seed: UInt8 = 1, entries: Int = 0) throws {
        key = try SigningKey(name: name, seed: [UInt8](repeating: seed, count: SigningKey.seedByteCount))
        append(entries)
    }

    /// Entries that another `text` makes other entries.
    mutating func append(_ count: Int, _ text: String = "entry") {
        for _ in 0..<count {
            for node in tree.append(.leaf(Array("\(text) \(tree.size)".utf8))) { nodes[node.id] = node.hash }
        }
    }

    /// The head, with a proof from the size that the hub is thought to have.
    func head(from: Int64, run: String? = nil, ordinal: Int64? = nil) throws -> JournalHeadBody {
        let proof = try ConsistencyProof(from: min(from, tree.size), to: tree.size, nodes: { nodes[$0] })
        let signed = try SignedCheckpoint(Checkpoint(origin: key.name, tree), signedBy: key)
        return JournalHeadBody(
            verifierKey: key.verifierKey.text, checkpoint: signed.text, from: from, proof: proof.path.map(\.base64),
            run: run, ordinal: ordinal)
    }
}
