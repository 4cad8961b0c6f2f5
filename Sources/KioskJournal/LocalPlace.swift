import Glibc

/// The file system of the machine.
package struct LocalPlace: JournalPlace {
    /// The journal holds account numbers, and its key speaks for the kiosk: their owner alone reads them.
    private static let mode: mode_t = 0o600

    package init() {}

    package func databasePath(_ path: String) -> String { path }

    package func exists(_ path: String) -> Bool { access(path, F_OK) == 0 }

    package func make(_ path: String) throws {
        let file = try LocalPlace.open(path, O_RDWR | O_CREAT)
        defer { close(file) }
        guard fchmod(file, LocalPlace.mode) == 0, fsync(file) == 0 else { throw SystemError(errno) }
        try LocalPlace.syncFolder(of: path)
    }

    package func identity(of path: String) -> FileIdentity? {
        var status = stat()
        guard stat(path, &status) == 0 else { return nil }
        return FileIdentity(device: UInt64(status.st_dev), inode: UInt64(status.st_ino))
    }

    package func read(_ path: String) throws -> [UInt8]? {
        let file = Glibc.open(path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW)
        guard file >= 0 else {
            if errno == ENOENT { return nil }
            throw SystemError(errno)
        }
        defer { close(file) }
        var bytes = [UInt8](repeating: 0, count: largestSmallFile)
        // A read of a regular file is short at its end alone.
        let count = bytes.withUnsafeMutableBytes { Glibc.read(file, $0.baseAddress, $0.count) }
        guard count >= 0 else { throw SystemError(errno) }
        return Array(bytes.prefix(count))
    }

    package func replace(_ path: String, with bytes: [UInt8]) throws {
        let fresh = path + ".new"
        let file = try LocalPlace.open(fresh, O_WRONLY | O_CREAT | O_TRUNC)
        defer { close(file) }
        try LocalPlace.write(bytes, to: file)
        guard fsync(file) == 0, rename(fresh, path) == 0 else { throw SystemError(errno) }
        try LocalPlace.syncFolder(of: path)
    }

    package func note(_ path: String, _ bytes: [UInt8]) throws {
        let file = try LocalPlace.open(path, O_WRONLY | O_CREAT)
        defer { close(file) }
        try LocalPlace.write(bytes, to: file)
    }

    package func lock(_ path: String) throws -> any AnyObject & Sendable { try FileLock(path) }

    package func keySeed() -> [UInt8] {
        var generator = SystemRandomNumberGenerator()
        return (0..<32).map { _ in UInt8.random(in: .min ... .max, using: &generator) }
    }

    private static func open(_ path: String, _ flags: Int32) throws -> Int32 {
        let file = Glibc.open(path, flags | O_CLOEXEC | O_NOFOLLOW, mode)
        guard file >= 0 else { throw SystemError(errno) }
        return file
    }

    private static func write(_ bytes: [UInt8], to file: Int32) throws {
        let count = bytes.withUnsafeBytes { pwrite(file, $0.baseAddress, $0.count, 0) }
        guard count == bytes.count else { throw SystemError(count < 0 ? errno : ENOSPC) }
    }

    private static func syncFolder(of path: String) throws {
        let folder = try open(parent(of: path), O_RDONLY | O_DIRECTORY)
        defer { close(folder) }
        guard fsync(folder) == 0 else { throw SystemError(errno) }
    }

    private static func parent(of path: String) -> String {
        guard let slash = path.lastIndex(of: "/") else { return "." }
        return slash == path.startIndex ? "/" : String(path[..<slash])
    }
}

/// An advisory lock (flock(2)) on a file beside the journal.
///
/// It is not on the database itself, so that `kioskctl` can read while `kioskd` writes, and it falls with the process
/// that held it, however that ends.
private final class FileLock: Sendable {
    private let descriptor: Int32

    /// Nobody waits for a lock.
    init(_ path: String) throws {
        descriptor = open(path, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0o600)
        guard descriptor >= 0 else {
            throw JournalError(
                .cannotOpen, "\(path) cannot be made: give the service its directory to write to.",
                cause: SystemError(errno))
        }
        guard flock(descriptor, LOCK_EX | LOCK_NB) == 0 else {
            let error = SystemError(errno)
            close(descriptor)
            throw JournalError(
                .lockedByAnother, "Another process holds \(path): stop the other kioskd, then start this one.",
                cause: error)
        }
    }

    deinit { close(descriptor) }
}

/// What the operating system answered.
package struct SystemError: Error, CustomStringConvertible {
    package let number: Int32
    package init(_ number: Int32) { self.number = number }
    package var description: String { "\(String(cString: strerror(number))) (errno \(number))" }
}
