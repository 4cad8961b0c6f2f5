/// The walk from a perfect node up to the root of a tree, and the hashes beside it: what both proofs are made of.
struct MerklePath {
    /// The level where the walk begins.
    let level: Int
    /// The node's index within that level.
    let index: Int64
    /// How many leaves the tree has.
    let size: Int64

    /// The index of the last node of the first level, perfect or not.
    private var last: Int64 { (size - 1) >> Int64(level) }

    /// How many hashes there are beside the walk, at most 63.
    ///
    /// Below the level where the walk meets the tree's right edge every step has a neighbour; above it only those
    /// have one that come from the right, that is, the bits set in the index.
    var length: Int {
        let beforeEdge = Int64.bitWidth - (index ^ last).leadingZeroBitCount
        return beforeEdge + (index >> Int64(beforeEdge)).nonzeroBitCount
    }

    /// The hashes, from the bottom to the top.
    func hashes(in lookup: MerkleNode.Lookup) throws -> [MerkleHash] {
        var hashes: [MerkleHash] = []
        var (level, index, last) = (Int64(level), index, last)
        while last > 0 {
            let neighbour = index ^ 1
            if neighbour <= last {
                let start = neighbour << level
                let end = start + min(1 << level, size - start)
                hashes.append(try MerklePath.hash(of: start..<end, in: lookup))
            }
            level += 1
            index >>= 1
            last >>= 1
        }
        return hashes
    }

    /// The Merkle Tree Hash of a subtree, which may be one that still grows.
    private static func hash(of leaves: Range<Int64>, in lookup: MerkleNode.Lookup) throws -> MerkleHash {
        var hash: MerkleHash?
        for id in MerkleNode.ID.covering(leaves) {
            let left = try id.hash(in: lookup)
            hash = hash.map { .node(left, $0) } ?? left
        }
        return hash ?? .emptyTree
    }
}
