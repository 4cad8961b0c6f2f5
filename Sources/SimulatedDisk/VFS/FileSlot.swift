import CSQLite
import Synchronization

/// The memory that SQLite gives an open file: its `sqlite3_file`, and behind that our pointer to the `OpenFile`, which
/// is retained from `fill` to `xClose`.
enum FileSlot {
    private static let offset = MemoryLayout<sqlite3_file>.stride
    static let size = offset + MemoryLayout<UnsafeRawPointer?>.stride

    static func clear(_ file: UnsafeMutablePointer<sqlite3_file>) {
        // No methods: SQLite does not close what did not open.
        file.pointee.pMethods = nil
        UnsafeMutableRawPointer(file).storeBytes(of: nil, toByteOffset: offset, as: UnsafeRawPointer?.self)
    }

    static func fill(_ file: UnsafeMutablePointer<sqlite3_file>, with opened: OpenFile) {
        let pointer = UnsafeRawPointer(Unmanaged.passRetained(opened).toOpaque())
        UnsafeMutableRawPointer(file).storeBytes(of: pointer, toByteOffset: offset, as: UnsafeRawPointer?.self)
        file.pointee.pMethods = methods
    }

    private static func pointer(_ file: UnsafeMutablePointer<sqlite3_file>?) -> UnsafeRawPointer? {
        file.flatMap { UnsafeRawPointer($0).load(fromByteOffset: offset, as: UnsafeRawPointer?.self) }
    }

    private static func opened(_ file: UnsafeMutablePointer<sqlite3_file>?) -> OpenFile? {
        pointer(file).map { Unmanaged<OpenFile>.fromOpaque($0).takeUnretainedValue() }
    }

    private static func release(_ file: UnsafeMutablePointer<sqlite3_file>) {
        guard let pointer = pointer(file) else { return }
        let opened = Unmanaged<OpenFile>.fromOpaque(pointer).takeRetainedValue()
        clear(file)
        opened.close()
    }

    // Made once, never changed and never freed, so any thread may read it.
    private nonisolated(unsafe) static let methods: UnsafePointer<sqlite3_io_methods> = {
        let methods = UnsafeMutablePointer<sqlite3_io_methods>.allocate(capacity: 1)
        methods.initialize(to: sqlite3_io_methods())
        // 2 has the shared memory of a WAL and not the memory mapping of 3.
        methods.pointee.iVersion = 2
        fillBytes(&methods.pointee)
        fillLocks(&methods.pointee)
        fillIndex(&methods.pointee)
        return UnsafePointer(methods)
    }()

    private static func fillBytes(_ methods: inout sqlite3_io_methods) {
        methods.xClose = { file in
            guard let file else { return SQLITE_MISUSE }
            FileSlot.release(file)
            return SQLITE_OK
        }
        methods.xRead = { file, target, count, offset in
            guard let opened = FileSlot.opened(file), count >= 0, offset >= 0 else { return SQLITE_MISUSE }
            return opened.read(into: UnsafeMutableRawBufferPointer(start: target, count: Int(count)), at: Int(offset))
        }
        methods.xWrite = { file, source, count, offset in
            guard let opened = FileSlot.opened(file), count >= 0, offset >= 0 else { return SQLITE_MISUSE }
            return opened.write(UnsafeRawBufferPointer(start: source, count: Int(count)), at: Int(offset))
        }
        methods.xTruncate = { file, size in
            guard let opened = FileSlot.opened(file), size >= 0 else { return SQLITE_MISUSE }
            return opened.truncate(to: Int(size))
        }
        methods.xSync = { file, _ in FileSlot.opened(file)?.sync() ?? SQLITE_MISUSE }
        methods.xFileSize = { file, answer in
            guard let opened = FileSlot.opened(file), let answer else { return SQLITE_MISUSE }
            guard let size = opened.size else { return DiskFailure.dead.sqliteCode }
            answer.pointee = sqlite3_int64(size)
            return SQLITE_OK
        }
        methods.xSectorSize = { _ in FileSlot.sectorSizeForSQLite }
        methods.xDeviceCharacteristics = { _ in SQLITE_IOCAP_POWERSAFE_OVERWRITE }
    }

    private static func fillLocks(_ methods: inout sqlite3_io_methods) {
        methods.xLock = { file, level in FileSlot.opened(file)?.lock(to: level) ?? SQLITE_MISUSE }
        methods.xUnlock = { file, level in FileSlot.opened(file)?.unlock(to: level) ?? SQLITE_MISUSE }
        methods.xCheckReservedLock = { file, answer in
            guard let opened = FileSlot.opened(file), let answer else { return SQLITE_MISUSE }
            guard let isReserved = opened.isReserved else { return DiskFailure.dead.sqliteCode }
            answer.pointee = isReserved ? 1 : 0
            return SQLITE_OK
        }
        methods.xFileControl = { file, operation, argument in
            guard operation == SQLITE_FCNTL_HAS_MOVED, let opened = FileSlot.opened(file), let argument else {
                return SQLITE_NOTFOUND
            }
            argument.storeBytes(of: opened.hasMoved ? 1 : 0, as: Int32.self)
            return SQLITE_OK
        }
    }

    private static func fillIndex(_ methods: inout sqlite3_io_methods) {
        methods.xShmMap = { file, number, size, extend, answer in
            guard let opened = FileSlot.opened(file), let answer else { return SQLITE_MISUSE }
            let (result, region) = opened.region(Int(number), size: Int(size), extend: extend != 0)
            answer.pointee = region
            return result
        }
        methods.xShmLock = { file, offset, count, flags in
            guard let opened = FileSlot.opened(file), offset >= 0, count > 0, count <= SQLITE_SHM_NLOCK else {
                return SQLITE_MISUSE
            }
            return opened.lockIndex(Int(offset)..<Int(offset) + Int(count), flags: flags)
        }
        methods.xShmBarrier = { _ in atomicMemoryFence(ordering: .sequentiallyConsistent) }
        methods.xShmUnmap = { file, _ in
            FileSlot.opened(file)?.leaveIndex()
            return SQLITE_OK
        }
    }

    /// What the Unix VFS tells SQLite, so that it lays out its files here as it does on Linux.
    private static let sectorSizeForSQLite: Int32 = 4_096
}
