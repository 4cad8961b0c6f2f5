/// Where a journal lies: what it asks of a file system besides what SQLite does there.
///
/// The kiosk's own disk is `LocalPlace`; the simulation has one that loses, tears and refuses.
package protocol JournalPlace: Sendable {
    /// What SQLite opens for a path.
    func databasePath(_ path: String) -> String
    func exists(_ path: String) -> Bool
    /// Makes an empty file that its owner alone may read, unless there is one; durable with its name on return.
    func make(_ path: String) throws
    /// Which file the path names now; another one after it was deleted or replaced. Nil when there is none.
    func identity(of path: String) -> FileIdentity?
    /// The whole of a small file, at most `JournalPlace.largestFile` bytes; nil when there is none.
    func read(_ path: String) throws -> [UInt8]?
    /// The old content or the new one, whatever happens; durable on return.
    func replace(_ path: String, with bytes: [UInt8]) throws
    /// Overwrites the file in place, always with as many bytes, and without waiting for the disk: after a power cut it
    /// may be older, or torn.
    func note(_ path: String, _ bytes: [UInt8]) throws
    /// The right to write, held until the answer is let go; throws `JournalError.lockedByAnother` when it is taken.
    func lock(_ path: String) throws -> any AnyObject & Sendable
    /// 32 bytes fit for a key.
    func keySeed() -> [UInt8]
    /// How long the write-ahead log's file is made before anything is written there (`JournalLog`), in bytes.
    var logRoom: Int { get }
}

extension JournalPlace {
    /// What is written between two tidyings, 200 commits of five pages, where nobody has a reason for less.
    package var logRoom: Int { 4 << 20 }
}

/// What `read` takes at most: keys and checkpoints are shorter by far.
let largestSmallFile = 65_536

/// Device and inode (stat(2)), or what stands for them.
package struct FileIdentity: Hashable, Sendable {
    package let device: UInt64
    package let inode: UInt64

    package init(device: UInt64, inode: UInt64) {
        self.device = device
        self.inode = inode
    }
}
