import Crypto

/// The secret half of a key that signs notes. Whoever has it can speak for the kiosk.
///
/// As text, `PRIVATE+KEY+name+hex+base64` of Go's golang.org/x/mod/sumdb/note: the id is the verifier key's, the
/// bytes are 0x01 and the seed of RFC 8032. Its description and mirror show the public half only.
package struct SigningKey: Sendable, CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
    package let verifierKey: VerifierKey
    private let key: Curve25519.Signing.PrivateKey

    package static let seedByteCount = 32
    private static let prefix = "PRIVATE+KEY+"

    /// The seed is 32 bytes from a source fit for keys.
    package init(name: String, seed: [UInt8]) throws(EvidenceError) {
        guard let key = try? Curve25519.Signing.PrivateKey(rawRepresentation: seed) else {
            throw EvidenceError(
                .malformedKey,
                "A signing key is made from \(SigningKey.seedByteCount) bytes, and there are \(seed.count).")
        }
        self.key = key
        verifierKey = try VerifierKey(name: name, publicKey: Array(key.publicKey.rawRepresentation))
    }

    /// Reads `PRIVATE+KEY+name+hex+base64`.
    package init(_ text: String) throws(EvidenceError) {
        guard text.hasPrefix(SigningKey.prefix) else {
            throw EvidenceError(
                .malformedKey, "This is not a signing key: it does not begin with \(SigningKey.prefix).")
        }
        let parts = try KeyText(text.dropFirst(SigningKey.prefix.count))
        try self.init(name: parts.name, seed: parts.key)
        try parts.check(verifierKey.id)
    }

    /// The key itself, to be kept where only the kiosk's user can read it.
    package var secretText: String {
        SigningKey.prefix
            + KeyText.write(name: verifierKey.name, id: verifierKey.id, key: Array(key.rawRepresentation))
    }

    package var name: String { verifierKey.name }
    package var description: String { "signing key of \(verifierKey)" }
    package var debugDescription: String { description }
    package var customMirror: Mirror { Mirror(self, children: ["verifierKey": verifierKey]) }

    /// Ed25519 over the text as it stands (RFC 8032).
    func sign(_ text: String) throws(EvidenceError) -> NoteSignature {
        guard let bytes = try? key.signature(for: Array(text.utf8)) else {
            throw EvidenceError(.malformedKey, "The key of \(name) could not sign. Make a new one.")
        }
        return NoteSignature(keyName: name, keyID: verifierKey.id, bytes: Array(bytes))
    }
}
