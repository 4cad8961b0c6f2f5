import Crypto

/// A hash of RFC 6962's Merkle tree: SHA-256, 32 bytes.
///
/// Leaves and nodes are told apart by their first byte (section 2.1), so that no entry can pass for a node.
package struct MerkleHash: Hashable, Sendable, CustomStringConvertible {
    package static let byteCount = 32

    /// `byteCount` bytes.
    package let bytes: [UInt8]

    /// Nothing, where there are not exactly 32 bytes.
    package init?(_ bytes: some Collection<UInt8>) {
        guard bytes.count == MerkleHash.byteCount else { return nil }
        self.bytes = Array(bytes)
    }

    /// From standard Base64 with padding, as a checkpoint writes it.
    package init?(base64: String) {
        guard let bytes = Base64.standard.decoded(base64.utf8) else { return nil }
        self.init(bytes)
    }

    private init(_ digest: SHA256Digest) { bytes = digest.withUnsafeBytes { Array($0) } }

    package var base64: String { Base64.standard.encoded(bytes) }

    /// 64 hexadecimal digits.
    package var description: String { hexadecimal(bytes) }

    /// The root of the tree without leaves: SHA-256 of nothing.
    package static let emptyTree = MerkleHash(SHA256.hash(data: [UInt8]()))

    /// SHA-256(0x00 || entry).
    package static func leaf(_ entry: [UInt8]) -> MerkleHash {
        var hasher = SHA256()
        hasher.update(data: leafPrefix)
        hasher.update(data: entry)
        return MerkleHash(hasher.finalize())
    }

    /// SHA-256(0x01 || left || right).
    package static func node(_ left: MerkleHash, _ right: MerkleHash) -> MerkleHash {
        var hasher = SHA256()
        hasher.update(data: nodePrefix)
        hasher.update(data: left.bytes)
        hasher.update(data: right.bytes)
        return MerkleHash(hasher.finalize())
    }

    private static let leafPrefix: [UInt8] = [0x00]
    private static let nodePrefix: [UInt8] = [0x01]
}

/// Two lower-case digits a byte.
func hexadecimal(_ bytes: some Sequence<UInt8>) -> String {
    let digits = Array("0123456789abcdef".utf8)
    var text: [UInt8] = []
    for byte in bytes {
        text.append(digits[Int(byte >> 4)])
        text.append(digits[Int(byte & 0x0F)])
    }
    return String(decoding: text, as: UTF8.self)
}
