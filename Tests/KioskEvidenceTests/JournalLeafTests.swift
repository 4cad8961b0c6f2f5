import Crypto
import Foundation
import Testing

@testable import KioskEvidence

struct JournalLeafTests {
    static let leaf = try! JournalLeaf(
        sequence: 7, wallMilliseconds: 1_800_000_000_000, kind: "paymentQueued",
        payment: "01930000-0000-7000-8000-000000000001", receiptNumber: "K0417-000007", minorUnits: 8_640,
        currency: "CNY", digest: JournalLeaf.digest(boot: "b", sinceBootInNanoseconds: 5, fact: "{}"))

    /// The layout of the type's own comment, put together by hand.
    @Test func itsBytesAreAsDescribed() {
        func big(_ number: Int64) -> [UInt8] { withUnsafeBytes(of: number.bigEndian) { Array($0) } }
        func text(_ text: String) -> [UInt8] { [UInt8(text.utf8.count)] + Array(text.utf8) }
        let digest = Array(SHA256.hash(data: big(1) + Array("b".utf8) + big(5) + Array("{}".utf8)))
        let expected =
            [1] + big(7) + big(1_800_000_000_000) + text("paymentQueued")
            + text("01930000-0000-7000-8000-000000000001") + text("K0417-000007") + big(8_640) + text("CNY") + digest
        #expect(Self.leaf.bytes == expected)
    }

    @Test func itIsReadBackAsItWas() throws {
        #expect(try JournalLeaf(bytes: Self.leaf.bytes) == Self.leaf)
    }

    @Test func whatIsCutOrLongerIsRefused() {
        let bytes = Self.leaf.bytes
        for count in 0..<bytes.count {
            #expect(throws: EvidenceError.self, "\(count)") { try JournalLeaf(bytes: Array(bytes.prefix(count))) }
        }
        #expect(throws: EvidenceError.self) { try JournalLeaf(bytes: bytes + [0]) }
        #expect(throws: EvidenceError.self) { try JournalLeaf(bytes: [2] + bytes.dropFirst()) }
    }

    @Test func aFieldThatItsLengthByteCannotTellIsRefused() {
        #expect(throws: EvidenceError.self) {
            try JournalLeaf(
                sequence: 1, wallMilliseconds: 0, kind: String(repeating: "k", count: 256), payment: "",
                receiptNumber: "", minorUnits: 0, currency: "", digest: Array(repeating: 0, count: 32))
        }
    }

    @Test func evidenceBindsTheLeafToItsProof() throws {
        let key = try SigningKey(name: "K0417", seed: Array(1...32))
        var tree = CompactRange()
        for number in 0..<6 { _ = tree.append(.leaf([UInt8(number)])) }
        let inclusion = tree.proofOfNextLeaf
        _ = tree.append(.leaf(Self.leaf.bytes))
        let signed = try SignedCheckpoint(Checkpoint(origin: key.name, tree), signedBy: key)
        let proof = try ReceiptProof(
            leaf: .leaf(Self.leaf.bytes), inclusion: inclusion, in: signed, by: key.verifierKey)
        let evidence = try ReceiptEvidence(leaf: Self.leaf, proof: proof)
        let read = try ReceiptEvidence("https://hub.example/v/x#" + evidence.text)
        try read.verify(with: key.verifierKey)
        #expect(read == evidence)

        let dearer = try JournalLeaf(
            sequence: 7, wallMilliseconds: Self.leaf.wallMilliseconds, kind: Self.leaf.kind,
            payment: Self.leaf.payment, receiptNumber: Self.leaf.receiptNumber, minorUnits: 8_641, currency: "CNY",
            digest: Self.leaf.digest)
        #expect(throws: EvidenceError.self) { try ReceiptEvidence(leaf: dearer, proof: proof) }
        let stranger = try SigningKey(name: "K0417", seed: Array(2...33))
        #expect(throws: EvidenceError.self) { try read.verify(with: stranger.verifierKey) }
    }

    @Test(arguments: ["", "#", "A.B", "no code at all", ".", "AAAA", String(repeating: "A", count: 9_000)])
    func whatIsNoEvidenceIsRefusedInWords(text: String) {
        let error = #expect(throws: EvidenceError.self) { try ReceiptEvidence(text) }
        #expect(error?.message.hasSuffix(".") == true)
    }
}
