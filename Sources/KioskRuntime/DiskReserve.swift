import Foundation
import Glibc
import Synchronization

/// Room on the journal's disk that is kept for the payment in progress: a file beside the journal, allocated in full,
/// which is deleted when the disk runs full.
///
/// Three marks, from the first to the last: below `leastForAVisit` nobody new begins; below `leastForAWrite` the
/// reserve is freed before the next write, so that SQLite never meets the full disk; and should another program have
/// filled it in between, the write that failed for want of room, and nothing else, is tried once more. A write that
/// failed otherwise is never repeated: a page that an fsync lost may look written the next time.
package final class DiskReserve: Sendable {
    /// Thousands of entries; a payment writes about ten, and a WAL is written to the file at 4 MB.
    package static let size = 4 << 20
    package static let leastForAVisit = 8 << 20
    package static let leastForAWrite = 1 << 20

    private let path: String
    private let free: @Sendable () -> Int?
    private let isHeld = Mutex(false)

    /// - Parameter free: Bytes that this process may still write on the disk; nil where nobody can say.
    package init(journal: String, free: (@Sendable () -> Int?)? = nil) {
        path = journal + ".reserve"
        let folder = URL(filePath: journal).deletingLastPathComponent().path(percentEncoded: false)
        self.free = free ?? { DiskReserve.freeBytes(at: folder) }
        isHeld.withLock { $0 = DiskReserve.size(of: path) >= DiskReserve.size }
    }

    /// Whether there is room for another visit, the reserve not counted. Takes or frees the reserve as that demands.
    package var hasRoom: Bool {
        guard let free = free() else { return true }
        return isHeld.withLock { isHeld in
            if isHeld, free < DiskReserve.leastForAWrite {
                isHeld = !remove()
            } else if !isHeld, free >= DiskReserve.leastForAVisit + DiskReserve.size {
                isHeld = allocate()
                return isHeld
            }
            return isHeld && free >= DiskReserve.leastForAVisit
        }
    }

    /// Frees the reserve. False when there is none left.
    package func release() -> Bool {
        isHeld.withLock { isHeld in
            guard isHeld else { return false }
            isHeld = !remove()
            return !isHeld
        }
    }

    private func allocate() -> Bool {
        let file = open(path, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0o600)
        guard file >= 0 else { return false }
        defer { close(file) }
        // Written out block by block where the file system cannot allocate (posix_fallocate(3)), never sparse.
        guard posix_fallocate(file, 0, off_t(DiskReserve.size)) == 0, fsync(file) == 0 else {
            unlink(path)
            return false
        }
        return true
    }

    private func remove() -> Bool { unlink(path) == 0 || errno == ENOENT }

    private static func size(of path: String) -> Int {
        var status = stat()
        guard stat(path, &status) == 0 else { return 0 }
        // What is allocated, not what the name promises: a sparse file holds no room. Blocks are of 512 bytes.
        return min(Int(status.st_size), Int(status.st_blocks) * 512)
    }

    /// What users other than root may still write.
    private static func freeBytes(at folder: String) -> Int? {
        var system = statvfs()
        guard statvfs(folder, &system) == 0 else { return nil }
        let (bytes, isTooLarge) = Int(clamping: system.f_bavail)
            .multipliedReportingOverflow(by: Int(clamping: system.f_frsize))
        return isTooLarge ? Int.max : bytes
    }
}
