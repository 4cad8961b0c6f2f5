/// A checkpoint that a known key has signed.
///
/// What it holds may be believed as far as the key is: the kiosk said so. That it did not say something else
/// elsewhere is for a witness to find, with a `ConsistencyProof` from the checkpoint it saw last.
package struct SignedCheckpoint: Sendable {
    package let checkpoint: Checkpoint
    package let note: SignedNote

    package init(_ checkpoint: Checkpoint, signedBy key: SigningKey) throws(EvidenceError) {
        self.checkpoint = checkpoint
        note = try SignedNote(checkpoint.noteText, signedBy: [key])
    }

    /// Reads and checks a checkpoint of the journal `origin`. A key that is known for another journal must not speak
    /// for this one, so give only the keys of this one.
    package init(opening text: String, origin: String, keys: [VerifierKey]) throws(EvidenceError) {
        let note = try SignedNote(opening: text, with: keys)
        let checkpoint = try Checkpoint(noteText: note.text)
        guard checkpoint.origin.isSameText(as: origin) else {
            throw EvidenceError(
                .otherJournal, "This is a checkpoint of the journal \(checkpoint.origin), and not of \(origin).")
        }
        self.checkpoint = checkpoint
        self.note = note
    }

    /// The signed note, as it is sent and kept.
    package var text: String { note.encoded }
}
