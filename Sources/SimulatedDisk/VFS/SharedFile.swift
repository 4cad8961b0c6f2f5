import CSQLite

/// What the connections of one machine share about a file: SQLite's five locks and the memory of its WAL index.
///
/// The rules are those of the Unix VFS (sqlite.org/lockingv3.html, section 3; os_unix.c). They fall with the machine,
/// because the next start makes new ones.
final class SharedFile {
    /// How often the file is open.
    var users = 0
    let index = WALIndex()

    private var sharing = 0
    private var reserved: ObjectIdentifier?
    private var pending: ObjectIdentifier?
    private var exclusive: ObjectIdentifier?

    /// Whether somebody means to write.
    var isReserved: Bool { reserved != nil || pending != nil || exclusive != nil }

    /// Raises the lock of `owner` from `held` to `wanted`, as far as the others let it, and says how far that was.
    func lock(_ owner: ObjectIdentifier, from held: Int32, to wanted: Int32) -> Int32 {
        var level = held
        if level < SQLITE_LOCK_SHARED, wanted >= SQLITE_LOCK_SHARED {
            guard pending == nil, exclusive == nil else { return level }
            sharing += 1
            level = SQLITE_LOCK_SHARED
        }
        if level < SQLITE_LOCK_RESERVED, wanted == SQLITE_LOCK_RESERVED {
            guard !isReserved else { return level }
            reserved = owner
            level = SQLITE_LOCK_RESERVED
        }
        if level < SQLITE_LOCK_EXCLUSIVE, wanted == SQLITE_LOCK_EXCLUSIVE {
            guard reserved == nil || reserved == owner, pending == nil || pending == owner else { return level }
            // Nobody new may read from here on, even if those who do must be waited for.
            pending = owner
            level = SQLITE_LOCK_PENDING
            guard sharing == 1 else { return level }
            exclusive = owner
            level = SQLITE_LOCK_EXCLUSIVE
        }
        return level
    }

    /// Lowers the lock of `owner` from `held` to `wanted`, which is shared or none.
    func unlock(_ owner: ObjectIdentifier, from held: Int32, to wanted: Int32) {
        guard wanted < held else { return }
        if exclusive == owner { exclusive = nil }
        if pending == owner { pending = nil }
        if reserved == owner { reserved = nil }
        if wanted == SQLITE_LOCK_NONE, held >= SQLITE_LOCK_SHARED { sharing -= 1 }
    }
}
