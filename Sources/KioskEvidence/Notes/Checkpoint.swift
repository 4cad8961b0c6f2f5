/// The head of a journal's tree at a size: what the kiosk signs and the hub remembers (c2sp.org/tlog-checkpoint).
package struct Checkpoint: Equatable, Sendable, CustomStringConvertible {
    /// Which journal this is, as an address without scheme: the same as the name of the kiosk's key.
    package let origin: String
    /// How many leaves the tree has.
    package let size: Int64
    package let root: MerkleHash
    /// Lines that others may add. We write none.
    package let extensionLines: [String]

    /// `Int64.max` has as many.
    private static let mostDigits = 19

    package init(
        origin: String, size: Int64, root: MerkleHash, extensionLines: [String] = []
    ) throws(EvidenceError) {
        guard KeyName.isLine(origin), origin.utf8.count <= KeyName.longest else {
            throw Checkpoint.malformed("its origin must be a line of 1 to \(KeyName.longest) bytes")
        }
        guard size >= 0 else { throw Checkpoint.malformed("its size \(size) is below 0") }
        guard extensionLines.allSatisfy(KeyName.isLine) else {
            throw Checkpoint.malformed("a line after the root is empty or has a control character")
        }
        self.origin = origin
        self.size = size
        self.root = root
        self.extensionLines = extensionLines
    }

    /// The head of a tree as it stands.
    package init(origin: String, _ tree: CompactRange) throws(EvidenceError) {
        try self.init(origin: origin, size: tree.size, root: tree.root)
    }

    /// Reads the text of a note.
    init(noteText: String) throws(EvidenceError) {
        let lines = noteText.utf8.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false)
            .map { String(decoding: $0, as: UTF8.self) }
        guard lines.count >= 4, lines.last == "" else {
            throw Checkpoint.malformed("it must have lines for origin, size and root")
        }
        guard let size = Checkpoint.size(lines[1]) else {
            throw Checkpoint.malformed("its size must be a decimal number below 2^63 without leading zero")
        }
        guard let root = MerkleHash(base64: lines[2]) else {
            throw Checkpoint.malformed("its root must be \(MerkleHash.byteCount) bytes in Base64")
        }
        try self.init(origin: lines[0], size: size, root: root, extensionLines: Array(lines[3...].dropLast()))
    }

    /// What is signed: each line ends in a newline.
    package var noteText: String {
        ([origin, String(size), root.base64] + extensionLines).map { $0 + "\n" }.joined()
    }

    package var description: String { "\(origin) at \(size) entries, root \(root)" }

    package static func == (one: Checkpoint, other: Checkpoint) -> Bool {
        one.noteText.isSameText(as: other.noteText)
    }

    private static func size(_ text: String) -> Int64? {
        let digits = UInt8(ascii: "0")...UInt8(ascii: "9")
        guard (1...mostDigits).contains(text.utf8.count), text.utf8.allSatisfy(digits.contains),
            text.utf8.first != digits.lowerBound || text.utf8.count == 1
        else { return nil }
        return Int64(text)
    }

    private static func malformed(_ finding: String) -> EvidenceError {
        EvidenceError(.malformedCheckpoint, "This is not the checkpoint of a journal: \(finding).")
    }
}
