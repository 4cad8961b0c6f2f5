import CSQLite
import Synchronization

/// One `sqlite3_file`: a connection's hold on a file, its locks and its view of the WAL index.
///
/// It is never closed by a death: SQLite's connection still has it, is refused whatever it asks, and closes it when
/// the program lets go of the connection.
final class OpenFile {
    private let disk: SimulatedDisk
    private let mount: DiskMount
    private let file: DiskFile
    private let path: String?
    private let nature: DiskHistory.Nature
    private let shared: SharedFile
    private var needsFolderSync: Bool
    private var lockLevel = SQLITE_LOCK_NONE
    private var holdings = WALIndex.Holdings()

    /// A file without path is SQLite's own for the moment. It lies in memory, so no fault meets it and it counts for
    /// nothing.
    init(_ file: DiskFile, path: String?, isNew: Bool, flags: Int32, mount: DiskMount) {
        disk = mount.disk
        self.mount = mount
        self.file = file
        self.path = path
        nature =
            flags & SQLITE_OPEN_WAL != 0 ? .wal : flags & SQLITE_OPEN_MAIN_JOURNAL != 0 ? .rollbackJournal : .plain
        needsFolderSync = isNew && flags & (SQLITE_OPEN_WAL | SQLITE_OPEN_MAIN_JOURNAL | SQLITE_OPEN_SUPER_JOURNAL) != 0
        shared = path == nil ? SharedFile() : mount.sharing(file)
        shared.users += 1
    }

    private var me: ObjectIdentifier { ObjectIdentifier(self) }
    private var isDead: Bool { !disk.isServing(mount) }

    func close() {
        leaveIndex()
        shared.unlock(me, from: lockLevel, to: SQLITE_LOCK_NONE)
        lockLevel = SQLITE_LOCK_NONE
        shared.users -= 1
        if shared.users == 0, path != nil { mount.stopSharing(file) }
    }

    func read(into target: UnsafeMutableRawBufferPointer, at offset: Int) -> Int32 {
        DiskFailure.code { () throws(DiskFailure) in
            if path != nil { try disk.admit(.read, by: mount) }
            if file.read(into: target, at: offset) < target.count { throw .shortRead }
        }
    }

    func write(_ source: UnsafeRawBufferPointer, at offset: Int) -> Int32 {
        DiskFailure.code { () throws(DiskFailure) in
            guard path == nil else {
                return try disk.write(source, at: offset, of: file, nature: nature, by: mount)
            }
            file.write(source, at: offset)
            file.loseUnsynced()
        }
    }

    func truncate(to size: Int) -> Int32 {
        DiskFailure.code { () throws(DiskFailure) in
            guard path == nil else { return try disk.truncate(file, to: size, by: mount) }
            file.truncate(to: size)
            file.loseUnsynced()
        }
    }

    func sync() -> Int32 {
        guard let path else { return SQLITE_OK }
        return DiskFailure.code { () throws(DiskFailure) in
            try disk.sync(file, by: mount)
            guard needsFolderSync else { return }
            needsFolderSync = false
            do throws(DiskFailure) {
                try disk.syncFolder(of: path, by: mount)
            } catch {
                // As in `unixSync`: done once, and what comes of it is not looked at, unless the machine died of it.
                if error == .dead { throw error }
            }
        }
    }

    var size: Int? { path != nil && isDead ? nil : file.bytes.count }

    func lock(to wanted: Int32) -> Int32 {
        guard !isDead else { return DiskFailure.dead.sqliteCode }
        lockLevel = shared.lock(me, from: lockLevel, to: wanted)
        return lockLevel >= wanted ? SQLITE_OK : SQLITE_BUSY
    }

    func unlock(to wanted: Int32) -> Int32 {
        shared.unlock(me, from: lockLevel, to: wanted)
        lockLevel = min(lockLevel, wanted)
        return SQLITE_OK
    }

    var isReserved: Bool? { isDead ? nil : shared.isReserved }

    /// Whether the name leads to another file by now, or to none.
    var hasMoved: Bool { path.map { disk.names.files[$0] !== file } ?? false }

    func region(_ number: Int, size: Int, extend: Bool) -> (Int32, UnsafeMutableRawPointer?) {
        guard !isDead else { return (DiskFailure.dead.sqliteCode, nil) }
        let region = shared.index.region(number, size: size, extend: extend)
        return (region == nil && extend ? DiskFailure.noMemory.sqliteCode : SQLITE_OK, region)
    }

    func lockIndex(_ range: Range<Int>, flags: Int32) -> Int32 {
        if flags & SQLITE_SHM_UNLOCK != 0 {
            shared.index.unlock(range, by: &holdings)
            return SQLITE_OK
        }
        guard !isDead else { return DiskFailure.dead.sqliteCode }
        let isExclusive = flags & SQLITE_SHM_EXCLUSIVE != 0
        return shared.index.lock(range, exclusively: isExclusive, by: &holdings) ? SQLITE_OK : SQLITE_BUSY
    }

    func leaveIndex() { shared.index.unlock(0..<WALIndex.locks, by: &holdings) }
}
