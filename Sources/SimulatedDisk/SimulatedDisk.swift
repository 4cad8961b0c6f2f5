/// The disk of one simulated machine, in memory: a SQLite VFS and a few file calls, without clock, thread or real I/O.
///
/// A machine reaches it through a `DiskMount`, of which each start of the machine gets its own. What a program writes
/// lies in a page cache until a sync. `powerCut` then decides, from a seed, about each operation that no sync had
/// made durable: kept, lost, done out of order, or torn between sectors.
///
/// ## What a sync promises
///
/// As little as POSIX and fsync(2) promise, which is less than ext4 gives:
/// - fsync of a file: its bytes and its size, all that were written before. Nothing of any other file, and not the
///   file's name.
/// - fsync of a folder: the names in it, made, deleted and renamed. Not what is in the files.
/// - a rename is one step: after a power cut the name leads to the old file or to the new one.
/// - bytes outside a write are safe from it, as SQLite assumes ("powersafe overwrite", sqlite.org/psow.html), unless
///   `powerCut(garbage:)` is asked for, and then within the write only.
///
/// ext4 (data=ordered) makes changes of names durable in the order in which they were made, and an fsync of a new file
/// takes its name along, because both are in the journal that is committed. A program that relies on that works until
/// the file system is another, so this disk does not do it. Neither does it write data back before a name that is
/// renamed over another (ext4's `auto_da_alloc`).
///
/// SQLite's Unix VFS calls fsync on the folder after the first sync of a new WAL or rollback journal, and this one
/// does the same (os_unix.c, `unixSync`); for a database file it leaves that to the program.
///
/// ## Limits
///
/// One thread at a time: a machine is driven from one. Several disks may live on several threads. Folders are not
/// modelled: each exists. Locks and the WAL index are those of one operating system, so several connections of one
/// machine work as they do on Linux; there is no memory mapping (`PRAGMA mmap_size` stays 0).
package final class SimulatedDisk {
    /// What the medium writes whole or not at all, in bytes.
    package static let sectorSize = 512
    /// The longest path, in bytes with its closing zero.
    static let longestPath = 512
    /// When more than this waits for a sync in one file, in bytes, the operating system writes it back by itself.
    package static let mostUnsyncedBytes = 64 << 20
    /// The same for operations, on one file or on names.
    package static let mostUnsyncedOperations = 1 << 14

    /// What the machine is called; the name of its VFS begins with it.
    package let name: String
    /// How many bytes fit on it; a write beyond is cut short and fails with `full`. May be changed at any time.
    package var capacity: Int
    /// Whether the file system has gone read-only, as ext4 does after an error of the medium.
    package var isReadOnly = false
    /// What SQLite takes for the time, in milliseconds since 1970: `datetime('now')` shows it.
    package var wallMilliseconds: Int64 = 0

    /// The calls that came through so far.
    package internal(set) var counts = DiskCallCounts()
    /// Whether a scheduled death came. `powerCut`, `kill` and `shutDown` end it.
    package private(set) var isDead = false

    var names: DiskNames
    var past = DiskHistory()
    var schedule = DiskSchedule()
    private var lastFileNumber: UInt64 = 0
    private var mount: DiskMount?

    /// An empty disk.
    package convenience init(name: String, capacity: Int = 1 << 30) {
        self.init(name: name, image: DiskImage(), capacity: capacity)
    }

    /// A disk that holds what another one held.
    package init(name: String, image: DiskImage, capacity: Int = 1 << 30) {
        self.name = name
        self.capacity = capacity
        names = DiskNames()
        hold(image)
    }

    /// A copy that goes its own way, with what is unsynced and with the counts, but with no program on it: many ends
    /// of the same moment can be tried.
    package init(copying other: SimulatedDisk, name: String) {
        self.name = name
        capacity = other.capacity
        isReadOnly = other.isReadOnly
        wallMilliseconds = other.wallMilliseconds
        counts = other.counts
        past = other.past
        lastFileNumber = other.lastFileNumber
        names = other.names.copied()
    }

    /// A running sum over all that was done to the disk: equal for equal runs, bit for bit.
    package var history: UInt64 { past.value }

    /// The durable bytes.
    package var image: DiskImage { DiskImage(files: names.durable.mapValues(\.durable)) }

    /// How many operations, on files that have a name and on names, wait for a sync.
    package var unsyncedOperations: Int {
        names.unsyncedChanges + names.files.values.reduce(0) { $0 + $1.unsyncedOperations }
    }

    /// The disk as the programs of this start of the machine see it.
    package func mounted() throws(DiskError) -> DiskMount {
        if let mount { return mount }
        let new = try DiskMount(self)
        past.add(.boot)
        mount = new
        return new
    }

    func isServing(_ other: DiskMount) -> Bool { mount === other && !isDead }

    func die() {
        past.add(.death)
        isDead = true
    }

    func nextFileNumber() -> UInt64 {
        lastFileNumber += 1
        return lastFileNumber
    }

    /// Puts an image onto the disk in place of all it holds. For a machine that is off.
    package func restore(_ image: DiskImage) {
        endPrograms()
        hold(image)
    }

    private func hold(_ image: DiskImage) {
        var files: [String: DiskFile] = [:]
        for (path, bytes) in image.files.sorted(by: { $0.key < $1.key }) {
            files[path] = DiskFile(number: nextFileNumber(), bytes: bytes)
            past.add(path)
            bytes.withUnsafeBytes { past.add($0) }
        }
        names = DiskNames(files)
    }

    /// What was opened so far is dead from here on, and the next `mounted()` is a new start.
    func endPrograms() {
        mount?.end()
        mount = nil
        isDead = false
        schedule.removeDeaths()
    }
}
