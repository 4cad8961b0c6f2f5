import KioskJournal
import SimulatedDisk

/// A journal's files on a simulated disk, for one start of the machine.
///
/// Unchecked, because a mount knows one thread only: the whole simulation runs in one, and SQLite's work is waited for.
struct SimulatedPlace: JournalPlace, @unchecked Sendable {
    let mount: DiskMount
    /// A few commits: a start writes over a part of its log and lengthens the rest.
    let logRoom = 32 << 10

    private final class Held: Sendable {}

    func databasePath(_ path: String) -> String { mount.databasePath(path) }
    func exists(_ path: String) -> Bool { mount.exists(path) }

    func make(_ path: String) throws {
        guard !mount.exists(path) else { return }
        try mount.create(path)
        try mount.sync(path)
        try mount.syncFolder(of: path)
    }

    func identity(of path: String) -> FileIdentity? {
        mount.fileNumber(path).map { FileIdentity(device: 1, inode: $0) }
    }

    func read(_ path: String) throws -> [UInt8]? { mount.exists(path) ? try mount.read(path) : nil }

    func replace(_ path: String, with bytes: [UInt8]) throws {
        let new = path + ".new"
        try mount.create(new)
        try mount.truncate(new, to: 0)
        try mount.write(bytes, to: new)
        try mount.sync(new)
        try mount.rename(new, to: path)
        try mount.syncFolder(of: path)
    }

    func note(_ path: String, _ bytes: [UInt8]) throws {
        try mount.create(path)
        try mount.write(bytes, to: path)
        try mount.truncate(path, to: bytes.count)
    }

    /// One process of a machine lives at a time.
    func lock(_ path: String) throws -> any AnyObject & Sendable { Held() }

    /// The same for every run, as everything here is.
    func keySeed() -> [UInt8] { (0..<32).map { UInt8($0) &* 37 &+ 11 } }
}
