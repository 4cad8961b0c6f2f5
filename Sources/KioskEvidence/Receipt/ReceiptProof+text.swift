/// The proof as text for a QR code and for the fragment of an address: `https://hub.example/v/PAYMENT#PROOF`.
///
/// Base64url without padding (RFC 4648, section 5), which no address needs to escape, over these bytes:
///
///     1         the format, 1
///     1 + n     the origin, after its length
///     1 + m     the key's name, after its length; length 0 where it is the origin
///     4         the key's id, big-endian
///     1 to 9    the leaf's index, as LEB128
///     1 to 9    how many leaves follow it in the tree, as LEB128
///     64        the Ed25519 signature
///     32        the root
///     32        the leaf's hash
///     32 each   the inclusion path, as many as index and size call for
///
/// The numbers come first, so that whoever reads the rest knows how long it must be. One proof has one text. In a
/// journal of up to a million entries the path of a last leaf has 10 hashes on average and at most 19: 640 and 1,024
/// characters with an origin of 20.
extension ReceiptProof {
    /// In characters. A path of 63 hashes with the longest names stays below.
    package static let longestText = 4_096

    private static let format: UInt8 = 1

    package var text: String {
        var bytes = [ReceiptProof.format]
        let isNamedByOrigin = signature.keyName.isSameText(as: origin)
        for name in [origin, isNamedByOrigin ? "" : signature.keyName] {
            // Both have at most 255 bytes: `KeyName.longest`.
            bytes.append(UInt8(truncatingIfNeeded: name.utf8.count))
            bytes += name.utf8
        }
        bytes += signature.keyID.idBytes
        ReceiptProof.append(index, to: &bytes)
        ReceiptProof.append(checkpoint.size - 1 - index, to: &bytes)
        bytes += signature.bytes
        bytes += checkpoint.root.bytes
        bytes += leaf.bytes
        for hash in inclusion.path { bytes += hash.bytes }
        return Base64.url.encoded(bytes)
    }

    /// Reads a proof, or a whole address that ends in one. White space is passed over, because people copy lines.
    ///
    /// Nothing is believed yet: see `verify`.
    package init(_ text: String) throws(EvidenceError) {
        guard text.utf8.count <= ReceiptProof.longestText else {
            throw EvidenceError(
                .notAProof,
                "This is longer than any receipt's proof (\(ReceiptProof.longestText) characters). Copy only the code.")
        }
        let white: Set<UInt8> = [0x20, 0x09, 0x0A, 0x0D]
        var digits = text.utf8.filter { !white.contains($0) }
        if let hash = digits.lastIndex(of: UInt8(ascii: "#")) { digits.removeFirst(hash + 1) }
        guard !digits.isEmpty else {
            throw EvidenceError(.notAProof, "There is no proof here. Scan the code at the end of the receipt.")
        }
        guard let bytes = Base64.url.decoded(digits) else {
            // Bits are left over where the text was cut within a byte.
            if Base64.url.hasOnlyDigits(digits) { throw ReceiptProof.truncated }
            throw EvidenceError(
                .notAProof,
                "This is not the proof of a receipt: it has characters that none has. Scan or copy the code again.")
        }
        var reader = ReceiptReader(bytes)
        self = try ReceiptProof(reading: &reader)
        guard reader.isAtEnd else {
            throw EvidenceError(
                .changed, "The proof is longer than it says: it was changed, or copied with something after it.")
        }
    }

    private init(reading reader: inout ReceiptReader) throws(EvidenceError) {
        let format = try reader.byte()
        guard format == ReceiptProof.format else {
            throw EvidenceError(
                .notAProof,
                """
                This is not the proof of a receipt, or one of a newer version: it begins with format \(format), and \
                only \(ReceiptProof.format) is known here.
                """)
        }
        let origin = try reader.name()
        let keyName = try reader.name()
        let keyID = UInt32(idBytes: try reader.bytes(UInt32.idByteCount))
        let index = try reader.number()
        let following = try reader.number()
        let (lastLeaf, overflow) = index.addingReportingOverflow(following)
        guard !overflow, lastLeaf < Int64.max else { throw ReceiptProof.impossible("its size is beyond all bounds") }
        let size = lastLeaf + 1
        let signature = NoteSignature(
            keyName: keyName.isEmpty ? origin : keyName, keyID: keyID,
            bytes: try reader.bytes(NoteSignature.ed25519ByteCount))
        let root = try reader.hash()
        let leaf = try reader.hash()
        var path: [MerkleHash] = []
        let length = try InclusionProof.length(index: index, size: size)
        for _ in 0..<length { path.append(try reader.hash()) }
        guard KeyName.isValid(signature.keyName), KeyName.isLine(origin) else {
            throw ReceiptProof.impossible("the kiosk's name in it is not one")
        }
        guard !keyName.isSameText(as: origin) else { throw ReceiptProof.impossible("it names the kiosk twice") }
        self.init(
            checkpoint: try Checkpoint(origin: origin, size: size, root: root), signature: signature, leaf: leaf,
            inclusion: try InclusionProof(index: index, size: size, path: path))
    }

    /// LEB128 without sign: seven bits a byte, the lowest first, and the top bit where more follow.
    private static func append(_ number: Int64, to bytes: inout [UInt8]) {
        var rest = number
        while rest >= 0x80 {
            bytes.append(UInt8(truncatingIfNeeded: rest) | 0x80)
            rest >>= 7
        }
        bytes.append(UInt8(truncatingIfNeeded: rest))
    }

    static let truncated = EvidenceError(
        .truncated, "The end of the receipt's proof is missing. Scan the whole code, or copy it to its last character.")

    static func impossible(_ finding: String) -> EvidenceError {
        EvidenceError(.changed, "The receipt's proof was changed or misread: \(finding). Scan the code again.")
    }
}

/// Takes a proof's bytes from the front, and fails at the end instead of reading beyond it.
private struct ReceiptReader {
    private var rest: ArraySlice<UInt8>

    init(_ bytes: [UInt8]) { rest = bytes[...] }

    var isAtEnd: Bool { rest.isEmpty }

    mutating func byte() throws(EvidenceError) -> UInt8 {
        guard let byte = rest.popFirst() else { throw ReceiptProof.truncated }
        return byte
    }

    mutating func bytes(_ count: Int) throws(EvidenceError) -> [UInt8] {
        guard rest.count >= count else { throw ReceiptProof.truncated }
        defer { rest.removeFirst(count) }
        return Array(rest.prefix(count))
    }

    mutating func hash() throws(EvidenceError) -> MerkleHash {
        guard let hash = MerkleHash(try bytes(MerkleHash.byteCount)) else { throw ReceiptProof.truncated }
        return hash
    }

    mutating func name() throws(EvidenceError) -> String {
        let count = Int(try byte())
        guard let name = String(validating: try bytes(count), as: UTF8.self) else {
            throw ReceiptProof.impossible("the kiosk's name in it is not text")
        }
        return name
    }

    mutating func number() throws(EvidenceError) -> Int64 {
        var number: Int64 = 0
        for shift in stride(from: Int64(0), to: 63, by: 7) {
            let byte = try byte()
            number |= Int64(byte & 0x7F) << shift
            guard byte & 0x80 == 0 else { continue }
            // A number has one spelling, so it does not end in a zero that says nothing.
            guard byte != 0 || shift == 0 else { break }
            return number
        }
        throw ReceiptProof.impossible("a number in it is not written as numbers are")
    }
}
