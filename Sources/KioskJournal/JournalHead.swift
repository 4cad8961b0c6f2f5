import GRDB

/// Where a journal ends: the number of its last entry and the sum over all of them. The hub remembers it and so
/// notices when an old image of a disk comes back.
package struct JournalHead: Hashable, Sendable {
    /// 0 for an empty journal.
    package let sequence: Int64
    let chain: JournalChain

    static let empty = JournalHead(sequence: 0, chain: JournalChain())

    /// The sum in hexadecimal.
    package var digest: String { chain.text }

    init(sequence: Int64, chain: JournalChain) {
        self.sequence = sequence
        self.chain = chain
    }

    init(_ db: Database) throws {
        let last = try Row.fetchOne(db, sql: "SELECT sequence, chain FROM entry ORDER BY sequence DESC LIMIT 1")
        guard let last else {
            self = .empty
            return
        }
        self.init(sequence: last["sequence"], chain: JournalChain(stored: last["chain"]))
    }
}
