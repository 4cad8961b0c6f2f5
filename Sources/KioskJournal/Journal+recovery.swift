import GRDB
package import KioskCore
import KioskEvidence

/// From the disk to the ledger: the newest snapshot and the entries after it.
extension Journal {
    /// The fold of all entries. Reads those after the newest snapshot, and checks each against the signed head.
    package func ledger() async throws(JournalError) -> Ledger {
        try await onQueue { [self] db throws(JournalError) in try fold(db) }
    }

    /// The same in the caller's thread, which waits for the disk.
    package func ledgerHere() throws(JournalError) -> Ledger {
        try here { [self] db throws(JournalError) in try fold(db) }
    }

    private func fold(_ db: Database) throws(JournalError) -> Ledger {
        do {
            let (ledger, size) = try Journal.fold(head: head, key: verifierKey, db)
            kept(ledger, size: size)
            return ledger
        } catch {
            throw Journal.readFailed(error)
        }
    }

    /// The fold up to a head, and the size of the snapshot it began with. Without a key it begins with the first entry.
    static func fold(
        head: JournalHead, key: VerifierKey?, _ db: Database
    ) throws -> (ledger: Ledger, snapshotSize: Int64) {
        var (ledger, size) = try JournalSnapshot.newest(upTo: head.sequence, key: key, db)
        let snapshotSize = size
        var tree = try JournalTree.at(size, db)
        try JournalRow.forEach(after: size, db) { row in
            guard row.entry.sequence <= head.sequence else { return }
            _ = tree.append(row.hash)
            ledger.apply(row.entry.fact, at: row.entry.at)
            size = row.entry.sequence
        }
        guard size == head.sequence, tree.root == head.root else {
            throw JournalRow.damaged("its entries are not those over which its head was signed")
        }
        return (ledger, snapshotSize)
    }

    /// Whether so much was written since the last snapshot that the next start would feel it.
    package var isSnapshotDue: Bool {
        let (entries, payments) = sinceSnapshot
        return entries >= max(JournalSnapshot.pace, Int64(payments) * JournalSnapshot.entriesPerPayment)
    }

    /// Keeps the fold for the next start. `ledger` must be the fold of exactly the entries that are in the journal.
    package func keep(_ ledger: Ledger) async throws(JournalError) {
        try await onQueue { [self] db throws(JournalError) in try save(ledger, db) }
    }

    /// The same in the caller's thread, which waits for the disk.
    package func keepHere(_ ledger: Ledger) throws(JournalError) {
        try here { [self] db throws(JournalError) in try save(ledger, db) }
    }

    /// Whether there is something to tidy while nobody stands at the kiosk.
    package var isTidyDue: Bool { commitsInLog >= Journal.commitsPerTidying || isSnapshotDue }

    /// Commits that the write-ahead log may hold before it is brought into the database: some thirty payments.
    static let commitsPerTidying = 200

    /// Brings the write-ahead log into the database and keeps a snapshot when one is due. `ledger` as for `keep`.
    package func tidy(_ ledger: Ledger) async throws(JournalError) {
        try await onQueue { [self] db throws(JournalError) in try tidy(ledger, db) }
    }

    /// The same in the caller's thread, which waits for the disk.
    package func tidyHere(_ ledger: Ledger) throws(JournalError) {
        try here { [self] db throws(JournalError) in try tidy(ledger, db) }
    }

    private func tidy(_ ledger: Ledger, _ db: Database) throws(JournalError) {
        if isSnapshotDue { try save(ledger, db) }
        try requireWhole()
        do {
            _ = try db.checkpoint(.passive)
            emptiedLog()
        } catch {
            throw broke(error)
        }
    }

    private func save(_ ledger: Ledger, _ db: Database) throws(JournalError) {
        try requireWhole()
        let size = head.sequence
        do {
            try db.inTransaction(.immediate) {
                try JournalSnapshot.save(ledger, size: size, key: key, db)
                return .commit
            }
            kept(ledger, size: size)
        } catch {
            throw broke(error)
        }
    }
}
