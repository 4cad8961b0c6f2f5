/// A perfect node: the root of a complete subtree. Once its last leaf is there it never changes, however far the
/// tree grows, so a store keeps it for good.
package struct MerkleNode: Hashable, Sendable {
    /// Where a perfect node stands.
    package struct ID: Hashable, Sendable, CustomStringConvertible {
        /// 0 for a leaf. The node covers 2^level leaves.
        package let level: Int
        /// Counted from the left within its level, from 0. The first leaf is number index × 2^level.
        package let index: Int64

        package init(level: Int, index: Int64) {
            self.level = level
            self.index = index
        }

        package var description: String { "level \(level), index \(index)" }
    }

    package let id: ID
    package let hash: MerkleHash

    package init(_ id: ID, _ hash: MerkleHash) {
        self.id = id
        self.hash = hash
    }

    /// Where a proof finds the hashes it is made of: the hash at a place, or nothing where the store has none.
    package typealias Lookup = (ID) throws -> MerkleHash?
}

extension MerkleNode.ID {
    /// The fewest perfect nodes that cover the leaves, from right to left.
    ///
    /// The range begins at a multiple of the largest power of two that fits into it, as each subtree of RFC 6962 does;
    /// the bits of its length then name the nodes.
    static func covering(_ leaves: Range<Int64>) -> [MerkleNode.ID] {
        var nodes: [MerkleNode.ID] = []
        var end = leaves.upperBound
        while end > leaves.lowerBound {
            let level = (end - leaves.lowerBound).trailingZeroBitCount
            nodes.append(MerkleNode.ID(level: level, index: end >> Int64(level) - 1))
            end -= 1 << Int64(level)
        }
        return nodes
    }

    /// Looks the node up and fails where the store does not have it.
    func hash(in lookup: MerkleNode.Lookup) throws -> MerkleHash {
        guard let hash = try lookup(self) else {
            throw EvidenceError(
                .missingNode,
                "The node at \(self) of the journal's tree is missing. Rebuild the tree from the entries.")
        }
        return hash
    }
}
