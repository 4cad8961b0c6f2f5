/// All that a receipt's QR code says of its payment: the journal's leaf in clear, and the proof that it stands there.
///
/// As text, `LEAF.PROOF`, both in base64url without padding (RFC 4648, section 5), which is how it follows the `#` of
/// the receipt's address. It is checked without a network and without the kiosk: only the kiosk's verifier key is
/// needed.
package struct ReceiptEvidence: Equatable, Sendable {
    package let leaf: JournalLeaf
    package let proof: ReceiptProof

    /// Two texts of `ReceiptProof.longestText` at most, and what stands before the `#`.
    package static let longestText = 2 * ReceiptProof.longestText

    package init(leaf: JournalLeaf, proof: ReceiptProof) throws(EvidenceError) {
        guard MerkleHash.leaf(leaf.bytes) == proof.leaf, leaf.sequence == proof.index + 1 else {
            throw EvidenceError(
                .changed, "The receipt's entry is not the one that its proof is about: it was changed or misread.")
        }
        self.leaf = leaf
        self.proof = proof
    }

    package var text: String { Base64.url.encoded(leaf.bytes) + "." + proof.text }

    /// Reads the text of a code, or a whole address that ends in one. White space is passed over, because people copy
    /// lines. Nothing is believed yet: see `verify`.
    package init(_ text: String) throws(EvidenceError) {
        guard text.utf8.count <= ReceiptEvidence.longestText else {
            throw EvidenceError(
                .notAProof,
                "This is longer than any receipt's code (\(ReceiptEvidence.longestText) characters). Copy only the code."
            )
        }
        let white: Set<UInt8> = [0x20, 0x09, 0x0A, 0x0D]
        var digits = text.utf8.filter { !white.contains($0) }
        if let hash = digits.lastIndex(of: UInt8(ascii: "#")) { digits.removeFirst(hash + 1) }
        let parts = digits.split(separator: UInt8(ascii: "."), omittingEmptySubsequences: false)
        guard parts.count == 2, let leaf = Base64.url.decoded(Array(parts[0])) else {
            throw EvidenceError(
                .notAProof,
                "This is not the code of a receipt. Scan the code at its end, or copy it to the last character.")
        }
        try self.init(
            leaf: JournalLeaf(bytes: leaf), proof: ReceiptProof(String(decoding: parts[1], as: UTF8.self)))
    }

    /// Which kiosk's journal it says to be of. Believe it, and the leaf, after `verify`.
    package var origin: String { proof.origin }

    /// Fails unless the kiosk with this key signed a journal that has this leaf.
    package func verify(with key: VerifierKey) throws(EvidenceError) {
        try proof.verify(with: key, entry: leaf.bytes)
    }
}
