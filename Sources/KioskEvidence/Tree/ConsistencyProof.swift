/// The proof that a tree only grew between two sizes: RFC 6962's consistency proof (section 2.1.2).
///
/// Its length follows from the sizes, and is checked when the value is made; it is never above 64.
package struct ConsistencyProof: Hashable, Sendable {
    package let oldSize: Int64
    package let newSize: Int64
    package let path: [MerkleHash]

    /// A proof that came from elsewhere.
    package init(from oldSize: Int64, to newSize: Int64, path: [MerkleHash]) throws(EvidenceError) {
        let length = try ConsistencyProof.length(from: oldSize, to: newSize)
        guard path.count == length else {
            throw EvidenceError(
                .wrongLength,
                """
                The consistency proof has \(path.count) hashes; from \(oldSize) to \(newSize) leaves it needs \
                \(length). It was cut, or is of other sizes.
                """)
        }
        self.oldSize = oldSize
        self.newSize = newSize
        self.path = path
    }

    /// The proof for two sizes of a tree whose perfect nodes a store kept.
    package init(from oldSize: Int64, to newSize: Int64, nodes lookup: MerkleNode.Lookup) throws {
        let length = try ConsistencyProof.length(from: oldSize, to: newSize)
        self.oldSize = oldSize
        self.newSize = newSize
        guard length > 0 else {
            path = []
            return
        }
        let walk = ConsistencyProof.walk(from: oldSize, to: newSize)
        let first =
            ConsistencyProof.startsAtOldRoot(oldSize)
            ? [] : [try MerkleNode.ID(level: walk.level, index: walk.index).hash(in: lookup)]
        path = try first + walk.hashes(in: lookup)
    }

    /// How many hashes the proof has: none where one of the trees says nothing about the other, or all.
    package static func length(from oldSize: Int64, to newSize: Int64) throws(EvidenceError) -> Int {
        guard oldSize >= 0, oldSize <= newSize else {
            throw EvidenceError(
                .outOfRange,
                """
                A tree of \(oldSize) leaves cannot have grown to \(newSize). The newer one is an old copy, or the \
                two were exchanged.
                """)
        }
        guard oldSize > 0, oldSize < newSize else { return 0 }
        return walk(from: oldSize, to: newSize).length + (startsAtOldRoot(oldSize) ? 0 : 1)
    }

    /// Fails unless the tree with the new root begins with all leaves of the tree with the old one.
    ///
    /// The empty tree is the beginning of every tree, and its root is known.
    package func verify(oldRoot: MerkleHash, newRoot: MerkleHash) throws(EvidenceError) {
        let roots =
            if oldSize == 0 {
                (old: MerkleHash.emptyTree, new: newSize == 0 ? MerkleHash.emptyTree : newRoot)
            } else if oldSize == newSize {
                (old: oldRoot, new: oldRoot)
            } else {
                roots(after: oldRoot)
            }
        guard roots.old == oldRoot, roots.new == newRoot else {
            throw EvidenceError(
                .wrongRoot,
                """
                The tree of \(newSize) leaves did not grow from the tree of \(oldSize): entries were changed or \
                removed, or the journal was forked.
                """)
        }
    }

    /// The old and the new root that the path leads to (RFC 9162, section 2.1.4.2).
    private func roots(after oldRoot: MerkleHash) -> (old: MerkleHash, new: MerkleHash) {
        let walk = ConsistencyProof.walk(from: oldSize, to: newSize)
        var rest = path[...]
        // The path has its first hash where the old root is not one: `length` saw to that.
        let first = ConsistencyProof.startsAtOldRoot(oldSize) ? oldRoot : rest.removeFirst()
        var (old, new) = (first, first)
        var (node, last) = (walk.index, (newSize - 1) >> Int64(walk.level))
        for beside in rest {
            if node & 1 == 1 || node == last {
                old = .node(beside, old)
                new = .node(beside, new)
                while node & 1 == 0, node > 0 {
                    node >>= 1
                    last >>= 1
                }
            } else {
                // Right of the old tree: only the new one has it.
                new = .node(new, beside)
            }
            node >>= 1
            last >>= 1
        }
        return (old, new)
    }

    /// From the last perfect subtree of the old tree up to the root of the new one. Neither size is 0.
    private static func walk(from oldSize: Int64, to newSize: Int64) -> MerklePath {
        let level = oldSize.trailingZeroBitCount
        return MerklePath(level: level, index: oldSize >> Int64(level) - 1, size: newSize)
    }

    /// Whether the old tree is one perfect subtree, so that who checks the proof has its first hash already.
    private static func startsAtOldRoot(_ oldSize: Int64) -> Bool { oldSize.nonzeroBitCount == 1 }
}
