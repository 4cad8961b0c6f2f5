import KioskEvidence
import Testing

@Suite struct ProofTests {
    /// All proofs of all trees up to this size are held against the recursive definition.
    static let largest = 100

    @Test func thePublishedInclusionProofsAreMadeAndVerify() throws {
        let tree = GrownTree(ReferenceVectors.leaves)
        for (index, size, path) in ReferenceVectors.inclusion {
            let proof = try InclusionProof(index: index, size: size, nodes: tree.lookup)
            #expect(proof.path.map(\.description) == path)
            let root = try #require(hash(hex: ReferenceVectors.roots[Int(size) - 1]))
            let given = try InclusionProof(index: index, size: size, path: path.compactMap(hash(hex:)))
            try given.verify(leaf: .leaf(ReferenceVectors.leaves[Int(index)]), root: root)
        }
    }

    @Test func thePublishedConsistencyProofsAreMadeAndVerify() throws {
        let tree = GrownTree(ReferenceVectors.leaves)
        for (oldSize, newSize, path) in ReferenceVectors.consistency {
            let proof = try ConsistencyProof(from: oldSize, to: newSize, nodes: tree.lookup)
            #expect(proof.path.map(\.description) == path)
            let given = try ConsistencyProof(from: oldSize, to: newSize, path: path.compactMap(hash(hex:)))
            try given.verify(
                oldRoot: #require(hash(hex: ReferenceVectors.roots[Int(oldSize) - 1])),
                newRoot: #require(hash(hex: ReferenceVectors.roots[Int(newSize) - 1])))
        }
    }

    @Test func theProofsOfAPublicLogOfABillionEntriesVerify() throws {
        typealias Log = PublicLogs.Argon2020
        let root = try #require(MerkleHash(base64: Log.root))
        let inclusion = try InclusionProof(
            index: Log.entryIndex, size: Log.size, path: Log.auditPath.compactMap { MerkleHash(base64: $0) })
        try inclusion.verify(leaf: .leaf(Log.entry), root: root)
        let consistency = try ConsistencyProof(
            from: Log.oldSize, to: Log.size, path: Log.consistency.compactMap { MerkleHash(base64: $0) })
        let oldRoot = try #require(MerkleHash(base64: Log.oldRoot))
        try consistency.verify(oldRoot: oldRoot, newRoot: root)
        #expect(code { try consistency.verify(oldRoot: root, newRoot: oldRoot) } == .wrongRoot)
    }

    @Test func everyInclusionProofIsThatOfTheRecursiveDefinition() throws {
        let naive = NaiveTree.distinct(ProofTests.largest)
        let tree = GrownTree(naive.entries)
        for size in 1...ProofTests.largest {
            let root = try #require(MerkleHash(naive.root(size: size)))
            for index in 0..<size {
                let proof = try InclusionProof(index: Int64(index), size: Int64(size), nodes: tree.lookup)
                #expect(proof.path.map(\.bytes) == naive.path(index, in: 0..<size))
                try proof.verify(leaf: .leaf(naive.entries[index]), root: root)
            }
        }
    }

    @Test func everyConsistencyProofIsThatOfTheRecursiveDefinition() throws {
        let naive = NaiveTree.distinct(ProofTests.largest)
        let tree = GrownTree(naive.entries)
        let roots = try (0...ProofTests.largest).map { try #require(MerkleHash(naive.root(size: $0))) }
        for newSize in 0...ProofTests.largest {
            for oldSize in 0...newSize {
                let proof = try ConsistencyProof(from: Int64(oldSize), to: Int64(newSize), nodes: tree.lookup)
                if oldSize > 0 { #expect(proof.path.map(\.bytes) == naive.consistency(oldSize, in: newSize)) }
                try proof.verify(oldRoot: roots[oldSize], newRoot: roots[newSize])
            }
        }
    }

    @Test func theLastLeafIsProvedWithoutAStore() throws {
        let naive = NaiveTree.distinct(ProofTests.largest)
        var tree = GrownTree()
        for (index, entry) in naive.entries.enumerated() {
            let proof = tree.range.proofOfNextLeaf
            tree.append(entry)
            #expect(try proof == InclusionProof(index: Int64(index), size: Int64(index) + 1, nodes: tree.lookup))
            try proof.verify(leaf: .leaf(entry), root: tree.range.root)
        }
    }

    @Test func noChangedInclusionProofVerifies() throws {
        let naive = NaiveTree.distinct(34)
        let tree = GrownTree(naive.entries)
        for size in 1...33 {
            let root = try #require(MerkleHash(naive.root(size: size)))
            for index in 0..<size {
                let leaf = MerkleHash.leaf(naive.entries[index])
                let proof = try InclusionProof(index: Int64(index), size: Int64(size), nodes: tree.lookup)
                func isRefused(
                    index: Int64? = nil, path: [MerkleHash]? = nil, leaf other: MerkleHash? = nil,
                    root otherRoot: MerkleHash? = nil
                ) -> Bool {
                    code {
                        try InclusionProof(index: index ?? proof.index, size: proof.size, path: path ?? proof.path)
                            .verify(leaf: other ?? leaf, root: otherRoot ?? root)
                    } != nil
                }
                #expect(!isRefused())
                #expect(isRefused(leaf: .leaf(naive.entries[index + 1])))
                #expect(isRefused(leaf: leaf.flipped(bit: index)))
                #expect(isRefused(root: root.flipped(bit: index)))
                #expect(isRefused(root: .emptyTree))
                for other in -1...size where other != index { #expect(isRefused(index: Int64(other))) }
                #expect(isRefused(path: proof.path + [root]))
                #expect(isRefused(path: [root] + proof.path))
                if !proof.path.isEmpty {
                    #expect(isRefused(path: Array(proof.path.dropLast())))
                    #expect(isRefused(path: Array(proof.path.dropFirst())))
                }
                for place in proof.path.indices {
                    var path = proof.path
                    path[place] = path[place].flipped(bit: size * 7 + index)
                    #expect(isRefused(path: path))
                }
                if proof.path.count > 1 { #expect(isRefused(path: proof.path.reversed())) }
            }
        }
    }

    @Test func noChangedConsistencyProofVerifies() throws {
        let naive = NaiveTree.distinct(33)
        let tree = GrownTree(naive.entries)
        let roots = try (0...33).map { try #require(MerkleHash(naive.root(size: $0))) }
        for newSize in 1...33 {
            for oldSize in 1..<newSize {
                let proof = try ConsistencyProof(from: Int64(oldSize), to: Int64(newSize), nodes: tree.lookup)
                func isRefused(
                    from: Int? = nil, path: [MerkleHash]? = nil, old: MerkleHash? = nil, new: MerkleHash? = nil
                ) -> Bool {
                    code {
                        try ConsistencyProof(
                            from: Int64(from ?? oldSize), to: Int64(newSize), path: path ?? proof.path
                        ).verify(oldRoot: old ?? roots[oldSize], newRoot: new ?? roots[newSize])
                    } != nil
                }
                #expect(!isRefused())
                #expect(isRefused(old: roots[newSize], new: roots[oldSize]))
                #expect(isRefused(old: roots[oldSize].flipped(bit: newSize)))
                #expect(isRefused(new: roots[newSize].flipped(bit: oldSize)))
                for other in -1...newSize + 1 where other != oldSize { #expect(isRefused(from: other)) }
                #expect(isRefused(path: []))
                #expect(isRefused(path: Array(proof.path.dropLast())))
                #expect(isRefused(path: Array(proof.path.dropFirst())))
                #expect(isRefused(path: proof.path + [roots[newSize]]))
                #expect(isRefused(path: [roots[oldSize]] + proof.path))
                for place in proof.path.indices {
                    var path = proof.path
                    path[place] = path[place].flipped(bit: newSize * 7 + oldSize)
                    #expect(isRefused(path: path))
                }
            }
        }
    }

    @Test func aForkedJournalIsFound() throws {
        let naive = NaiveTree.distinct(40)
        var forked = naive.entries
        forked[17].append(0)
        let (genuine, fork) = (GrownTree(naive.entries), GrownTree(forked))
        let seen = try CompactRange(size: 25, nodes: genuine.lookup).root
        let proof = try ConsistencyProof(from: 25, to: 40, nodes: fork.lookup)
        #expect(code { try proof.verify(oldRoot: seen, newRoot: fork.range.root) } == .wrongRoot)
        #expect(code { _ = try ConsistencyProof(from: 41, to: 40, nodes: fork.lookup) } == .outOfRange)
    }

    @Test func sizesThatSayNothingNeedNoHashesAndStillMustAgree() throws {
        let (one, other) = (MerkleHash.leaf([1]), MerkleHash.leaf([2]))
        try ConsistencyProof(from: 0, to: 0, path: []).verify(oldRoot: .emptyTree, newRoot: .emptyTree)
        try ConsistencyProof(from: 0, to: 9, path: []).verify(oldRoot: .emptyTree, newRoot: one)
        try ConsistencyProof(from: 9, to: 9, path: []).verify(oldRoot: one, newRoot: one)
        for (from, to, old, new) in [
            (0, 0, MerkleHash.emptyTree, one), (0, 9, one, other), (9, 9, one, other), (0, 0, one, one),
        ] as [(Int64, Int64, MerkleHash, MerkleHash)] {
            let proof = try ConsistencyProof(from: from, to: to, path: [])
            #expect(code { try proof.verify(oldRoot: old, newRoot: new) } == .wrongRoot)
        }
        #expect(code { _ = try ConsistencyProof(from: 0, to: 9, path: [one]) } == .wrongLength)
        #expect(code { _ = try ConsistencyProof(from: 9, to: 9, path: [one]) } == .wrongLength)
        #expect(code { _ = try ConsistencyProof(from: -1, to: 9, path: []) } == .outOfRange)
    }

    @Test func noProofIsLongerThanItsBound() throws {
        var generator = Numbers(seed: 6962)
        let corners: [Int64] = [1, 2, 3, 1 << 61, 1 << 62 - 1, 1 << 62, 1 << 62 + 1, .max - 1, .max]
        for size in corners + (0..<200).map({ _ in max(1, generator.next()) }) {
            for index in [0, 1, size / 3, size / 2, size - 1] where index < size {
                #expect(try InclusionProof.length(index: index, size: size) <= 63)
                #expect(try ConsistencyProof.length(from: index, to: size) <= 64)
            }
            #expect(code { _ = try InclusionProof.length(index: size, size: size) } == .outOfRange)
        }
        #expect(try InclusionProof.length(index: 0, size: .max) == 63)
        #expect(try ConsistencyProof.length(from: 1, to: .max) == 63)
    }

    /// Of odd sizes, for then the last leaf is a subtree of its own and its way up meets no imagined parent.
    @Test(arguments: [1 << 62 - 1, 1 << 62 + 1, .max - 2] as [Int64])
    func proofsInTheLargestTreesAreMadeWithoutOverflow(_ size: Int64) throws {
        func lookup(_ id: MerkleNode.ID) -> MerkleHash? { .leaf(Array(id.description.utf8)) }
        let root = try CompactRange(size: size, nodes: lookup).root
        let leaf = try #require(lookup(MerkleNode.ID(level: 0, index: size - 1)))
        try InclusionProof(index: size - 1, size: size, nodes: lookup).verify(leaf: leaf, root: root)
        let old = try CompactRange(size: size - 1, nodes: lookup).root
        try ConsistencyProof(from: size - 1, to: size, nodes: lookup).verify(oldRoot: old, newRoot: root)
    }

    @Test func aNodeThatTheStoreLostIsNamed() throws {
        let tree = GrownTree(ReferenceVectors.leaves)
        for lost in [MerkleNode.ID(level: 2, index: 1), MerkleNode.ID(level: 1, index: 0)] {
            do {
                _ = try InclusionProof(index: 2, size: 8) { $0 == lost ? nil : tree.lookup($0) }
                Issue.record("made a proof without \(lost)")
            } catch let error as EvidenceError {
                #expect(error.code == .missingNode)
                #expect(error.message.contains("level \(lost.level), index \(lost.index)"))
            }
        }
    }
}

/// Numbers that look random and are the same in every run (SplitMix64; Steele, Lea, Flood 2014).
struct Numbers: RandomNumberGenerator {
    private var state: UInt64

    init(seed: UInt64) { state = seed }

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = (state ^ (state >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return mixed ^ (mixed >> 31)
    }

    /// A size: not negative.
    mutating func next() -> Int64 { Int64(next() >> 1 as UInt64) }
}
