import Foundation
package import SimulatedDisk

/// What the unflushed part of a drive's cache comes to when the power goes.
package enum CachedDriveFate: String, Hashable, Sendable {
    /// Nothing of it reached the platter.
    case lost
    /// All of it did, as luck would have it.
    case kept
    /// Some requests did, in any order, and some of those only in part.
    case torn
}

/// Where a drive keeps what it keeps for good.
package protocol DriveStore: Sendable {
    func read(at offset: Int, count: Int) throws -> [UInt8]
    func write(_ bytes: [UInt8], at offset: Int) throws
}

/// A disk drive with a volatile write cache, as bought: it says "written" when the bytes are in its memory, and only
/// a flush puts them where they outlive the power.
///
/// Killing a virtual machine loses what its own kernel had not handed over, and nothing of what it had: the host's
/// page cache survives. This drive loses that too, so that a missing flush is found. A sector of 512 bytes is written
/// whole or not at all, which is what file systems rely on (Linux, Documentation/filesystems/ext4/journal.rst).
package struct CachedDrive<Store: DriveStore>: Sendable {
    private struct Request {
        let sector: Int
        let bytes: [UInt8]
    }

    package let store: Store
    package let size: Int
    /// Since the last flush, in order.
    private var requests: [Request] = []
    private var cachedBytes = 0
    /// The newest bytes of each sector in the cache.
    private var newest: [Int: ArraySlice<UInt8>] = [:]
    package private(set) var flushes = 0

    package static var sectorSize: Int { 512 }
    /// A full cache makes room by writing its oldest request, as drives do.
    package static var mostCachedBytes: Int { 8 << 20 }

    package init(_ store: Store, size: Int) {
        self.store = store
        self.size = size
    }

    /// Whether a request stays on the drive and on its sectors.
    package func covers(_ offset: Int, _ count: Int) -> Bool {
        offset >= 0 && count >= 0 && offset <= size && count <= size - offset
            && offset.isMultiple(of: Self.sectorSize) && count.isMultiple(of: Self.sectorSize)
    }

    package func read(at offset: Int, count: Int) throws -> [UInt8] {
        var bytes = try store.read(at: offset, count: count)
        guard !newest.isEmpty else { return bytes }
        for start in stride(from: 0, to: count, by: Self.sectorSize) {
            if let cached = newest[(offset + start) / Self.sectorSize] {
                bytes.replaceSubrange(start..<(start + Self.sectorSize), with: cached)
            }
        }
        return bytes
    }

    package mutating func write(_ bytes: [UInt8], at offset: Int) throws {
        let request = Request(sector: offset / Self.sectorSize, bytes: bytes)
        requests.append(request)
        cachedBytes += bytes.count
        for start in stride(from: 0, to: bytes.count, by: Self.sectorSize) {
            newest[request.sector + start / Self.sectorSize] = bytes[start..<(start + Self.sectorSize)]
        }
        while cachedBytes > Self.mostCachedBytes, let oldest = requests.first {
            try settle(oldest)
            requests.removeFirst()
            cachedBytes -= oldest.bytes.count
        }
    }

    package mutating func flush() throws {
        for request in requests { try settle(request) }
        forget()
        flushes += 1
    }

    /// The power goes. Returns how many requests were lost or torn.
    package mutating func cutPower(_ fate: CachedDriveFate, _ dice: inout SplitMix64) throws -> Int {
        var harmed = 0
        for request in requests {
            switch fate {
            case .kept: try settle(request)
            case .lost: harmed += 1
            case .torn:
                guard dice.chance(1, of: 2) else {
                    harmed += 1
                    continue
                }
                let sectors = request.bytes.count / Self.sectorSize
                let whole = dice.chance(3, of: 4) ? sectors : dice.below(sectors)
                if whole < sectors { harmed += 1 }
                try store.write(
                    Array(request.bytes.prefix(whole * Self.sectorSize)), at: request.sector * Self.sectorSize)
            }
        }
        forget()
        return harmed
    }

    private func settle(_ request: Request) throws {
        try store.write(request.bytes, at: request.sector * Self.sectorSize)
    }

    private mutating func forget() {
        requests = []
        newest = [:]
        cachedBytes = 0
    }
}

/// A drive's platter in a file.
package final class DriveFile: DriveStore {
    private let handle: FileHandle
    private let path: String

    package init(_ path: String) throws {
        guard let handle = FileHandle(forUpdatingAtPath: path) else {
            throw SimulatorError("The image \(path) cannot be opened for writing.")
        }
        self.handle = handle
        self.path = path
    }

    package func read(at offset: Int, count: Int) throws -> [UInt8] {
        var bytes = [UInt8](repeating: 0, count: count)
        let got = bytes.withUnsafeMutableBytes { pread(handle.fileDescriptor, $0.baseAddress, count, off_t(offset)) }
        guard got == count else { throw failure("read") }
        return bytes
    }

    package func write(_ bytes: [UInt8], at offset: Int) throws {
        let written = bytes.withUnsafeBytes { pwrite(handle.fileDescriptor, $0.baseAddress, $0.count, off_t(offset)) }
        guard written == bytes.count else { throw failure("written") }
    }

    private func failure(_ verb: String) -> SimulatorError {
        SimulatorError("The image \(path) could not be \(verb): \(String(cString: strerror(errno))).")
    }
}
