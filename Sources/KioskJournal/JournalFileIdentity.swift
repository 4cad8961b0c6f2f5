import Glibc

/// Which file a path named when the journal was opened, by device and inode (stat(2)).
///
/// A file that somebody deletes or replaces can still be written to by the process that has it open, and all of it is
/// gone when that process ends. So each append first looks whether the path still names the same file.
struct JournalFileIdentity: Hashable, Sendable {
    private let path: String
    private let device: dev_t
    private let inode: ino_t

    init(_ path: String) throws(JournalError) {
        guard let status = JournalFileIdentity.status(of: path) else {
            throw JournalError(.readFailed, "The journal \(path) vanished while it was opened: check who deletes it.")
        }
        self.path = path
        device = status.st_dev
        inode = status.st_ino
    }

    func requireUnchanged() throws(JournalError) {
        guard let status = JournalFileIdentity.status(of: path), status.st_dev == device, status.st_ino == inode else {
            throw JournalError(
                .appendFailed,
                "The journal \(path) was deleted or replaced under the running kiosk: stop it, and find the file.")
        }
    }

    private static func status(of path: String) -> stat? {
        var status = stat()
        return stat(path, &status) == 0 ? status : nil
    }
}
