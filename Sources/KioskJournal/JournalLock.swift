import Glibc

/// The right to write to a journal, held by one process at a time: an advisory lock on a file beside it.
///
/// The lock is not on the database itself, so that `kioskctl` can read while `kioskd` writes, and it falls with
/// the process that held it, however that ends.
final class JournalLock: Sendable {
    private let descriptor: Int32

    /// Throws `lockedByAnother` at once when somebody else writes; nobody waits for a lock.
    init(journal path: String) throws(JournalError) {
        let lockPath = path + ".lock"
        descriptor = open(lockPath, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, JournalFile.mode)
        guard descriptor >= 0 else {
            throw JournalError(
                .cannotOpen, "\(lockPath) cannot be made: give the service its directory to write to.",
                cause: SystemError(errno))
        }
        guard flock(descriptor, LOCK_EX | LOCK_NB) == 0 else {
            let error = SystemError(errno)
            close(descriptor)
            throw JournalError(
                .lockedByAnother, "Another process writes to \(path): stop the other kioskd, then start this one.",
                cause: error)
        }
    }

    deinit { close(descriptor) }
}

/// What the operating system answered.
struct SystemError: Error, CustomStringConvertible {
    let number: Int32
    init(_ number: Int32) { self.number = number }
    var description: String { "\(String(cString: strerror(number))) (errno \(number))" }
}
