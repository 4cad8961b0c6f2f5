import Foundation
import Testing

@testable import KioskEvidence

@Suite struct ReceiptProofTests {
    static let entry = Array(#"{"payment":"0198f2a4","paid":"BRL 120.50"}"#.utf8)

    /// The proof of the last entry of a journal of `size` entries.
    static func proof(
        size: Int64, entry: [UInt8] = entry, origin: String = CheckpointTests.origin, key: SigningKey? = nil
    ) throws -> (proof: ReceiptProof, signed: SignedCheckpoint, key: VerifierKey) {
        let key = try key ?? CheckpointTests.key()
        var tree = try GrownTree.imagined(size: size - 1)
        let inclusion = tree.proofOfNextLeaf
        _ = tree.append(.leaf(entry))
        let signed = try SignedCheckpoint(Checkpoint(origin: origin, tree), signedBy: key)
        let proof = try ReceiptProof(
            leaf: .leaf(entry), inclusion: inclusion, in: signed, by: key.verifierKey)
        return (proof, signed, key.verifierKey)
    }

    @Test(arguments: [1, 2, 3, 100, 999_999, 1_000_000] as [Int64])
    func aReceiptIsVerifiedFromItsTextAlone(_ size: Int64) throws {
        let (proof, signed, key) = try ReceiptProofTests.proof(size: size)
        let read = try ReceiptProof(proof.text)
        #expect(read == proof)
        try read.verify(with: VerifierKey(key.text))
        try read.verify(with: key, entry: ReceiptProofTests.entry)
        #expect(read.origin == CheckpointTests.origin)
        #expect(read.index == size - 1)
        #expect(read.checkpoint.size == size)
        #expect(read.text == proof.text)
        // The checkpoint comes back byte for byte: any other tool for signed notes can check it.
        #expect(read.signedCheckpoint == signed.text)
        let opened = try SignedCheckpoint(opening: read.signedCheckpoint, origin: key.name, keys: [key])
        #expect(opened.checkpoint == signed.checkpoint)
    }

    @Test func anEarlierEntryIsProvedInALaterTree() throws {
        let naive = NaiveTree.distinct(77)
        let tree = GrownTree(naive.entries)
        let key = try CheckpointTests.key()
        for size in [40, 41, 64, 77] as [Int64] {
            let range = try CompactRange(size: size, nodes: tree.lookup)
            let signed = try SignedCheckpoint(Checkpoint(origin: key.name, range), signedBy: key)
            let proof = try ReceiptProof(
                leaf: .leaf(naive.entries[39]), inclusion: InclusionProof(index: 39, size: size, nodes: tree.lookup),
                in: signed, by: key.verifierKey)
            try ReceiptProof(proof.text).verify(with: key.verifierKey, entry: naive.entries[39])
        }
    }

    @Test func theTextHasTheLayoutThatIsDocumented() throws {
        let (proof, _, key) = try ReceiptProofTests.proof(size: 300)
        let padded =
            proof.text.replacing("-", with: "+").replacing("_", with: "/")
            + String(repeating: "=", count: (4 - proof.text.count % 4) % 4)
        let bytes = try [UInt8](#require(Data(base64Encoded: padded)))
        // 299 is 0b1_0010_1011: five bits, so five hashes; as LEB128 0xAB 0x02.
        #expect(bytes.count == 1 + 19 + 1 + 4 + 2 + 1 + 64 + 32 + 32 + 5 * 32)
        #expect(Array(bytes[..<20]) == [1, 18] + Array("kiosk.example/0001".utf8))
        #expect(bytes[20] == 0)
        #expect(Array(bytes[21..<25]) == [24, 16, 8, 0].map { UInt8(truncatingIfNeeded: key.id >> $0) })
        #expect(Array(bytes[25..<28]) == [0xAB, 0x02, 0])
        #expect(Array(bytes[28..<92]) == proof.signature.bytes)
        #expect(Array(bytes[92..<124]) == proof.checkpoint.root.bytes)
        #expect(Array(bytes[124..<156]) == MerkleHash.leaf(ReceiptProofTests.entry).bytes)
        #expect(Array(bytes[156...]) == proof.inclusion.path.flatMap(\.bytes))
    }

    /// The worst sizes have the most bits set in the last index.
    @Test(arguments: [(1_000_000, 724), (524_288, 1_024), (983_040, 1_024), (1 << 20, 1_067)] as [(Int64, Int)])
    func theTextOfAMillionEntriesFitsIntoACode(_ size: Int64, _ longest: Int) throws {
        let origin = "kiosk.example/000001"
        let text = try ReceiptProofTests.proof(size: size, origin: origin, key: CheckpointTests.key(origin)).proof.text
        #expect(text.utf8.count <= longest)
        let unreserved = Set("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_".utf8)
        #expect(text.utf8.allSatisfy(unreserved.contains))
    }

    @Test func theLongestProofStaysBelowItsBound() throws {
        let name = String(repeating: "n", count: 255)
        let origin = String(repeating: "o", count: 255)
        let (proof, _, key) = try ReceiptProofTests.proof(
            size: Int64.max - 1, origin: origin, key: CheckpointTests.key(name))
        #expect(proof.text.utf8.count <= ReceiptProof.longestText)
        try ReceiptProof(proof.text).verify(with: key, origin: origin, entry: ReceiptProofTests.entry)
        let last = try ReceiptProofTests.proof(size: 1 << 62)
        #expect(last.proof.inclusion.path.count == 62)
        try ReceiptProof(last.proof.text).verify(with: last.key)
    }

    @Test func aProofIsReadFromAnAddressAndFromBrokenLines() throws {
        let (proof, _, key) = try ReceiptProofTests.proof(size: 1_234)
        let half = proof.text.count / 2
        let wrapped = "\n  \(proof.text.prefix(half))\r\n\(proof.text.dropFirst(half)) \t\n"
        for text in ["https://hub.example/v/0198f2a4#\(proof.text)", "#" + proof.text, wrapped] {
            let read = try ReceiptProof(text)
            #expect(read == proof)
            try read.verify(with: key)
        }
        let address = try #require(URL(string: "https://hub.example/v/0198f2a4#\(proof.text)"))
        #expect(address.fragment() == proof.text)
    }

    @Test func everyCutIsCalledOne() throws {
        let text = try ReceiptProofTests.proof(size: 12).proof.text
        for count in 1..<text.count {
            #expect(code { _ = try ReceiptProof(String(text.prefix(count))) } == .truncated, "\(count)")
        }
        #expect(code { _ = try ReceiptProof("") } == .notAProof)
        #expect(code { _ = try ReceiptProof("https://hub.example/v/0198f2a4#") } == .notAProof)
    }

    @Test func noChangedCharacterGoesUnnoticed() throws {
        let (proof, _, key) = try ReceiptProofTests.proof(size: 12)
        let text = Array(proof.text.utf8)
        for place in text.indices {
            for other in "A_".utf8 where other != text[place] {
                var bad = text
                bad[place] = other
                let found = code {
                    try ReceiptProof(String(decoding: bad, as: UTF8.self)).verify(
                        with: key, entry: ReceiptProofTests.entry)
                }
                #expect(found != nil, "character \(place) became \(other)")
            }
        }
    }

    @Test func eachFaultHasItsName() throws {
        let (proof, signed, key) = try ReceiptProofTests.proof(size: 12)
        let other = try ReceiptProofTests.proof(size: 12, entry: Array("other".utf8))
        func altered(
            checkpoint: Checkpoint? = nil, leaf: MerkleHash? = nil, path: [MerkleHash]? = nil
        ) throws -> ReceiptProof {
            ReceiptProof(
                checkpoint: checkpoint ?? proof.checkpoint, signature: proof.signature, leaf: leaf ?? proof.leaf,
                inclusion: try InclusionProof(index: 11, size: 12, path: path ?? proof.inclusion.path))
        }
        func finding(_ proof: ReceiptProof, _ key: VerifierKey, entry: [UInt8]? = nil) -> EvidenceError.Code? {
            code { try ReceiptProof(proof.text).verify(with: key, entry: entry) }
        }
        #expect(finding(proof, key) == nil)
        #expect(finding(try altered(leaf: other.proof.leaf), key) == .changed)
        #expect(finding(try altered(path: proof.inclusion.path.reversed()), key) == .changed)
        #expect(finding(try altered(checkpoint: other.proof.checkpoint), key) == .changed)
        #expect(finding(proof, key, entry: Array("other".utf8)) == .otherEntry)
        #expect(finding(proof, try CheckpointTests.key(seed: 2).verifierKey) == .otherKey)
        #expect(finding(proof, try CheckpointTests.key("kiosk.example/0002").verifierKey) == .otherKey)
        #expect(code { try proof.verify(with: key, origin: "kiosk.example/0002") } == .otherJournal)
        let foreign = try ReceiptProofTests.proof(size: 12, origin: "kiosk.example/0002")
        #expect(finding(foreign.proof, key) == .otherJournal)
        #expect(code { _ = try ReceiptProof(proof.text + "AAAA") } == .changed)
        #expect(code { _ = try ReceiptProof("0198f2a4!") } == .notAProof)
        #expect(code { _ = try ReceiptProof("Ag" + proof.text.dropFirst(2)) } == .notAProof)
        #expect(code { _ = try ReceiptProof(String(repeating: "A", count: 4_097)) } == .notAProof)
        #expect(signed.checkpoint == proof.checkpoint)
    }

    @Test func whatWouldNotVerifyIsNeverPrinted() throws {
        let (proof, signed, key) = try ReceiptProofTests.proof(size: 12)
        func refusal(
            leaf: MerkleHash? = nil, inclusion: InclusionProof? = nil, key other: VerifierKey? = nil
        ) -> EvidenceError.Code? {
            code {
                _ = try ReceiptProof(
                    leaf: leaf ?? proof.leaf, inclusion: inclusion ?? proof.inclusion, in: signed, by: other ?? key)
            }
        }
        #expect(refusal() == nil)
        #expect(refusal(leaf: .leaf([])) == .wrongRoot)
        #expect(refusal(inclusion: try GrownTree.imagined(size: 12).proofOfNextLeaf) == .outOfRange)
        #expect(refusal(key: try CheckpointTests.key(seed: 2).verifierKey) == .unknownKey)
    }

    @Test func itIsATransparencyLogProofForOtherTools() throws {
        let (proof, signed, _) = try ReceiptProofTests.proof(size: 12)
        let path = proof.inclusion.path.map { Data($0.bytes).base64EncodedString() }
        #expect(path.count == 3)
        let lines = ["c2sp.org/tlog-proof@v1", "index 11"] + path + ["", signed.text]
        #expect(proof.tlogProof == lines.joined(separator: "\n"))
    }

    @Test func numbersHaveOneSpelling() throws {
        func text(_ numbers: [UInt8]) -> String {
            Base64.url.encoded([1, 1, 0x61, 0, 0, 0, 0, 0] + numbers + [UInt8](repeating: 7, count: 2_200))
        }
        #expect(code { _ = try ReceiptProof(text([0x80, 0x00, 0x00])) } == .changed)
        #expect(code { _ = try ReceiptProof(text([UInt8](repeating: 0xFF, count: 9) + [0x01])) } == .changed)
        let largest = [UInt8](repeating: 0xFF, count: 8) + [0x7F]
        #expect(code { _ = try ReceiptProof(text(largest + [0])) } == .changed)
        #expect(code { _ = try ReceiptProof(text(largest + largest)) } == .changed)
    }

    @Test func noInputTraps() throws {
        var numbers = Numbers(seed: 4)
        let good = Array(try ReceiptProofTests.proof(size: 200).proof.text.utf8)
        for _ in 0..<1_500 {
            var bytes = good
            for _ in 0..<Int.random(in: 1...6, using: &numbers) {
                let place = Int.random(in: 0..<min(60, bytes.count), using: &numbers)
                switch Int.random(in: 0..<3, using: &numbers) {
                case 0: bytes[place] = UInt8.random(in: 0x21...0x7E, using: &numbers)
                case 1: bytes.removeSubrange(place..<min(bytes.count, place + 7))
                default: bytes.insert(contentsOf: good[..<place], at: place)
                }
                if bytes.isEmpty { break }
            }
            let text = String(decoding: bytes, as: UTF8.self)
            if let read = try? ReceiptProof(text) { #expect(try ReceiptProof(read.text) == read) }
        }
    }
}
