import GRDB
package import KioskCore
package import KioskEvidence

/// What the journal shows to others: its head to the hub, which is witness of it, and a payment's entry to whoever
/// holds the receipt.
extension Journal {
    /// The signed head, and the proof that it grew out of the journal that somebody saw before.
    package struct Testimony: Sendable {
        package let head: JournalHead
        /// The signed note over it.
        package let checkpoint: String
        /// How many entries the other one had seen.
        package let seen: Int64
        /// Empty where `seen` is 0 or all there is.
        package let path: [MerkleHash]
    }

    /// Throws `damaged` where the journal is shorter than what was seen: then it is an older copy.
    package func testimony(since seen: Int64) async throws(JournalError) -> Testimony {
        try await onQueue { [self] db throws(JournalError) in try testify(since: seen, db) }
    }

    /// The same in the caller's thread, which waits for the disk.
    package func testimonyHere(since seen: Int64) throws(JournalError) -> Testimony {
        try here { [self] db throws(JournalError) in try testify(since: seen, db) }
    }

    private func testify(since seen: Int64, _ db: Database) throws(JournalError) -> Testimony {
        try settle(db)
        do {
            let (head, text) = try checkpoint()
            let proof = try ConsistencyProof(from: seen, to: head.sequence) { try JournalTree.node($0, db) }
            return Testimony(head: head, checkpoint: text, seen: seen, path: proof.path)
        } catch let error as EvidenceError {
            throw JournalRow.damaged(error.message, cause: error)
        } catch {
            throw Journal.readFailed(error)
        }
    }

    /// Nothing is shown that a power cut may still take away: a witness that had seen it would take this journal for an
    /// old copy afterwards. A checkpoint syncs the write-ahead log before anything else.
    private func settle(_ db: Database) throws(JournalError) {
        guard commitsInLog > 0 else { return }
        try requireWhole()
        do {
            _ = try db.checkpoint(.passive)
            emptiedLog()
        } catch {
            throw broke(error)
        }
    }

    /// The text that a payment's receipt carries behind the `#` of its address; nil before the payment was queued.
    package func evidence(of payment: PaymentID) async throws(JournalError) -> String? {
        try await onQueue { [self] db throws(JournalError) in try evidence(of: payment, db) }
    }

    /// The same in the caller's thread, which waits for the disk.
    package func evidenceHere(of payment: PaymentID) throws(JournalError) -> String? {
        try here { [self] db throws(JournalError) in try evidence(of: payment, db) }
    }

    private func evidence(of payment: PaymentID, _ db: Database) throws(JournalError) -> String? {
        do {
            let (head, text) = try checkpoint()
            let found = try Row.fetchOne(
                db, sql: "SELECT * FROM entry WHERE payment = ? AND kind = 'paymentQueued' ORDER BY sequence LIMIT 1",
                arguments: [payment.text])
            guard let found else { return nil }
            let row = try JournalRow(found, number: found["sequence"])
            let inclusion = try InclusionProof(index: row.entry.sequence - 1, size: head.sequence) {
                try JournalTree.node($0, db)
            }
            let signed = try SignedCheckpoint(opening: text, origin: key.name, keys: [verifierKey])
            let proof = try ReceiptProof(leaf: row.hash, inclusion: inclusion, in: signed, by: verifierKey)
            return try ReceiptEvidence(leaf: row.leaf, proof: proof).text
        } catch let error as EvidenceError {
            throw JournalRow.damaged(error.message, cause: error)
        } catch {
            throw Journal.readFailed(error)
        }
    }

    /// Checks entries after number `sequence`, at most `count`, against their leaves, and these against the nodes above
    /// them. Answers where to go on; nil at the end. The kiosk works through its journal with this while it is idle.
    package func scrub(after sequence: Int64, count: Int) async throws(JournalError) -> Int64? {
        try await onQueue { db throws(JournalError) in
            do {
                return try JournalAudit.check(after: sequence, count: count, db)
            } catch {
                throw Journal.readFailed(error)
            }
        }
    }
}
