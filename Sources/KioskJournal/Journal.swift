import GRDB
package import KioskCore
package import KioskEvidence
import Synchronization

/// The kiosk's memory of money: an append-only table of facts, each on the disk before anybody acts on it.
///
/// It is evidence, too: each entry is a leaf of a Merkle tree, and each commit signs the tree's head with the kiosk's
/// key (`Journal+evidence`). A start folds what came after the last snapshot (`Journal+recovery`).
///
/// It runs on GRDB's own serial dispatch queue, so a slow disk holds up neither screens nor devices. Appends are
/// not cancelled with their task: half a decision is worse than a late one.
///
/// After one append failed, no other is tried. An `fsync` that failed may have thrown the data away and report
/// success the next time, so the only way on is a new process that reads what is there.
package final class Journal: Sendable {
    let queue: DatabaseQueue
    let path: String
    let place: any JournalPlace
    let key: SigningKey
    private let file: JournalFileIdentity
    private let boot: BootID
    private let state: Mutex<State>

    private struct State {
        var lock: (any AnyObject & Sendable)?
        var tree: CompactRange
        var head: JournalHead
        /// The newest signature and over how many entries it is.
        var signed: (checkpoint: String, size: Int64)
        /// The first commit of a run is signed.
        var commitsSinceSignature = JournalHeadRow.commitsPerSignature
        /// How many entries the newest snapshot holds, and how many payments.
        var snapshotSize: Int64
        var snapshotPayments = 0
        /// Commits since the write-ahead log was last brought into the database.
        var commits = 0
        var failure: JournalError?
    }

    /// Opens the journal of a kiosk or makes a new one, and blocks until its end is checked: for use at the start.
    ///
    /// - Parameter kiosk: the kiosk's number, which names its key and its journal.
    package init(
        path: String, in place: any JournalPlace = LocalPlace(), kiosk: KioskID, boot: BootID
    ) throws(JournalError) {
        let lock: any AnyObject & Sendable
        do {
            lock = try place.lock(path + ".lock")
        } catch let error as JournalError {
            throw error
        } catch {
            throw JournalError(.cannotOpen, "\(path).lock cannot be made: check the disk.", cause: error)
        }
        let queue = try JournalFile.openForWriting(path, in: place)
        file = try JournalFileIdentity(path, in: place)
        let opening = try JournalFile.explaining(path) {
            try queue.inDatabase { try JournalOpening(path, in: place, kiosk: kiosk.text, $0) }
        }
        self.queue = queue
        self.path = path
        self.place = place
        self.boot = boot
        key = opening.key
        state = Mutex(
            State(
                lock: lock, tree: opening.tree, head: opening.head, signed: (opening.signed, -1),
                snapshotSize: opening.snapshotSize))
    }

    /// Ends it: what is under way is finished, nothing more is written, and the next process may open it.
    package func close() {
        try? queue.close()
        state.withLock { $0.lock = nil }
    }

    /// Where the journal ends now.
    package var head: JournalHead { state.withLock { $0.head } }

    /// The head with the kiosk's signature: a signed note (C2SP tlog-checkpoint). It is made when it is asked for.
    package func checkpoint() throws(EvidenceError) -> (head: JournalHead, text: String) {
        let (head, signed) = state.withLock { ($0.head, $0.signed) }
        if signed.size == head.sequence { return (head, signed.checkpoint) }
        let text = try head.signed(by: key).text
        state.withLock { if $0.signed.size < head.sequence { $0.signed = (text, head.sequence) } }
        return (head, text)
    }

    /// Checks this journal's signatures, for whoever has it.
    package var verifierKey: VerifierKey { key.verifierKey }

    /// Writes the facts as entries, all or none; they are durable when this returns.
    ///
    /// Facts that may wait for the disk (`JournalFact.mayWaitForTheDisk`), and nothing else beside them, are durable
    /// with the next that may not.
    @discardableResult
    package func append(_ facts: [JournalFact], at now: KioskInstant) async throws(JournalError) -> [JournalEntry] {
        guard !facts.isEmpty else { return [] }
        return try await onQueue { [self] db throws(JournalError) in try write(facts, at: now, db) }
    }

    /// The same in the caller's thread, which waits for the disk.
    @discardableResult
    package func appendHere(_ facts: [JournalFact], at now: KioskInstant) throws(JournalError) -> [JournalEntry] {
        guard !facts.isEmpty else { return [] }
        return try here { [self] db throws(JournalError) in try write(facts, at: now, db) }
    }

    /// All entries in order. For tests and tools; the daemon folds instead.
    package func entries() async throws(JournalError) -> [JournalEntry] {
        try await onQueue { db throws(JournalError) in try Journal.all(db) }
    }

    private func write(
        _ facts: [JournalFact], at now: KioskInstant, _ db: Database
    ) throws(JournalError) -> [JournalEntry] {
        try requireWhole()
        do {
            try file.requireUnchanged()
            let mayWait = facts.allSatisfy(\.mayWaitForTheDisk)
            if mayWait { try JournalFile.setWaiting(db, false) }
            let (entries, tree, head) = try insert(facts, at: now, db)
            if mayWait { try JournalFile.setWaiting(db, true) }
            state.withLock {
                $0.tree = tree
                $0.head = head
                $0.commits += 1
            }
            // A mark must not know of what a power cut may still take away.
            if !mayWait { JournalMark.write(head, path, kiosk: key.name, in: place) }
            return entries
        } catch {
            throw broke(error)
        }
    }

    func requireWhole() throws(JournalError) {
        guard let failure = state.withLock({ $0.failure }) else { return }
        throw JournalError(
            .broken, "An earlier write to the journal failed, so no other is tried: restart.", cause: failure)
    }

    /// Remembers that a write failed: nothing is written any more. A full disk alone is not remembered: SQLite has
    /// rolled the transaction back, nothing of it was written, and whoever can make room may try once more.
    func broke(_ error: any Error) -> JournalError {
        let code = (error as? DatabaseError)?.extendedResultCode
        let failure = JournalError(
            .appendFailed, "The journal cannot be written, so no money is taken: check the disk, then restart.",
            cause: error, sqliteCode: code?.rawValue)
        if code?.primaryResultCode != .SQLITE_FULL { state.withLock { $0.failure = failure } }
        return failure
    }

    private func insert(
        _ facts: [JournalFact], at now: KioskInstant, _ db: Database
    ) throws -> ([JournalEntry], CompactRange, JournalHead) {
        var (tree, head) = state.withLock { ($0.tree, $0.head) }
        var entries: [JournalEntry] = []
        var signed: String?
        try db.inTransaction(.immediate) {
            for fact in facts {
                let entry = JournalEntry(sequence: tree.size + 1, boot: boot, at: now, fact: fact)
                let row = try JournalRow(entry)
                try row.insert(db)
                try JournalTree.append(row, to: &tree, db)
                entries.append(entry)
            }
            head = JournalHead(tree)
            if isSignatureDue(facts) { signed = try head.signed(by: key).text }
            try JournalHeadRow.update(head, signed: signed, db)
            return .commit
        }
        state.withLock {
            guard let signed else {
                $0.commitsSinceSignature += 1
                return
            }
            $0.signed = (signed, tree.size)
            $0.commitsSinceSignature = 0
        }
        return (entries, tree, head)
    }

    /// A payment that goes to the queue is what a receipt and the hub rest on.
    private func isSignatureDue(_ facts: [JournalFact]) -> Bool {
        let isQueueing = facts.contains { if case .paymentQueued = $0 { true } else { false } }
        return isQueueing || state.withLock { $0.commitsSinceSignature } >= JournalHeadRow.commitsPerSignature
    }

    /// Entries since the newest snapshot, and the payments it holds.
    var sinceSnapshot: (entries: Int64, payments: Int) {
        state.withLock { ($0.head.sequence - $0.snapshotSize, $0.snapshotPayments) }
    }

    var commitsInLog: Int { state.withLock { $0.commits } }
    func emptiedLog() { state.withLock { $0.commits = 0 } }

    func kept(_ snapshot: Ledger, size: Int64) {
        state.withLock {
            $0.snapshotSize = size
            $0.snapshotPayments = snapshot.payments.count
        }
    }

    func onQueue<Value: Sendable>(
        _ work: @escaping @Sendable (Database) throws(JournalError) -> Value
    ) async throws(JournalError) -> Value {
        typealias Answer = CheckedContinuation<Result<Value, JournalError>, Never>
        let result = await withCheckedContinuation { (continuation: Answer) in
            queue.asyncWriteWithoutTransaction { db in
                continuation.resume(returning: Result { () throws(JournalError) in try work(db) })
            }
        }
        return try result.get()
    }

    func here<Value>(_ work: (Database) throws(JournalError) -> Value) throws(JournalError) -> Value {
        do {
            return try queue.writeWithoutTransaction(work)
        } catch {
            throw Journal.readFailed(error)
        }
    }

    static func all(_ db: Database) throws(JournalError) -> [JournalEntry] {
        do {
            var entries: [JournalEntry] = []
            try JournalRow.forEach(db) { entries.append($0.entry) }
            return entries
        } catch {
            throw readFailed(error)
        }
    }

    static func readFailed(_ error: any Error) -> JournalError {
        if let error = error as? JournalError { return error }
        if let error = error as? DatabaseError, error.resultCode == .SQLITE_CORRUPT {
            return JournalRow.damaged(error.message ?? "SQLite finds it malformed", cause: error)
        }
        return JournalError(
            .readFailed, "The journal cannot be read: check the disk, then restart.", cause: error,
            sqliteCode: (error as? DatabaseError)?.extendedResultCode.rawValue)
    }
}
