import GRDB
import GRDBSQLite

/// SQLite's write-ahead log as a file: it is laid out before anything is written there.
///
/// A sync of a file that became longer waits for the file system's own journal, too; a sync of one that was written over
/// waits for the data alone, which takes about half the time and wears the medium less. SQLite by itself lengthens its
/// log with each commit until the log is first brought into the database, and from there on writes over it. Here it
/// writes over zeros from the start. They are no frames to SQLite: a frame carries the log's salts, and a sum over all
/// that stands before it (sqlite.org/fileformat2.html, section 4.1).
enum JournalLog {
    private static let zeros = [UInt8](repeating: 0, count: 64 << 10)

    /// Makes the log's file `room` bytes long, if it is shorter, durably. It is empty of frames, or this changes nothing
    /// in those that it has.
    ///
    /// What does not succeed costs time alone: each commit then lengthens the file itself, or says why it cannot. A disk
    /// that is full keeps what it has left.
    static func layOut(_ room: Int, _ db: Database) {
        var log: UnsafeMutablePointer<sqlite3_file>?
        guard sqlite3_file_control(db.sqliteConnection, "main", SQLITE_FCNTL_JOURNAL_POINTER, &log) == SQLITE_OK,
            let log, let calls = log.pointee.pMethods?.pointee
        else { return }
        var before: sqlite3_int64 = 0
        guard calls.xFileSize(log, &before) == SQLITE_OK else { return }
        var length = before
        while length < room {
            let count = Int32(min(zeros.count, room - Int(length)))
            guard zeros.withUnsafeBytes({ calls.xWrite(log, $0.baseAddress, count, length) }) == SQLITE_OK else {
                _ = calls.xTruncate(log, before)
                return
            }
            length += Int64(count)
        }
        if length > before { _ = calls.xSync(log, SQLITE_SYNC_NORMAL) }
    }
}
