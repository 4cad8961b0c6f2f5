/// The calls of a mount to its disk.
///
/// The order is the same in all: a dead machine does nothing; a scheduled death comes before the call; the call is
/// counted; a scheduled fault meets it; then the state of the disk decides.
extension SimulatedDisk {
    func create(_ path: String, by mount: DiskMount) throws(DiskFailure) -> DiskFile {
        try admit(.create, by: mount)
        if isReadOnly { throw .readOnly }
        let file = DiskFile(number: nextFileNumber())
        names.make(path, file)
        past.add(.create, file.number)
        past.add(path)
        writeBackTooManyNames()
        return file
    }

    func write(
        _ source: UnsafeRawBufferPointer, at offset: Int, of file: DiskFile, nature: DiskHistory.Nature,
        by mount: DiskMount
    ) throws(DiskFailure) {
        try admit(.write, by: mount)
        if isReadOnly { throw .ioWrite }
        let fitting = fittingBytes(of: source.count, at: offset, in: file)
        let part = UnsafeRawBufferPointer(rebasing: source[..<fitting])
        past.add(.write, file.number, UInt64(bitPattern: Int64(offset)))
        past.add(part, at: offset, of: nature)
        if fitting > 0 { file.write(part, at: offset) }
        writeBackWhatIsTooMuch(file)
        if fitting < source.count { throw .full }
    }

    func truncate(_ file: DiskFile, to size: Int, by mount: DiskMount) throws(DiskFailure) {
        try admit(.truncate, by: mount)
        if isReadOnly { throw .ioTruncate }
        if size > file.bytes.count, fittingBytes(of: 1, at: size - 1, in: file) == 0 { throw .full }
        past.add(.truncate, file.number, UInt64(size))
        file.truncate(to: size)
        writeBackWhatIsTooMuch(file)
    }

    func sync(_ file: DiskFile, by mount: DiskMount) throws(DiskFailure) {
        switch admission(of: .sync, by: mount) {
        case .refused(let failure): throw failure
        case .met(let fault):
            if fault.losesUnsynced {
                past.add(.syncLost, file.number)
                file.loseUnsynced()
            }
            throw fault.failure
        case .admitted: break
        }
        // A file system that went read-only has nothing more to write, and says so to who asks for it.
        if isReadOnly {
            if file.unsyncedOperations > 0 { throw .ioSync }
            return
        }
        past.add(.sync, file.number)
        file.sync()
    }

    func syncFolder(of path: String, by mount: DiskMount) throws(DiskFailure) {
        try admit(.syncFolder, by: mount)
        if isReadOnly {
            if names.unsyncedChanges > 0 { throw .ioSyncFolder }
            return
        }
        past.add(.syncFolder)
        names.sync(folder: DiskNames.folder(of: path))
    }

    func delete(_ path: String, by mount: DiskMount) throws(DiskFailure) {
        try admit(.delete, by: mount)
        guard let file = names.files[path] else { throw .notFound }
        if isReadOnly { throw .ioDelete }
        past.add(.delete, file.number)
        names.delete(path)
        writeBackTooManyNames()
    }

    func rename(_ old: String, to new: String, by mount: DiskMount) throws(DiskFailure) {
        try admit(.rename, by: mount)
        guard let file = names.files[old] else { throw .notFound }
        if isReadOnly { throw .readOnly }
        past.add(.rename, file.number)
        past.add(new)
        names.rename(file, from: old, to: new)
        writeBackTooManyNames()
    }

    /// For calls whose failure changes nothing else.
    func admit(_ call: DiskCall, by mount: DiskMount) throws(DiskFailure) {
        switch admission(of: call, by: mount) {
        case .refused(let failure): throw failure
        case .met(let fault): throw fault.failure
        case .admitted: break
        }
    }

    private enum Admission {
        case admitted
        case refused(DiskFailure)
        case met(DiskFault)
    }

    private func admission(of call: DiskCall, by mount: DiskMount) -> Admission {
        guard isServing(mount) else { return .refused(.dead) }
        if schedule.kills(call, after: counts) {
            die()
            return .refused(.dead)
        }
        counts.count(call)
        guard let fault = schedule.fault(at: call, counted: counts) else { return .admitted }
        past.add(.failure, UInt64(call.rawValue))
        return .met(fault)
    }

    /// The operating system does not wait for ever for a sync that nobody asks for.
    private func writeBackWhatIsTooMuch(_ file: DiskFile) {
        guard
            file.unsyncedBytes > SimulatedDisk.mostUnsyncedBytes
                || file.unsyncedOperations > SimulatedDisk.mostUnsyncedOperations
        else { return }
        past.add(.writeBack, file.number)
        file.sync()
    }

    private func writeBackTooManyNames() {
        guard names.unsyncedChanges > SimulatedDisk.mostUnsyncedOperations else { return }
        past.add(.writeBack)
        names.syncAll()
    }

    /// How many of `count` bytes from `offset` find a place: all that overwrite, and what is free for the rest.
    private func fittingBytes(of count: Int, at offset: Int, in file: DiskFile) -> Int {
        let (end, overflow) = offset.addingReportingOverflow(count)
        guard offset >= 0, !overflow else { return 0 }
        let growth = end - file.bytes.count
        guard growth > 0 else { return count }
        let free = capacity - names.totalBytes
        return growth <= free ? count : max(0, count - (growth - max(0, free)))
    }
}
