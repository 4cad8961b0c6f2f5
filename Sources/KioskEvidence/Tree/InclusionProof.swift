/// The proof that a leaf stands at an index of a tree: RFC 6962's audit path (section 2.1.1).
///
/// Its length follows from index and size, and is checked when the value is made; it is never above 63.
package struct InclusionProof: Hashable, Sendable {
    /// The leaf's number, from 0.
    package let index: Int64
    /// How many leaves the tree has.
    package let size: Int64
    /// From the leaf's neighbour up to the root's child.
    package let path: [MerkleHash]

    /// A proof that came from elsewhere.
    package init(index: Int64, size: Int64, path: [MerkleHash]) throws(EvidenceError) {
        let length = try InclusionProof.length(index: index, size: size)
        guard path.count == length else {
            throw EvidenceError(
                .wrongLength,
                """
                The inclusion proof has \(path.count) hashes; leaf \(index) of \(size) needs \(length). It was cut, \
                or is of another leaf or size.
                """)
        }
        self.init(index: index, size: size, checked: path)
    }

    /// The proof of a leaf in a tree whose perfect nodes a store kept.
    package init(index: Int64, size: Int64, nodes lookup: MerkleNode.Lookup) throws {
        _ = try InclusionProof.length(index: index, size: size)
        let path = try MerklePath(level: 0, index: index, size: size).hashes(in: lookup)
        self.init(index: index, size: size, checked: path)
    }

    init(index: Int64, size: Int64, checked path: [MerkleHash]) {
        self.index = index
        self.size = size
        self.path = path
    }

    /// How many hashes the proof of a leaf has.
    package static func length(index: Int64, size: Int64) throws(EvidenceError) -> Int {
        guard index >= 0, index < size else {
            throw EvidenceError(
                .outOfRange, "A tree of \(size) leaves has no leaf \(index). Leaves are counted from 0.")
        }
        return MerklePath(level: 0, index: index, size: size).length
    }

    /// The root that the leaf and the path lead to (RFC 9162, section 2.1.3.2).
    package func root(of leaf: MerkleHash) -> MerkleHash {
        var hash = leaf
        var (node, last) = (index, size - 1)
        for beside in path {
            if node & 1 == 1 || node == last {
                hash = .node(beside, hash)
                // A right edge without a neighbour stands for several levels at once.
                while node & 1 == 0, node > 0 {
                    node >>= 1
                    last >>= 1
                }
            } else {
                hash = .node(hash, beside)
            }
            node >>= 1
            last >>= 1
        }
        return hash
    }

    /// Fails unless the leaf stands at this index of the tree with this root.
    package func verify(leaf: MerkleHash, root: MerkleHash) throws(EvidenceError) {
        guard self.root(of: leaf) == root else {
            throw EvidenceError(
                .wrongRoot,
                "Leaf \(index) is not in the tree of \(size) leaves with this root: leaf, path or root was changed.")
        }
    }
}
