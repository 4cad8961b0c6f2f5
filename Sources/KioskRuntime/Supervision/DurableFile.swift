import Foundation
import Glibc

/// Writes a small file so that a power cut leaves the old one or the new one, never half of either.
enum DurableFile {
    /// A new file is written and synchronised, takes the place of the old one, and the folder is synchronised, too.
    static func replace(_ path: String, with data: Data) throws {
        let fresh = path + ".new"
        let file = Glibc.open(fresh, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o600)
        guard file >= 0 else { throw failure() }
        defer { close(file) }
        try data.withUnsafeBytes { bytes in
            guard write(file, bytes.baseAddress, bytes.count) == bytes.count else { throw failure() }
        }
        guard fsync(file) == 0, rename(fresh, path) == 0 else { throw failure() }

        let folder = Glibc.open(URL(filePath: path).deletingLastPathComponent().path(), O_RDONLY | O_DIRECTORY)
        guard folder >= 0 else { throw failure() }
        defer { close(folder) }
        guard fsync(folder) == 0 else { throw failure() }
    }

    private static func failure() -> POSIXError { POSIXError(POSIXErrorCode(rawValue: errno) ?? .EIO) }
}
