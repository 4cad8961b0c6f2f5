import CSQLite
import Synchronization

/// The disk as the programs of one start of a machine see it: its SQLite VFS, and file calls for what is not a
/// database. After a power cut or a kill it is dead for good: everything it is asked fails.
///
/// Paths are absolute. What `path` names is looked up at each call, as there are no descriptors to hold.
package final class DiskMount {
    /// The name under which SQLite has the VFS; no other start of any machine of the process has the same.
    package let vfsName: String

    // A connection holds the main database's open file, and that holds the disk: it cannot go first.
    unowned let disk: SimulatedDisk
    private var vfs: RegisteredVFS?
    private var shared: [UInt64: SharedFile] = [:]
    private var generator: SplitMix64

    private static let mounts = Atomic<UInt64>(0)

    init(_ disk: SimulatedDisk) throws(DiskError) {
        let number = DiskMount.mounts.wrappingAdd(1, ordering: .relaxed).newValue
        vfsName = "\(disk.name)-\(number)"
        self.disk = disk
        generator = SplitMix64(seed: disk.history)
        vfs = try RegisteredVFS(name: vfsName, of: self)
    }

    /// Still there for connections that are dead and not yet closed, but no new one finds it.
    func end() { vfs?.hide() }

    /// What to open as a database: a `file:` URI that names the VFS ("Uniform Resource Identifiers", sqlite.org/uri.html).
    /// GRDB passes its path on to SQLite as it is, so this goes wherever a path of a database goes.
    package func databasePath(_ path: String) -> String {
        "file:\(DiskMount.escaped(path))?vfs=\(DiskMount.escaped(vfsName))"
    }

    private static func escaped(_ text: String) -> String {
        var escaped = ""
        for byte in text.utf8 {
            let scalar = Unicode.Scalar(byte)
            if byte < 0x80, !"?#%&".unicodeScalars.contains(scalar) {
                escaped.unicodeScalars.append(scalar)
            } else {
                let digits = String(byte, radix: 16)
                escaped += "%" + (digits.count == 1 ? "0" : "") + digits
            }
        }
        return escaped
    }

    package func exists(_ path: String) -> Bool { disk.isServing(self) && disk.names.files[path] != nil }

    /// Which file the path names now, as an inode number would: another one after it was deleted or replaced.
    package func fileNumber(_ path: String) -> UInt64? {
        disk.isServing(self) ? disk.names.files[path]?.number : nil
    }

    /// Makes an empty file, unless there is one.
    package func create(_ path: String) throws(DiskError) {
        try explaining(path) { () throws(DiskFailure) in
            try disk.admit(.open, by: self)
            guard disk.names.files[path] == nil else { return }
            guard path.utf8.count < SimulatedDisk.longestPath else { throw .cannotOpen }
            _ = try disk.create(path, by: self)
        }
    }

    package func read(_ path: String) throws(DiskError) -> [UInt8] {
        try explaining(path) { () throws(DiskFailure) in
            try disk.admit(.read, by: self)
            return try file(path).bytes
        }
    }

    package func write(_ bytes: [UInt8], at offset: Int = 0, to path: String) throws(DiskError) {
        try explaining(path) { () throws(DiskFailure) in
            let file = try file(path)
            try bytes.withUnsafeBufferPointer { source throws(DiskFailure) in
                let source = UnsafeRawBufferPointer(source)
                try disk.write(source, at: offset, of: file, nature: .plain, by: self)
            }
        }
    }

    package func truncate(_ path: String, to size: Int) throws(DiskError) {
        try explaining(path) { () throws(DiskFailure) in
            guard size >= 0 else { throw .ioTruncate }
            try disk.truncate(file(path), to: size, by: self)
        }
    }

    package func sync(_ path: String) throws(DiskError) {
        try explaining(path) { () throws(DiskFailure) in try disk.sync(file(path), by: self) }
    }

    /// Makes the names in the folder of `path` durable.
    package func syncFolder(of path: String) throws(DiskError) {
        try explaining(path) { () throws(DiskFailure) in try disk.syncFolder(of: path, by: self) }
    }

    package func delete(_ path: String) throws(DiskError) {
        try explaining(path) { () throws(DiskFailure) in try disk.delete(path, by: self) }
    }

    /// One step, within one folder; replaces what has the new name.
    package func rename(_ old: String, to new: String) throws(DiskError) {
        guard DiskNames.folder(of: old) == DiskNames.folder(of: new) else {
            throw DiskError(.ioRename, "\(old) cannot become \(new): this disk renames within a folder only.")
        }
        try explaining(old) { () throws(DiskFailure) in try disk.rename(old, to: new, by: self) }
    }

    private func file(_ path: String) throws(DiskFailure) -> DiskFile {
        guard disk.isServing(self) else { throw .dead }
        guard let file = disk.names.files[path] else { throw .notFound }
        return file
    }

    private func explaining<Value>(
        _ path: String, _ work: () throws(DiskFailure) -> Value
    ) throws(DiskError) -> Value {
        do throws(DiskFailure) {
            return try work()
        } catch {
            throw DiskError(error, path: path)
        }
    }

    /// Locks and WAL index of a file, one for all who have it open in this start of the machine.
    func sharing(_ file: DiskFile) -> SharedFile {
        if let known = shared[file.number] { return known }
        let new = SharedFile()
        shared[file.number] = new
        return new
    }

    func stopSharing(_ file: DiskFile) {
        shared[file.number] = nil
    }

    func randomByte() -> UInt8 { UInt8(truncatingIfNeeded: generator.next()) }
}
