import Foundation
import GRDB
import KioskAPI
package import KioskCore

/// The hub's books: accounts, bills, payments, credit notes and every movement of money, with the rules by which
/// they change. One instance a database.
///
/// Calls block on SQLite and must not be made on Swift's cooperative threads; a call is one database
/// transaction, durable when it returns. The time is always passed in and numbers come from sequences in the
/// database, so the same calls give the same books, in a simulation as in the data centre.
package final class HubLedger: Sendable {
    /// How long after preparing the hub holds a payment for its money.
    package static let preparationLifetime: Duration = .seconds(600)
    /// How long after `preparationLifetime` money may still have been taken: the last note was on its way.
    package static let confirmationGrace: Duration = .seconds(120)
    /// How long an inquiry can be prepared on.
    package static let inquiryLifetime: Duration = .seconds(900)
    /// Ids are kept for 13 months at least: 400 days is longer than any 13 months.
    package static let idRetention: Duration = .seconds(400 * 86_400)
    /// Business days are those of Shanghai, which has no summer time.
    package static let businessOffsetMinutes = 8 * 60

    /// How long one process waits for another to end its transaction, in seconds.
    static let longestTurn = 10.0

    let database: any DatabaseWriter
    let adapters: [BillerID: any BillerAdapter]

    /// Opens or creates the books at `path`, or in memory when it is nil, and brings their schema up to date.
    package init(path: String?, adapters: [any BillerAdapter]) throws {
        var configuration = Configuration()
        configuration.foreignKeysEnabled = true
        // `hubd import-bills` and the like open the books beside the running server, and take turns with it.
        configuration.busyMode = .timeout(HubLedger.longestTurn)
        if let path {
            database = try DatabasePool(path: path, configuration: configuration)
        } else {
            database = try DatabaseQueue(configuration: configuration)
        }
        self.adapters = Dictionary(uniqueKeysWithValues: adapters.map { ($0.biller.id, $0) })
        try prepareBooks(inMemory: path == nil)
    }

    /// Opens or creates the books on one connection, at a path or an SQLite URI as `file:/hub?vfs=disk`.
    ///
    /// A simulation in one thread has its hub on a disk of its own so. The settings are those of the pool, which
    /// alone sets the journal's mode by itself.
    package init(queueAt path: String, adapters: [any BillerAdapter]) throws {
        database = try HubLedger.queue(at: path)
        self.adapters = Dictionary(uniqueKeysWithValues: adapters.map { ($0.biller.id, $0) })
        try prepareBooks(inMemory: false)
    }

    /// A copy of the books in memory, which goes its own way. A simulation seeds one hub and starts each of its
    /// thousands of worlds from a copy.
    package func copy() throws -> HubLedger {
        let copy = try HubLedger(path: nil, adapters: [])
        try database.backup(to: copy.database)
        return HubLedger(database: copy.database, adapters: adapters)
    }

    /// The same on one connection at a path or an SQLite URI, where nothing must be yet.
    package func copy(queueAt path: String) throws -> HubLedger {
        let copy = HubLedger(database: try HubLedger.queue(at: path), adapters: adapters)
        try database.backup(to: copy.database)
        // The copy came with the settings of the file it was copied from.
        try copy.database.writeWithoutTransaction { try HubLedger.makeDurable($0) }
        try copy.requireDurability(inMemory: false)
        return copy
    }

    private static func queue(at path: String) throws -> DatabaseQueue {
        var configuration = Configuration()
        configuration.foreignKeysEnabled = true
        configuration.busyMode = .timeout(longestTurn)
        let queue = try DatabaseQueue(path: path, configuration: configuration)
        try queue.writeWithoutTransaction { try makeDurable($0) }
        return queue
    }

    private static func makeDurable(_ database: Database) throws {
        try database.execute(sql: "PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL")
    }

    private func prepareBooks(inMemory: Bool) throws {
        // A pool sets NORMAL when it opens, under which the last commits before a power cut may be lost. It has one
        // writer, so to set it once here is enough; `requireDurability` asks for it again.
        try database.writeWithoutTransaction {
            try $0.execute(sql: "PRAGMA synchronous = FULL; PRAGMA wal_autocheckpoint = \(HubLedger.longestLogInPages)")
        }
        try claimFile()
        try HubLedger.migrator.migrate(database)
        try requireDurability(inMemory: inMemory)
        try writeCatalogue()
        // What a process that was killed left in the page cache alone is made durable before anything is built on it.
        if !inMemory { try database.writeWithoutTransaction { _ = try $0.checkpoint(.passive) } }
    }

    /// 32 MB. After an outage kiosks bring their queues all at once; a log that is brought into the database seldom
    /// writes a page there once for many payments.
    private static let longestLogInPages = 8_192

    private init(database: any DatabaseWriter, adapters: [BillerID: any BillerAdapter]) {
        self.database = database
        self.adapters = adapters
    }

    /// The day of Shanghai on which `now` falls.
    package static func businessDate(_ now: WallTime) -> CalendarDate {
        CalendarDate(now, offsetMinutes: businessOffsetMinutes)
    }

    /// What SQLite's header calls a hub's books: "PCHB".
    static let applicationID: Int32 = 0x5043_4842

    /// Makes sure that the file is a hub's, or empty, before a table is made in it.
    private func claimFile() throws {
        try database.writeWithoutTransaction { database in
            let application = try Int32.fetchOne(database, sql: "PRAGMA application_id") ?? 0
            guard application != HubLedger.applicationID else { return }
            let isEmpty = try Int.fetchOne(database, sql: "SELECT COUNT(*) FROM sqlite_master") == 0
            // Books may have been made before they were marked: then our own migrations are in them.
            let applied = try HubLedger.migrator.appliedIdentifiers(database)
            let isUnmarked = !applied.isEmpty && applied.isSubset(of: HubLedger.migrator.migrations)
            guard application == 0, isEmpty || isUnmarked else {
                throw HubLedgerError(
                    code: .otherDatabase,
                    message: "The file is another program's database, not a hub's books: check the path.")
            }
            try database.execute(sql: "PRAGMA application_id = \(HubLedger.applicationID)")
        }
    }

    /// The settings that make a committed payment survive a power cut; without them the hub does not start.
    private func requireDurability(inMemory: Bool) throws {
        try database.writeWithoutTransaction { database in
            let journalMode = try String.fetchOne(database, sql: "PRAGMA journal_mode") ?? ""
            let synchronous = try Int.fetchOne(database, sql: "PRAGMA synchronous") ?? -1
            let foreignKeys = try Bool.fetchOne(database, sql: "PRAGMA foreign_keys") ?? false
            guard inMemory || journalMode == "wal", synchronous == 2, foreignKeys else {
                throw HubLedgerError(
                    code: .notDurable,
                    message: "SQLite runs with journal_mode=\(journalMode), synchronous=\(synchronous), "
                        + "foreign_keys=\(foreignKeys); wal, 2 and true are needed. Put the database on a local disk.")
            }
        }
    }

    func adapter(_ biller: BillerID) throws -> any BillerAdapter {
        guard let adapter = adapters[biller] else {
            throw HubError(.billerUnknown, "There is no biller \(biller) in the catalogue; fetch it anew.")
        }
        return adapter
    }
}

/// What went wrong in the books or with a file, for an operator. What a kiosk is told is a `HubError`.
package struct HubLedgerError: Error, Hashable, Sendable, CustomStringConvertible {
    package enum Code: String, Sendable {
        case notDurable, otherDatabase, corrupt, billFileInvalid, dayNotOver, notABillFileBiller
    }

    package let code: Code
    /// What happened and what to do.
    package let message: String

    package init(code: Code, message: String) {
        self.code = code
        self.message = message
    }

    package var description: String { message }
}
