/// A text and who signed it (c2sp.org/signed-note).
///
/// A value of this type has been signed here, or opened with a key that fits: there is no way to the text of a note
/// that nobody known has signed.
package struct SignedNote: Sendable {
    /// In bytes. A signature that withstands quantum computers has up to 5 kB.
    package static let longest = 262_144
    /// The standard asks for at least 16.
    package static let mostSignatures = 32

    /// Ends in a newline.
    package let text: String
    /// As they stand in the note, those of unknown keys among them.
    package let signatures: [NoteSignature]
    /// The keys that were found to have signed.
    package let signers: [VerifierKey]

    /// Signs a text: one or more lines, each ending in a newline.
    package init(_ text: String, signedBy keys: [SigningKey]) throws(EvidenceError) {
        guard text.utf8.last == UInt8(ascii: "\n"), SignedNote.isFreeOfControls(text.utf8) else {
            throw SignedNote.malformed("its text must end in a newline and have no control character but newlines")
        }
        guard text.utf8.count <= SignedNote.longest / 2 else {
            throw SignedNote.malformed("its text is longer than \(SignedNote.longest / 2) bytes")
        }
        guard (1...SignedNote.mostSignatures).contains(keys.count) else {
            throw SignedNote.malformed("it must bear 1 to \(SignedNote.mostSignatures) signatures")
        }
        self.text = text
        var signatures: [NoteSignature] = []
        for key in keys { signatures.append(try key.sign(text)) }
        self.signatures = signatures
        signers = keys.map(\.verifierKey)
    }

    /// Reads a note and checks it: at least one of the keys must have signed, and no signature of theirs may be wrong.
    /// Signatures of other keys are kept and believed nothing.
    package init(opening note: String, with keys: [VerifierKey]) throws(EvidenceError) {
        try self.init(opening: Array(note.utf8), with: keys)
    }

    /// The same for bytes that may not be text at all.
    package init(opening bytes: [UInt8], with keys: [VerifierKey]) throws(EvidenceError) {
        let (text, signatures) = try SignedNote.parse(bytes)
        var signers: [VerifierKey] = []
        for signature in signatures {
            let owners = keys.filter { $0.isOwner(of: signature) }
            guard !owners.isEmpty else { continue }
            guard let signer = owners.first(where: { $0.accepts(signature, over: text) }) else {
                throw EvidenceError(
                    .invalidSignature,
                    """
                    The signature of \(signature.keyName) does not fit the text: the note was changed after it was \
                    signed, or somebody else made it.
                    """)
            }
            if !signers.contains(signer) { signers.append(signer) }
        }
        guard !signers.isEmpty else {
            let names = signatures.prefix(3).map { "\($0.keyName)+\($0.keyID.idText)" }
            throw EvidenceError(
                .unknownKey,
                """
                None of the keys given has signed this note; it bears a signature of \(names.joined(separator: ", ")).
                """)
        }
        self.text = text
        self.signatures = signatures
        self.signers = signers
    }

    /// Text, blank line, signature lines: the same bytes that were read.
    package var encoded: String { text + "\n" + signatures.map(\.line).joined() }
}

extension SignedNote {
    private static func parse(_ bytes: [UInt8]) throws(EvidenceError) -> (String, [NoteSignature]) {
        guard bytes.count <= longest else { throw malformed("it is longer than \(longest) bytes") }
        guard let whole = String(validating: bytes, as: UTF8.self) else { throw malformed("it is not UTF-8") }
        guard isFreeOfControls(whole.utf8) else { throw malformed("it has a control character that is no newline") }
        let newline = UInt8(ascii: "\n")
        guard bytes.last == newline else { throw malformed("it does not end in a newline, so its end may be missing") }
        // The text may have empty lines: the last one ends it.
        let blank = bytes.indices.dropLast().last { bytes[$0] == newline && bytes[$0 + 1] == newline }
        guard let blank else { throw malformed("no empty line stands between text and signatures") }
        let text = String(decoding: bytes[...blank], as: UTF8.self)
        let lines = bytes[(blank + 2)...].split(separator: newline)
        guard !lines.isEmpty else { throw malformed("it bears no signature") }
        guard lines.count <= mostSignatures else { throw malformed("it bears more than \(mostSignatures) signatures") }
        var signatures: [NoteSignature] = []
        for line in lines {
            guard let signature = NoteSignature(line: line) else {
                throw malformed("a line below the text is not a signature")
            }
            signatures.append(signature)
        }
        return (text, signatures)
    }

    private static func isFreeOfControls(_ bytes: some Sequence<UInt8>) -> Bool {
        bytes.allSatisfy { $0 >= 0x20 || $0 == UInt8(ascii: "\n") }
    }

    private static func malformed(_ finding: String) -> EvidenceError {
        EvidenceError(.malformedNote, "This is not a signed note: \(finding).")
    }
}
