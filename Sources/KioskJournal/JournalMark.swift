import KioskEvidence

/// Size and root of the journal in a small file beside it, written after each commit without waiting for the disk.
///
/// SQLite keeps the newest commits in its write-ahead log alone. Whoever deletes that file, or puts the one of another
/// database there, makes the journal shorter without a trace; the mark then knows of more entries than the journal has.
/// After a power cut the mark may be older or torn, and never newer than what is durable.
enum JournalMark {
    /// Three lines, as a checkpoint has them, filled up with spaces so that the file never changes its length.
    private static let length = 192

    static func path(_ journal: String) -> String { journal + ".head" }

    /// A mark that cannot be written costs nothing but its warning.
    static func write(_ head: JournalHead, _ journal: String, kiosk: String, in place: any JournalPlace) {
        var bytes = Array("\(kiosk)\n\(head.sequence)\n\(head.root.base64)\n".utf8)
        bytes += repeatElement(UInt8(ascii: " "), count: max(0, length - bytes.count))
        try? place.note(path(journal), bytes)
    }

    /// What the mark knows, if it is there and whole.
    static func read(_ journal: String, kiosk: String, in place: any JournalPlace) -> JournalHead? {
        guard let bytes = try? place.read(path(journal)) else { return nil }
        let lines = String(decoding: bytes.prefix(length), as: UTF8.self).split(
            separator: "\n", omittingEmptySubsequences: false)
        guard lines.count == 4, lines[0] == kiosk, let size = Int64(lines[1]),
            let root = MerkleHash(base64: String(lines[2]))
        else { return nil }
        return JournalHead(sequence: size, root: root)
    }

    /// Throws when the mark knows of entries that the journal does not have.
    static func require(
        _ head: JournalHead, reaches mark: JournalHead?, _ journal: String
    ) throws(JournalError) {
        guard let mark else { return }
        guard mark.sequence <= head.sequence else {
            throw JournalError(
                .endMissing,
                """
                \(journal) ends with entry \(head.sequence), and had \(mark.sequence): \(journal)-wal was deleted, \
                exchanged or damaged, or an old copy was put back. Take no money; put the missing file back, or copy \
                what is there away for reconciliation and start an empty journal under a new kiosk number.
                """)
        }
        guard mark.sequence < head.sequence || mark.root == head.root else {
            throw JournalRow.damaged("\(path(journal)) was written for other entries than these")
        }
    }
}
