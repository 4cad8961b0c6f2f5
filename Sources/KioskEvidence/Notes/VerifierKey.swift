import Crypto

/// The public half of a key that signs notes: who wants to check a receipt or a checkpoint needs this and no more.
///
/// As text, `name+hex+base64` (c2sp.org/signed-note, "Verifier keys"; Go's golang.org/x/mod/sumdb/note). Only
/// Ed25519 keys are known, signature type 0x01. The id of 4 bytes finds a key and proves nothing.
package struct VerifierKey: Equatable, Sendable, CustomStringConvertible {
    package let name: String
    /// The first 4 bytes of SHA-256(name || 0x0A || 0x01 || public key), big-endian.
    package let id: UInt32
    /// 32 bytes (RFC 8032).
    package let publicKey: [UInt8]

    static let ed25519: UInt8 = 0x01
    static let keyByteCount = 32

    package init(name: String, publicKey: [UInt8]) throws(EvidenceError) {
        guard KeyName.isValid(name) else {
            throw EvidenceError(
                .malformedKey,
                """
                A key cannot have the name "\(name.prefix(64))": names have 1 to \(KeyName.longest) bytes, no white \
                space and no +.
                """)
        }
        guard publicKey.count == VerifierKey.keyByteCount else {
            throw EvidenceError(
                .malformedKey,
                "The public key of \(name) has \(publicKey.count) bytes instead of \(VerifierKey.keyByteCount).")
        }
        self.name = name
        self.publicKey = publicKey
        let named = Array(name.utf8) + [UInt8(ascii: "\n"), VerifierKey.ed25519] + publicKey
        id = UInt32(idBytes: SHA256.hash(data: named))
    }

    /// Reads `name+hex+base64`.
    package init(_ text: String) throws(EvidenceError) {
        let parts = try KeyText(text)
        try self.init(name: parts.name, publicKey: parts.key)
        try parts.check(id)
    }

    package var text: String { KeyText.write(name: name, id: id, key: publicKey) }
    package var description: String { text }

    func isOwner(of signature: NoteSignature) -> Bool {
        id == signature.keyID && name.isSameText(as: signature.keyName)
    }

    /// Whether the signature is this key's over the text.
    func accepts(_ signature: NoteSignature, over text: String) -> Bool {
        guard let key = try? Curve25519.Signing.PublicKey(rawRepresentation: publicKey) else { return false }
        return key.isValidSignature(signature.bytes, for: Array(text.utf8))
    }

    package static func == (one: VerifierKey, other: VerifierKey) -> Bool {
        one.publicKey == other.publicKey && one.name.isSameText(as: other.name)
    }
}

/// What the texts of both halves of a key have in common: `name+hex+base64`, the bytes being a type and 32 more.
struct KeyText {
    /// Above the longest text that `write` makes.
    static let longest = 512

    let name: String
    let id: String
    let key: [UInt8]

    init(_ text: some StringProtocol) throws(EvidenceError) {
        guard text.utf8.count <= KeyText.longest else {
            throw KeyText.malformed("it is longer than \(KeyText.longest) bytes")
        }
        // The third part may have a + of its own.
        let parts = text.split(separator: "+", maxSplits: 2, omittingEmptySubsequences: false)
        guard parts.count == 3 else { throw KeyText.malformed("it is not of the form name+id+key") }
        guard KeyName.isValid(String(parts[0])) else { throw KeyText.malformed("its name is not one") }
        guard let bytes = Base64.standard.decoded(parts[2].utf8), let type = bytes.first else {
            throw KeyText.malformed("its third part is not Base64")
        }
        guard type == VerifierKey.ed25519, bytes.count == 1 + VerifierKey.keyByteCount else {
            throw KeyText.malformed("it is not an Ed25519 key, the only kind that is used here")
        }
        name = String(parts[0])
        id = String(parts[1])
        key = Array(bytes.dropFirst())
    }

    /// Fails unless the id that was written is the key's.
    func check(_ computed: UInt32) throws(EvidenceError) {
        guard id.isSameText(as: computed.idText) else {
            throw KeyText.malformed("its id does not fit its name and key, so one of them was changed")
        }
    }

    static func write(name: String, id: UInt32, key: [UInt8]) -> String {
        "\(name)+\(id.idText)+\(Base64.standard.encoded([VerifierKey.ed25519] + key))"
    }

    /// Never quotes the text, which may be a signing key.
    private static func malformed(_ finding: String) -> EvidenceError {
        EvidenceError(.malformedKey, "This is not a key for notes: \(finding). Copy the whole line of the key.")
    }
}
