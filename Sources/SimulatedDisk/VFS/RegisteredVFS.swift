import CSQLite
import Glibc

/// A `sqlite3_vfs` that SQLite knows by its name until this object goes or hides it. C functions without context, one
/// a method, find their mount by `pAppData`.
final class RegisteredVFS {
    // Both are freed in `deinit`, and SQLite reads them on whichever thread the machine is driven from.
    private let vfs: UnsafeMutablePointer<sqlite3_vfs>
    private let name: UnsafeMutablePointer<CChar>

    init(name text: String, of mount: DiskMount) throws(DiskError) {
        guard sqlite3_compileoption_used("USE_URI") != 0 else {
            throw DiskError(
                .cannotOpen, "This SQLite was built without SQLITE_USE_URI, so no path names a VFS: use one with it.")
        }
        guard let name = strdup(text) else {
            throw DiskError(.noMemory, "\(text): \(DiskFailure.noMemory.words).")
        }
        self.name = name
        vfs = .allocate(capacity: 1)
        vfs.initialize(to: sqlite3_vfs())
        vfs.pointee.iVersion = 2
        vfs.pointee.szOsFile = Int32(FileSlot.size)
        vfs.pointee.mxPathname = Int32(SimulatedDisk.longestPath)
        vfs.pointee.zName = UnsafePointer(name)
        vfs.pointee.pAppData = Unmanaged.passUnretained(mount).toOpaque()
        RegisteredVFS.fill(&vfs.pointee)
        let result = sqlite3_vfs_register(vfs, 0)
        guard result == SQLITE_OK else {
            throw DiskError(.noMemory, "SQLite does not take a VFS: it answers \(result).")
        }
    }

    /// No connection can be opened from here on; those that are go on.
    func hide() { sqlite3_vfs_unregister(vfs) }

    deinit {
        sqlite3_vfs_unregister(vfs)
        vfs.deinitialize(count: 1)
        vfs.deallocate()
        free(name)
    }

    private static func mount(_ vfs: UnsafeMutablePointer<sqlite3_vfs>?) -> DiskMount? {
        guard let context = vfs?.pointee.pAppData else { return nil }
        // The mount owns the VFS, so it is there as long as SQLite can ask.
        return Unmanaged<DiskMount>.fromOpaque(context).takeUnretainedValue()
    }

    private static func fill(_ vfs: inout sqlite3_vfs) {
        vfs.xOpen = { vfs, name, file, flags, outFlags in
            guard let mount = RegisteredVFS.mount(vfs), let file else { return SQLITE_MISUSE }
            FileSlot.clear(file)
            let path = name.map { String(cString: $0) }
            return DiskFailure.code { () throws(DiskFailure) in
                let opened = try mount.open(path, flags: flags)
                FileSlot.fill(file, with: opened.file)
                outFlags?.pointee = opened.flags
            }
        }
        vfs.xDelete = { vfs, name, syncFolder in
            guard let mount = RegisteredVFS.mount(vfs), let name else { return SQLITE_MISUSE }
            return DiskFailure.code { () throws(DiskFailure) in
                try mount.delete(String(cString: name), thenSyncFolder: syncFolder != 0)
            }
        }
        vfs.xAccess = { vfs, name, flags, answer in
            guard let mount = RegisteredVFS.mount(vfs), let name, let answer else { return SQLITE_MISUSE }
            guard let isSo = mount.access(String(cString: name), flags: flags) else {
                return DiskFailure.dead.sqliteCode
            }
            answer.pointee = isSo ? 1 : 0
            return SQLITE_OK
        }
        vfs.xFullPathname = { _, name, room, target in
            guard let name, let target, strlen(name) < Int(room) else { return SQLITE_CANTOPEN }
            strcpy(target, name)
            return SQLITE_OK
        }
        vfs.xRandomness = { vfs, count, target in
            guard let mount = RegisteredVFS.mount(vfs), let target, count > 0 else { return 0 }
            for index in 0..<Int(count) { target[index] = CChar(bitPattern: mount.randomByte()) }
            return count
        }
        // Nothing is waited for: whoever sleeps here waits for a lock that nobody can give back meanwhile.
        vfs.xSleep = { _, microseconds in microseconds }
        vfs.xCurrentTimeInt64 = { vfs, answer in
            guard let mount = RegisteredVFS.mount(vfs), let answer else { return SQLITE_MISUSE }
            answer.pointee = mount.julianMilliseconds
            return SQLITE_OK
        }
        vfs.xCurrentTime = { vfs, answer in
            guard let mount = RegisteredVFS.mount(vfs), let answer else { return SQLITE_MISUSE }
            answer.pointee = Double(mount.julianMilliseconds) / 86_400_000
            return SQLITE_OK
        }
        vfs.xGetLastError = { _, _, _ in 0 }
    }
}
