/// All the durable bytes of a disk by path: what somebody reads who takes the disk out of a machine that is off.
///
/// Making one costs no copy as long as neither side writes.
package struct DiskImage: Hashable, Sendable {
    /// The files, by absolute path.
    package var files: [String: [UInt8]]

    package init(files: [String: [UInt8]] = [:]) {
        self.files = files
    }

    /// A sum over paths and bytes, all of them: see `SQLiteRandomness` for what it takes to repeat it. Its time grows
    /// with the image; `SimulatedDisk.history` is the one to ask for after every event.
    package var digest: UInt64 {
        var sum = DiskHistory()
        for (path, bytes) in files.sorted(by: { $0.key < $1.key }) {
            sum.add(path)
            bytes.withUnsafeBytes { sum.add($0) }
        }
        return sum.value
    }
}
