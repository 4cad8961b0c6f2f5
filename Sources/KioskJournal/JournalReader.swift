import GRDB
package import KioskCore

/// Reads a journal while `kioskd` writes it, or while nobody does. Changes nothing.
package struct JournalReader: Sendable {
    private let queue: DatabaseQueue

    package init(path: String) throws(JournalError) {
        queue = try JournalFile.openForReading(path)
    }

    /// All entries in order; every one is checked against the one before.
    package func entries() throws(JournalError) -> [JournalEntry] {
        try read { db in try Journal.all(db) }
    }

    package func ledger() throws(JournalError) -> Ledger {
        try read { db in try Journal.fold(db) }
    }

    package func head() throws(JournalError) -> JournalHead {
        try read { db in try JournalHead(db) }
    }

    private func read<Value>(_ work: (Database) throws -> Value) throws(JournalError) -> Value {
        do {
            return try queue.read(work)
        } catch {
            throw Journal.readFailed(error)
        }
    }
}
