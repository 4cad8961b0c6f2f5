import CSQLite

/// What SQLite asks of its VFS about names; `RegisteredVFS` translates to and from C.
extension DiskMount {
    /// With the flags that SQLite is told it got.
    func open(_ path: String?, flags: Int32) throws(DiskFailure) -> (file: OpenFile, flags: Int32) {
        guard disk.isServing(self) else { throw .dead }
        guard let path else {
            let file = DiskFile(number: 0)
            return (OpenFile(file, path: nil, isNew: true, flags: flags, mount: self), flags)
        }
        try disk.admit(.open, by: self)
        if let file = disk.names.files[path] {
            if flags & SQLITE_OPEN_EXCLUSIVE != 0, flags & SQLITE_OPEN_CREATE != 0 { throw .cannotOpen }
            // As the Unix VFS does where open(2) says EROFS: once more, for reading.
            let granted =
                disk.isReadOnly
                ? flags & ~(SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE) | SQLITE_OPEN_READONLY : flags
            return (OpenFile(file, path: path, isNew: false, flags: flags, mount: self), granted)
        }
        guard flags & SQLITE_OPEN_CREATE != 0, !disk.isReadOnly else { throw .cannotOpen }
        let file = try disk.create(path, by: self)
        return (OpenFile(file, path: path, isNew: true, flags: flags, mount: self), flags)
    }

    func delete(_ path: String, thenSyncFolder: Bool) throws(DiskFailure) {
        try disk.delete(path, by: self)
        if thenSyncFolder { try disk.syncFolder(of: path, by: self) }
    }

    /// Nil when the machine is dead. An empty file does not exist, as in `unixAccess`.
    func access(_ path: String, flags: Int32) -> Bool? {
        guard disk.isServing(self) else { return nil }
        guard let file = disk.names.files[path] else { return false }
        return flags == SQLITE_ACCESS_EXISTS ? !file.bytes.isEmpty : !disk.isReadOnly
    }

    /// Milliseconds since noon of November 24, 4714 BC in the Gregorian calendar, from which SQLite counts.
    var julianMilliseconds: Int64 { disk.wallMilliseconds &+ 210_866_760_000_000 }
}
