/// A Merkle tree that only grows, held as the roots of its perfect subtrees: all that appending and the root need.
///
/// One subtree for each bit set in the size, so at most 63 hashes, and one new node an append on average. The name
/// is that of the transparency logs (github.com/transparency-dev/merkle, "compact ranges").
package struct CompactRange: Hashable, Sendable {
    /// How many leaves the tree has.
    package private(set) var size: Int64 = 0
    /// From left to right, the largest first.
    package private(set) var subtrees: [MerkleHash] = []

    /// The tree without leaves.
    package init() {}

    /// The tree as it was when it had `size` leaves, from the nodes that a store kept.
    package init(size: Int64, nodes lookup: MerkleNode.Lookup) throws {
        guard size >= 0, size < Int64.max else {
            throw EvidenceError(.outOfRange, "A tree cannot have \(size) leaves. Ask for a size that it once had.")
        }
        self.size = size
        subtrees = try MerkleNode.ID.covering(0..<size).reversed().map { try $0.hash(in: lookup) }
    }

    /// Adds a leaf and says which perfect nodes that completed: the leaf itself first, then upwards.
    package mutating func append(_ leaf: MerkleHash) -> [MerkleNode] {
        precondition(size < Int64.max, "A tree cannot have more than 2^63 - 1 leaves")
        var id = MerkleNode.ID(level: 0, index: size)
        var hash = leaf
        var completed = [MerkleNode(id, hash)]
        while id.index & 1 == 1 {
            // There is one, for the size has this bit.
            hash = .node(subtrees.removeLast(), hash)
            id = MerkleNode.ID(level: id.level + 1, index: id.index >> 1)
            completed.append(MerkleNode(id, hash))
        }
        subtrees.append(hash)
        size += 1
        return completed
    }

    /// The Merkle Tree Hash of RFC 6962, section 2.1, over all leaves.
    package var root: MerkleHash {
        guard var root = subtrees.last else { return .emptyTree }
        for left in subtrees.dropLast().reversed() { root = .node(left, root) }
        return root
    }

    /// The inclusion proof that the next leaf will have in the tree that ends with it. It needs no store.
    package var proofOfNextLeaf: InclusionProof {
        InclusionProof(index: size, size: size + 1, checked: subtrees.reversed())
    }
}

/// As a row of the journal keeps it.
extension CompactRange {
    private static let format: UInt8 = 1
    private static let headerByteCount = 1 + 8

    /// A byte for the format, 8 for the size (big-endian), 32 for each subtree.
    package var bytes: [UInt8] {
        var bytes = [CompactRange.format]
        for shift in stride(from: 56, through: 0, by: -8) {
            bytes.append(UInt8(truncatingIfNeeded: size >> Int64(shift)))
        }
        for hash in subtrees { bytes += hash.bytes }
        return bytes
    }

    /// Reads what `bytes` wrote, and nothing else.
    package init(bytes: [UInt8]) throws(EvidenceError) {
        guard bytes.count >= CompactRange.headerByteCount, bytes[0] == CompactRange.format else {
            throw CompactRange.damaged("it does not begin as a tree of format \(CompactRange.format) does")
        }
        var size: Int64 = 0
        for byte in bytes[1..<CompactRange.headerByteCount] { size = size << 8 | Int64(byte) }
        let hashes = bytes.dropFirst(CompactRange.headerByteCount)
        guard size >= 0, size < Int64.max else { throw CompactRange.damaged("its size is impossible") }
        guard hashes.count == size.nonzeroBitCount * MerkleHash.byteCount else {
            throw CompactRange.damaged("a tree of \(size) leaves has \(size.nonzeroBitCount) subtrees")
        }
        self.size = size
        subtrees = stride(from: hashes.startIndex, to: hashes.endIndex, by: MerkleHash.byteCount).compactMap {
            MerkleHash(hashes[$0..<$0 + MerkleHash.byteCount])
        }
    }

    private static func damaged(_ finding: String) -> EvidenceError {
        EvidenceError(.damagedTree, "The stored tree is damaged: \(finding). Rebuild it from the journal's entries.")
    }
}
