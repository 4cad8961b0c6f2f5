import KioskEvidence

/// A tree grown leaf by leaf with the module, and a store that keeps what each append reports.
struct GrownTree {
    private(set) var range = CompactRange()
    private(set) var nodes: [MerkleNode.ID: MerkleHash] = [:]

    init() {}

    init(_ entries: [[UInt8]]) {
        for entry in entries { append(entry) }
    }

    @discardableResult
    mutating func append(_ entry: [UInt8]) -> [MerkleNode] {
        let completed = range.append(.leaf(entry))
        for node in completed { nodes[node.id] = node.hash }
        return completed
    }

    func lookup(_ id: MerkleNode.ID) -> MerkleHash? { nodes[id] }

    /// A tree of any size in no time: each perfect node is the hash of its place.
    static func imagined(size: Int64) throws -> CompactRange {
        try CompactRange(size: size) { .leaf(Array($0.description.utf8)) }
    }
}

/// The hash written as hexadecimal digits.
func hash(hex: String) -> MerkleHash? {
    let digits = Array(hex.utf8)
    return MerkleHash(
        stride(from: 0, to: digits.count, by: 2).compactMap {
            UInt8(String(decoding: digits[$0..<min($0 + 2, digits.count)], as: UTF8.self), radix: 16)
        })
}

extension MerkleHash {
    /// The same hash with one bit turned over.
    func flipped(bit: Int) -> MerkleHash {
        var bytes = bytes
        bytes[bit / 8 % 32] ^= 1 << UInt8(bit % 8)
        return MerkleHash(bytes) ?? self
    }
}

/// The code of the error that the body throws, or nothing where it throws none of ours.
func code(_ body: () throws -> Void) -> EvidenceError.Code? {
    do {
        try body()
        return nil
    } catch {
        return (error as? EvidenceError)?.code
    }
}
