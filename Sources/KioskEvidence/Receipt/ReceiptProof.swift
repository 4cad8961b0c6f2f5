/// The proof that a receipt carries: this entry stands at this place of the kiosk's journal, and the kiosk signed it.
///
/// Anybody can check it offline with the kiosk's verifier key. It holds all there is in a C2SP tlog-proof
/// (c2sp.org/tlog-proof), and the leaf's hash besides, so that it can be checked without the entry as well. It is
/// shortest when the tree ends with the leaf or soon after: 32 bytes for each bit set in the leaf's index.
package struct ReceiptProof: Equatable, Sendable {
    /// What the kiosk signed: origin, tree size and root.
    package let checkpoint: Checkpoint
    package let signature: NoteSignature
    /// The hash of the receipt's entry.
    package let leaf: MerkleHash
    package let inclusion: InclusionProof

    /// Proves a leaf in a signed checkpoint. What would not verify is refused here, before anybody prints it.
    package init(
        leaf: MerkleHash, inclusion: InclusionProof, in signed: SignedCheckpoint, by key: VerifierKey
    ) throws(EvidenceError) {
        let signature = signed.note.signatures.first { key.isOwner(of: $0) && key.accepts($0, over: signed.note.text) }
        guard let signature else {
            throw EvidenceError(.unknownKey, "The checkpoint for a receipt is not signed by \(key.name).")
        }
        guard signed.checkpoint.extensionLines.isEmpty else {
            throw EvidenceError(.malformedCheckpoint, "A receipt has no room for a checkpoint's extension lines.")
        }
        self.init(checkpoint: signed.checkpoint, signature: signature, leaf: leaf, inclusion: inclusion)
        guard inclusion.size == checkpoint.size else {
            throw EvidenceError(
                .outOfRange,
                "The proof is for \(inclusion.size) leaves and the checkpoint for \(checkpoint.size). Use one size.")
        }
        try inclusion.verify(leaf: leaf, root: checkpoint.root)
    }

    init(checkpoint: Checkpoint, signature: NoteSignature, leaf: MerkleHash, inclusion: InclusionProof) {
        self.checkpoint = checkpoint
        self.signature = signature
        self.leaf = leaf
        self.inclusion = inclusion
    }

    /// Which kiosk's journal it says to be of. Believe it after `verify`.
    package var origin: String { checkpoint.origin }
    /// The entry's number in the journal, from 0.
    package var index: Int64 { inclusion.index }

    /// The signed checkpoint, byte for byte as the kiosk made it.
    package var signedCheckpoint: String { checkpoint.noteText + "\n" + signature.line }

    /// The same as a C2SP tlog-proof, for other people's tools. Those want the entry itself.
    package var tlogProof: String {
        let path = inclusion.path.map { $0.base64 + "\n" }.joined()
        return "c2sp.org/tlog-proof@v1\nindex \(index)\n\(path)\n\(signedCheckpoint)"
    }

    /// Fails unless the kiosk with this key signed a journal that has this leaf, and says what is wrong in words for
    /// the person who holds the receipt.
    ///
    /// - Parameters:
    ///   - key: the kiosk's verifier key.
    ///   - origin: the journal, where it does not bear the key's name.
    ///   - entry: the bytes of the entry that the receipt claims, where they are at hand.
    package func verify(
        with key: VerifierKey, origin: String? = nil, entry: [UInt8]? = nil
    ) throws(EvidenceError) {
        guard key.isOwner(of: signature) else {
            throw EvidenceError(
                .otherKey,
                """
                The receipt is signed with the key \(signature.keyName)+\(signature.keyID.idText), and \
                the key given is \(key.name)+\(key.id.idText). Use the key of the kiosk that printed it.
                """)
        }
        guard self.origin.isSameText(as: origin ?? key.name) else {
            throw EvidenceError(
                .otherJournal, "The receipt is of the journal \(self.origin), and not of \(origin ?? key.name).")
        }
        guard key.accepts(signature, over: checkpoint.noteText) else {
            throw EvidenceError(
                .changed,
                """
                The kiosk's signature does not fit: the receipt was changed, misread or forged. Scan the code again; \
                if it stays so, do not accept the receipt.
                """)
        }
        guard inclusion.root(of: leaf) == checkpoint.root else {
            throw EvidenceError(
                .changed,
                """
                The kiosk's signature is good, and entry \(index) does not belong to what it signed: the receipt was \
                changed or misread. Scan the code again; if it stays so, do not accept the receipt.
                """)
        }
        guard let entry else { return }
        guard MerkleHash.leaf(entry) == leaf else {
            throw EvidenceError(
                .otherEntry,
                """
                The receipt is genuine, and proves another entry than the one given: entry \(index) of \
                \(self.origin) was changed since, or this is not it.
                """)
        }
    }
}
