import GRDB
package import KioskCore
package import KioskEvidence

/// Reads a journal while `kioskd` writes it, or while nobody does. Changes nothing.
package struct JournalReader: Sendable {
    private let queue: DatabaseQueue
    private let path: String
    private let place: any JournalPlace

    package init(path: String, in place: any JournalPlace = LocalPlace()) throws(JournalError) {
        queue = try JournalFile.openForReading(path, in: place)
        self.path = path
        self.place = place
    }

    /// The public half of the kiosk's key, where the key beside the journal may be read.
    package var verifierKey: VerifierKey? { JournalKey.verifier(path, in: place) }

    /// All entries in order; each is checked against its leaf.
    package func entries() throws(JournalError) -> [JournalEntry] {
        try read { db in try Journal.all(db) }
    }

    package func ledger() throws(JournalError) -> Ledger {
        try read { db in
            let row = try JournalHeadRow(db)
            let head = JournalHead(sequence: row.size, root: row.root)
            return try Journal.fold(head: head, key: verifierKey, db).ledger
        }
    }

    package func head() throws(JournalError) -> JournalHead {
        try read { db in
            let row = try JournalHeadRow(db)
            return JournalHead(sequence: row.size, root: row.root)
        }
    }

    /// Holds every byte that means something against the tree, the signature and what others have seen of it.
    ///
    /// - Parameters:
    ///   - key: the kiosk's verifier key as the hub or the installer knows it; without it the one beside the journal.
    ///   - witnessed: a head of this journal that somebody kept, the hub for example.
    package func audit(key: VerifierKey? = nil, witnessed: String? = nil) throws(JournalError) -> JournalAudit {
        let mark = (key ?? verifierKey).flatMap { JournalMark.read(path, kiosk: $0.name, in: place) }
        let own = verifierKey
        return try read { db in
            try JournalAudit(db, key: key ?? own, keyBeside: own, mark: mark, witnessed: witnessed)
        }
    }

    private func read<Value>(_ work: (Database) throws -> Value) throws(JournalError) -> Value {
        do {
            return try queue.read(work)
        } catch {
            throw Journal.readFailed(error)
        }
    }
}
