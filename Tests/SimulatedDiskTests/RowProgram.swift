import GRDB
import SimulatedDisk

/// The smallest program that keeps what matters: rows 1, 2, 3, … of a table, each durable when `append` returns.
struct RowProgram {
    static let path = "/var/lib/rows.sqlite"
    /// Few enough that checkpoints, and a WAL that begins anew, happen within one test. In pages.
    static let checkpointPages = 8

    let queue: DatabaseQueue

    init(on disk: SimulatedDisk, synchronous: String = "FULL", path: String = RowProgram.path) throws {
        queue = try DatabaseQueue(path: try disk.mounted().databasePath(path))
        try queue.inDatabase { db in
            _ = try String.fetchOne(db, sql: "PRAGMA journal_mode = WAL")
            try db.execute(sql: "PRAGMA synchronous = \(synchronous)")
            try db.execute(sql: "PRAGMA wal_autocheckpoint = \(RowProgram.checkpointPages)")
            try db.execute(
                sql: "CREATE TABLE IF NOT EXISTS row (number INTEGER PRIMARY KEY, content TEXT NOT NULL) STRICT")
        }
    }

    func append(_ number: Int) throws {
        try queue.inDatabase { db in
            try db.inTransaction(.immediate) {
                let insert = try db.cachedStatement(sql: "INSERT INTO row (number, content) VALUES (?, ?)")
                try insert.execute(arguments: [number, RowProgram.content(number)])
                return .commit
            }
        }
    }

    /// The numbers of the rows, or nil when a row or the file is not as it was written.
    func rows() throws -> [Int]? {
        try queue.inDatabase { db in
            guard try String.fetchAll(db, sql: "PRAGMA integrity_check") == ["ok"] else { return nil }
            let rows = try Row.fetchAll(db, sql: "SELECT number, content FROM row ORDER BY number")
            guard rows.allSatisfy({ $0["content"] as String == RowProgram.content($0["number"]) }) else { return nil }
            return rows.map { $0["number"] }
        }
    }

    func lastRow() throws -> Int {
        try queue.inDatabase { db in try Int.fetchOne(db, sql: "SELECT MAX(number) FROM row") ?? 0 }
    }

    /// Appends until there are `count` rows or the disk fails, and says how far the disk said it got.
    static func run(upTo count: Int, on disk: SimulatedDisk, synchronous: String = "FULL") -> Int {
        var acknowledged = 0
        do {
            let program = try RowProgram(on: disk, synchronous: synchronous)
            acknowledged = try program.lastRow()
            while acknowledged < count {
                try program.append(acknowledged + 1)
                acknowledged += 1
            }
        } catch {
            return acknowledged
        }
        return acknowledged
    }

    static func content(_ number: Int) -> String { String(repeating: "row \(number) ", count: 20 + number % 90) }
}
