import Testing

@testable import KioskEvidence

@Suite struct TreeTests {
    @Test func theReferenceTreesHaveThePublishedRoots() {
        #expect(MerkleHash.emptyTree.description == ReferenceVectors.emptyRoot)
        var tree = GrownTree()
        #expect(tree.range.root == .emptyTree)
        for (leaf, root) in zip(ReferenceVectors.leaves, ReferenceVectors.roots) {
            tree.append(leaf)
            #expect(tree.range.root.description == root)
        }
    }

    @Test func everySizeHasTheRootOfTheRecursiveDefinition() {
        let naive = NaiveTree.distinct(300)
        var range = CompactRange()
        for (index, entry) in naive.entries.enumerated() {
            _ = range.append(.leaf(entry))
            #expect(range.size == index + 1)
            #expect(range.subtrees.count == (index + 1).nonzeroBitCount)
            #expect(range.root.bytes == naive.root(size: index + 1))
        }
    }

    @Test func everyAppendReportsThePerfectNodesItCompleted() {
        let naive = NaiveTree.distinct(130)
        var tree = GrownTree()
        var reported = 0
        for (index, entry) in naive.entries.enumerated() {
            let completed = tree.append(entry)
            #expect(completed.map(\.id.level) == Array(0...(index + 1).trailingZeroBitCount))
            for node in completed {
                let width = 1 << node.id.level
                let first = Int(node.id.index) * width
                #expect(first + width == index + 1)
                #expect(node.hash.bytes == naive.root(first..<first + width))
            }
            reported += completed.count
        }
        // One node an append on average besides the leaf: a tree of n leaves has fewer than 2n nodes.
        #expect(reported < 2 * naive.entries.count)
        #expect(tree.nodes.count == reported)
    }

    @Test func aTreeIsRestoredFromItsBytesAndGrowsOn() throws {
        let naive = NaiveTree.distinct(70)
        for size in 0...64 {
            let stored = GrownTree(Array(naive.entries[..<size])).range
            var restored = try CompactRange(bytes: stored.bytes)
            #expect(restored == stored)
            for entry in naive.entries[size...] { _ = restored.append(.leaf(entry)) }
            #expect(restored.root.bytes == naive.root(size: 70))
        }
    }

    @Test func aTreeIsRestoredAtAnyEarlierSizeFromTheStoredNodes() throws {
        let naive = NaiveTree.distinct(70)
        let tree = GrownTree(naive.entries)
        for size in 0...70 {
            let earlier = try CompactRange(size: Int64(size), nodes: tree.lookup)
            #expect(earlier.root.bytes == naive.root(size: size))
            #expect(earlier == GrownTree(Array(naive.entries[..<size])).range)
        }
        #expect(code { _ = try CompactRange(size: 71, nodes: tree.lookup) } == .missingNode)
        #expect(code { _ = try CompactRange(size: -1, nodes: tree.lookup) } == .outOfRange)
        #expect(code { _ = try CompactRange(size: .max, nodes: tree.lookup) } == .outOfRange)
    }

    @Test func bytesThatNoTreeWroteAreRefused() {
        let good = GrownTree(Array(ReferenceVectors.leaves[..<7])).range.bytes
        #expect(good.count == 9 + 3 * 32)
        for count in 0..<good.count {
            #expect(code { _ = try CompactRange(bytes: Array(good[..<count])) } == .damagedTree)
        }
        #expect(code { _ = try CompactRange(bytes: good + [0]) } == .damagedTree)
        for (place, byte) in [(0, 2), (1, 0x80), (1, 0xFF), (8, 8), (7, 1)] as [(Int, UInt8)] {
            var bad = good
            bad[place] = byte
            #expect(code { _ = try CompactRange(bytes: bad) } == .damagedTree)
        }
        let full: [UInt8] = [1, 0x7F] + [UInt8](repeating: 0xFF, count: 7 + 63 * 32)
        #expect(code { _ = try CompactRange(bytes: full) } == .damagedTree)
    }

    @Test func aTreeOfAnyPossibleSizeCanBeHeld() throws {
        for size in [1, 1 << 20, 999_999, 1 << 62, Int64.max - 1] as [Int64] {
            var range = try GrownTree.imagined(size: size)
            #expect(range.subtrees.count == size.nonzeroBitCount)
            #expect(try CompactRange(bytes: range.bytes) == range)
            let proof = range.proofOfNextLeaf
            _ = range.append(.leaf([7]))
            #expect(range.size == size + 1)
            try proof.verify(leaf: .leaf([7]), root: range.root)
        }
    }

    @Test func aHashIsReadFromExactlyThirtyTwoBytes() {
        let bytes = [UInt8](1...32)
        #expect(MerkleHash(bytes)?.bytes == bytes)
        #expect(MerkleHash(bytes.dropLast()) == nil)
        #expect(MerkleHash(bytes + [0]) == nil)
        #expect(MerkleHash(base64: "AQIDBAUGBwgJCgsMDQ4PEBESExQVFhcYGRobHB0eHyA=")?.bytes == bytes)
        #expect(MerkleHash(base64: "AQIDBAUGBwgJCgsMDQ4PEBESExQVFhcYGRobHB0eHyA") == nil)
        #expect(MerkleHash(base64: "AQIDBAUGBwgJCgsMDQ4PEBESExQVFhcYGRobHB0eHyB=") == nil)
        #expect(MerkleHash(base64: "") == nil)
    }

    /// RFC 4648, section 10.
    @Test(arguments: [
        ("", ""), ("f", "Zg=="), ("fo", "Zm8="), ("foo", "Zm9v"), ("foob", "Zm9vYg=="), ("fooba", "Zm9vYmE="),
        ("foobar", "Zm9vYmFy"),
    ])
    func base64HasTheTextsOfItsStandard(_ plain: String, _ encoded: String) {
        let unpadded = encoded.filter { $0 != "=" }
        #expect(Base64.standard.encoded(Array(plain.utf8)) == encoded)
        #expect(Base64.standard.decoded(encoded.utf8) == Array(plain.utf8))
        #expect(Base64.url.encoded(Array(plain.utf8)) == unpadded)
        #expect(Base64.url.decoded(unpadded.utf8) == Array(plain.utf8))
    }

    @Test func base64TellsItsAlphabetsApartAndHasNoSecondSpelling() {
        #expect(Base64.standard.encoded([0xFB, 0xFF]) == "+/8=")
        #expect(Base64.url.encoded([0xFB, 0xFF]) == "-_8")
        for bad in ["+/8", "-_8=", "+/9=", "+/ 8=", "+/8=\n", "+/8==", "=", "====", "Zg=", "Z", "A===", "Zm=v"] {
            #expect(Base64.standard.decoded(bad.utf8) == nil, "\(bad)")
        }
        for bad in ["+/8", "-_8=", "-_9", "-_ 8", "Z", "Zh"] {
            #expect(Base64.url.decoded(bad.utf8) == nil, "\(bad)")
        }
    }
}
