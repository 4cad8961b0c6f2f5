/// A signature line of a note: whose key, and what it made of the text.
package struct NoteSignature: Equatable, Sendable {
    package let keyName: String
    package let keyID: UInt32
    /// 64 bytes where the key is one for Ed25519; anything where the key is unknown.
    package let bytes: [UInt8]

    static let ed25519ByteCount = 64
    private static let dash = Array("— ".utf8)

    init(keyName: String, keyID: UInt32, bytes: [UInt8]) {
        self.keyName = keyName
        self.keyID = keyID
        self.bytes = bytes
    }

    /// Reads a line without its newline, or nothing where it is not a signature's.
    init?(line: ArraySlice<UInt8>) {
        guard line.starts(with: NoteSignature.dash) else { return nil }
        let parts = line.dropFirst(NoteSignature.dash.count)
            .split(separator: UInt8(ascii: " "), omittingEmptySubsequences: false)
        guard parts.count == 2, let name = String(validating: parts[0], as: UTF8.self), KeyName.isValid(name),
            let bytes = Base64.standard.decoded(parts[1]), bytes.count > UInt32.idByteCount
        else { return nil }
        keyName = name
        keyID = UInt32(idBytes: bytes)
        self.bytes = Array(bytes.dropFirst(UInt32.idByteCount))
    }

    /// The line, with its newline.
    var line: String { "— \(keyName) \(Base64.standard.encoded(keyID.idBytes + bytes))\n" }

    package static func == (one: NoteSignature, other: NoteSignature) -> Bool {
        one.keyID == other.keyID && one.bytes == other.bytes && one.keyName.isSameText(as: other.keyName)
    }
}
