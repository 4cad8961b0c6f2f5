import GRDB
package import KioskCore
import Synchronization

/// The kiosk's memory of money: an append-only table of facts, each on the disk before anybody acts on it.
///
/// It runs on GRDB's own serial dispatch queue, so a slow disk holds up neither screens nor devices. Appends are
/// not cancelled with their task: half a decision is worse than a late one.
///
/// After one append failed, no other is tried. An `fsync` that failed may have thrown the data away and report
/// success the next time, so the only way on is a new process that reads what is there.
package final class Journal: Sendable {
    let queue: DatabaseQueue
    private let file: JournalFileIdentity
    private let lock: JournalLock
    private let boot: BootID
    private let state: Mutex<State>

    private struct State {
        var head: JournalHead
        var failure: JournalError?
    }

    /// Opens the journal at `path` or makes a new one, and blocks until it is checked: for use at the start.
    package init(path: String, boot: BootID) throws(JournalError) {
        lock = try JournalLock(journal: path)
        queue = try JournalFile.openForWriting(path)
        file = try JournalFileIdentity(path)
        self.boot = boot
        do {
            state = Mutex(State(head: try queue.inDatabase { db in try JournalHead(db) }))
        } catch {
            throw Journal.readFailed(error)
        }
    }

    /// Where the journal ends now.
    package var head: JournalHead { state.withLock { $0.head } }

    /// Writes the facts as entries, all or none; they are durable when this returns.
    @discardableResult
    package func append(_ facts: [JournalFact], at now: KioskInstant) async throws(JournalError) -> [JournalEntry] {
        guard !facts.isEmpty else { return [] }
        return try await onQueue { [self] db throws(JournalError) in
            if let failure = state.withLock({ $0.failure }) {
                throw JournalError(
                    .broken, "An earlier write to the journal failed, so no other is tried: restart.", cause: failure)
            }
            do {
                try file.requireUnchanged()
                let (entries, head) = try insert(facts, at: now, db)
                state.withLock { $0.head = head }
                return entries
            } catch {
                let failure = JournalError(
                    .appendFailed,
                    "The journal cannot be written, so no money is taken: check the disk, then restart.",
                    cause: error, sqliteCode: (error as? DatabaseError)?.extendedResultCode.rawValue)
                state.withLock { $0.failure = failure }
                throw failure
            }
        }
    }

    /// The fold of all entries, and how many there are.
    package func ledger() async throws(JournalError) -> Ledger {
        try await onQueue { db throws(JournalError) in try Journal.fold(db) }
    }

    /// All entries in order. For tests and tools; the daemon folds instead.
    package func entries() async throws(JournalError) -> [JournalEntry] {
        try await onQueue { db throws(JournalError) in try Journal.all(db) }
    }

    private func insert(
        _ facts: [JournalFact], at now: KioskInstant, _ db: Database
    ) throws -> ([JournalEntry], JournalHead) {
        var entries: [JournalEntry] = []
        var head = JournalHead.empty
        try db.inTransaction(.immediate) {
            head = try JournalHead(db)
            for fact in facts {
                let entry = JournalEntry(sequence: head.sequence + 1, boot: boot, at: now, fact: fact)
                let row = try JournalRow(entry, after: head.chain)
                try row.insert(db)
                entries.append(entry)
                head = JournalHead(sequence: entry.sequence, chain: row.chain)
            }
            return .commit
        }
        return (entries, head)
    }

    private func onQueue<Value: Sendable>(
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

    static func fold(_ db: Database) throws(JournalError) -> Ledger {
        do {
            var ledger = Ledger()
            _ = try JournalRow.forEach(db) { ledger.apply($0.fact, at: $0.at) }
            return ledger
        } catch {
            throw readFailed(error)
        }
    }

    static func all(_ db: Database) throws(JournalError) -> [JournalEntry] {
        do {
            var entries: [JournalEntry] = []
            _ = try JournalRow.forEach(db) { entries.append($0) }
            return entries
        } catch {
            throw readFailed(error)
        }
    }

    static func readFailed(_ error: any Error) -> JournalError {
        if let error = error as? JournalError { return error }
        return JournalError(
            .readFailed, "The journal cannot be read: check the disk, then restart.", cause: error,
            sqliteCode: (error as? DatabaseError)?.extendedResultCode.rawValue)
    }
}
