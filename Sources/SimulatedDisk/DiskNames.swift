/// The names of a disk's files: as programs see them, on the medium, and the changes that lie between.
///
/// A path is a name; the folder of a path is what stands before its last slash, and every folder exists.
struct DiskNames {
    private(set) var files: [String: DiskFile] = [:]
    private(set) var durable: [String: DiskFile] = [:]
    private var unsynced: [Change] = []

    private enum Change {
        case made(String, DiskFile)
        case deleted(String)
        /// Within one folder, so that no sync of a folder splits it.
        case renamed(from: String, to: String, DiskFile)

        var folder: Substring {
            switch self {
            case .made(let path, _), .deleted(let path), .renamed(_, let path, _): DiskNames.folder(of: path)
            }
        }
    }

    init() {}

    init(_ files: [String: DiskFile]) {
        self.files = files
        durable = files
    }

    static func folder(of path: String) -> Substring {
        path[..<(path.lastIndex(of: "/") ?? path.startIndex)]
    }

    /// How many bytes the files take, as programs see them.
    var totalBytes: Int { files.values.reduce(0) { $0 + $1.bytes.count } }

    var unsyncedChanges: Int { unsynced.count }

    mutating func make(_ path: String, _ file: DiskFile) {
        files[path] = file
        unsynced.append(.made(path, file))
    }

    mutating func delete(_ path: String) {
        files[path] = nil
        unsynced.append(.deleted(path))
    }

    mutating func rename(_ file: DiskFile, from old: String, to new: String) {
        files[old] = nil
        files[new] = file
        unsynced.append(.renamed(from: old, to: new, file))
    }

    mutating func sync(folder: Substring) {
        guard !unsynced.isEmpty else { return }
        for change in unsynced where change.folder == folder { apply(change) }
        unsynced.removeAll { $0.folder == folder }
    }

    mutating func syncAll() {
        for change in unsynced { apply(change) }
        unsynced.removeAll()
    }

    /// Each change is kept or lost for itself; those that are kept happen in their order, because a name is one place
    /// on the medium and only ever holds what was written there last.
    mutating func cutPower(_ cut: inout PowerCut) {
        for change in unsynced where cut.keepsWhole() { apply(change) }
        unsynced.removeAll()
        files = durable
    }

    /// The same names for files that go their own way.
    func copied() -> DiskNames {
        var copies: [ObjectIdentifier: DiskFile] = [:]
        func copy(_ file: DiskFile) -> DiskFile {
            if let known = copies[ObjectIdentifier(file)] { return known }
            let new = DiskFile(copying: file)
            copies[ObjectIdentifier(file)] = new
            return new
        }
        var names = DiskNames()
        names.files = files.mapValues(copy)
        names.durable = durable.mapValues(copy)
        names.unsynced = unsynced.map { change in
            switch change {
            case .made(let path, let file): .made(path, copy(file))
            case .deleted(let path): .deleted(path)
            case .renamed(let old, let new, let file): .renamed(from: old, to: new, copy(file))
            }
        }
        return names
    }

    private mutating func apply(_ change: Change) {
        switch change {
        case .made(let path, let file): durable[path] = file
        case .deleted(let path): durable[path] = nil
        case .renamed(let old, let new, let file):
            durable[old] = nil
            durable[new] = file
        }
    }
}
