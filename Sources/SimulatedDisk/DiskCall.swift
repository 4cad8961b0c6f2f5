/// The kinds of calls that a machine makes to its disk, as the simulation counts them and makes them fail.
package enum DiskCall: Int, CaseIterable, Hashable, Sendable {
    /// Opening a file by its name, also one that `create` makes next.
    case open
    /// A new name in a folder.
    case create
    case read
    case write
    case truncate
    /// fsync(2) or fdatasync(2) of a file.
    case sync
    /// fsync(2) of a folder: makes names durable.
    case syncFolder
    case delete
    case rename

    /// Whether the call leaves the disk, or what of it is durable, other than it was. Dying before and after every
    /// one of these calls is dying everywhere, as far as the disk can tell.
    package var isChange: Bool {
        switch self {
        case .open, .read: false
        case .create, .write, .truncate, .sync, .syncFolder, .delete, .rename: true
        }
    }
}

/// How often each kind of call came through to the disk since it was made. Calls of dead machines do not count; calls
/// that failed do.
package struct DiskCallCounts: Hashable, Sendable {
    private var counts = [Int](repeating: 0, count: DiskCall.allCases.count)
    /// How many of the calls were changes.
    package private(set) var changes = 0

    package subscript(_ call: DiskCall) -> Int { counts[call.rawValue] }

    mutating func count(_ call: DiskCall) {
        counts[call.rawValue] += 1
        if call.isChange { changes += 1 }
    }
}
