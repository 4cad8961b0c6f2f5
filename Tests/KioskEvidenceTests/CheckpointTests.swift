import KioskEvidence
import Testing

@Suite struct CheckpointTests {
    static let origin = "kiosk.example/0001"

    static func key(_ name: String = origin, seed: UInt8 = 1) throws -> SigningKey {
        try SigningKey(name: name, seed: [UInt8](repeating: seed, count: SigningKey.seedByteCount))
    }

    @Test func theCheckpointsOfAPublicLogOpen() throws {
        typealias Log = PublicLogs.GoChecksums
        let key = try VerifierKey(Log.key)
        for published in Log.checkpoints {
            let opened = try SignedCheckpoint(opening: published.text, origin: Log.origin, keys: [key])
            #expect(opened.checkpoint.origin == Log.origin)
            #expect(opened.checkpoint.size == published.size)
            #expect(opened.checkpoint.root.base64 == published.root)
            #expect(opened.text == published.text)
            #expect(
                code { _ = try SignedCheckpoint(opening: published.text, origin: "sum.golang.org", keys: [key]) }
                    == .otherJournal)
            let later = published.text.replacing("\(published.size)", with: "\(published.size + 1)")
            #expect(
                code { _ = try SignedCheckpoint(opening: later, origin: Log.origin, keys: [key]) }
                    == .invalidSignature)
        }
    }

    /// The lines are those of the example of c2sp.org/tlog-checkpoint, whose key was never published.
    @Test func theTextIsThatOfTheStandard() throws {
        let root = try #require(MerkleHash(base64: "CsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I="))
        let checkpoint = try Checkpoint(origin: "example.com/behind-the-sofa", size: 20_852_163, root: root)
        #expect(
            checkpoint.noteText == """
                example.com/behind-the-sofa
                20852163
                CsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=

                """)
    }

    @Test func theHeadOfAJournalIsSignedAndOpenedByItsWitness() throws {
        let key = try CheckpointTests.key()
        let tree = GrownTree(ReferenceVectors.leaves).range
        let signed = try SignedCheckpoint(Checkpoint(origin: key.name, tree), signedBy: key)
        let opened = try SignedCheckpoint(opening: signed.text, origin: key.name, keys: [key.verifierKey])
        #expect(opened.checkpoint == signed.checkpoint)
        #expect(opened.checkpoint.size == 8)
        #expect(opened.checkpoint.root.description == ReferenceVectors.roots[7])
        #expect(opened.text == signed.text)
        let empty = try Checkpoint(origin: key.name, CompactRange())
        #expect(empty.noteText.hasPrefix("kiosk.example/0001\n0\n47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=\n"))
    }

    @Test func aKeyOfAnotherKioskDoesNotSpeakForThisOne() throws {
        let other = try CheckpointTests.key("kiosk.example/0002", seed: 2)
        let head = try Checkpoint(origin: CheckpointTests.origin, CompactRange())
        let signed = try SignedCheckpoint(head, signedBy: other)
        #expect(
            code {
                _ = try SignedCheckpoint(
                    opening: signed.text, origin: CheckpointTests.origin,
                    keys: [CheckpointTests.key().verifierKey])
            } == .unknownKey)
        #expect(
            code {
                _ = try SignedCheckpoint(opening: signed.text, origin: other.name, keys: [other.verifierKey])
            } == .otherJournal)
    }

    @Test func extensionLinesAreKept() throws {
        let key = try CheckpointTests.key()
        let head = try Checkpoint(
            origin: key.name, size: 3, root: .emptyTree, extensionLines: ["witness example", "— not a signature"])
        let signed = try SignedCheckpoint(head, signedBy: key)
        let opened = try SignedCheckpoint(opening: signed.text, origin: key.name, keys: [key.verifierKey])
        #expect(opened.checkpoint == head)
        #expect(opened.checkpoint.extensionLines == ["witness example", "— not a signature"])
        for line in ["", "a\nb", "\t"] {
            #expect(
                code { _ = try Checkpoint(origin: "a", size: 0, root: .emptyTree, extensionLines: [line]) }
                    == .malformedCheckpoint)
        }
    }

    private static let root = "47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU="

    @Test(arguments: [
        "a\n", "a\n1\n", "\n1\n\(root)\n", "a\n\n\(root)\n", "a\n1\n\n", "a\n01\n\(root)\n", "a\n00\n\(root)\n",
        "a\n-1\n\(root)\n", "a\n+1\n\(root)\n", "a\n1 \n\(root)\n", "a\n 1\n\(root)\n", "a\n0x1\n\(root)\n",
        "a\n٣\n\(root)\n", "a\n9223372036854775808\n\(root)\n", "a\n18446744073709551616\n\(root)\n",
        "a\n1\n\(root)=\n", "a\n1\n\(root.dropLast())\n", "a\n1\n4\(root)\n", "a\n1\nAAAA\n", "a\n1\n \(root)\n",
        "a\n1\n\(root)\n\n", "a\n1\n\(root)\n\nb\n", "a\n1\n\(root)\nb\n\nc\n",
    ])
    func signedTextThatIsNoCheckpointIsRefused(_ text: String) throws {
        let key = try CheckpointTests.key("a")
        let note = try SignedNote(text, signedBy: [key])
        #expect(
            code { _ = try SignedCheckpoint(opening: note.encoded, origin: "a", keys: [key.verifierKey]) }
                == .malformedCheckpoint)
    }

    @Test func theLargestSizeIsRead() throws {
        let key = try CheckpointTests.key("a")
        let note = try SignedNote("a\n9223372036854775807\n\(CheckpointTests.root)\n", signedBy: [key])
        let opened = try SignedCheckpoint(opening: note.encoded, origin: "a", keys: [key.verifierKey])
        #expect(opened.checkpoint.size == .max)
    }

    @Test func originsThatOnlyLookTheSameAreToldApart() throws {
        let (composed, decomposed) = ("caf\u{E9}", "cafe\u{301}")
        #expect(composed == decomposed)
        let key = try CheckpointTests.key(composed)
        let twin = try CheckpointTests.key(decomposed)
        #expect(key.verifierKey != twin.verifierKey)
        let signed = try SignedCheckpoint(Checkpoint(origin: composed, CompactRange()), signedBy: key)
        #expect(try signed.checkpoint != Checkpoint(origin: decomposed, CompactRange()))
        #expect(
            code { _ = try SignedCheckpoint(opening: signed.text, origin: decomposed, keys: [key.verifierKey]) }
                == .otherJournal)
    }

    @Test(arguments: ["", "a\nb", "\u{7}", String(repeating: "a", count: 256)])
    func anOriginIsOneLine(_ origin: String) {
        #expect(code { _ = try Checkpoint(origin: origin, CompactRange()) } == .malformedCheckpoint)
    }

    @Test func aSizeIsNotNegative() {
        #expect(code { _ = try Checkpoint(origin: "a", size: -1, root: .emptyTree) } == .malformedCheckpoint)
    }
}
