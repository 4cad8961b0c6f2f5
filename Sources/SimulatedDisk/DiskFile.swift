/// One file, with or without a name: its bytes as programs see them, its bytes on the medium, and what lies between.
final class DiskFile {
    /// Like an inode number: never given to another file of the same disk.
    let number: UInt64
    /// What a program reads: the page cache.
    private(set) var bytes: [UInt8]
    /// What the medium has.
    private(set) var durable: [UInt8]
    private var unsynced: [Operation] = []
    /// The bytes of the unsynced writes, one after the other.
    private var payload: [UInt8] = []

    private enum Operation {
        /// `count` bytes from `start` of the payload.
        case write(offset: Int, start: Int, count: Int)
        case truncate(size: Int)
    }

    init(number: UInt64, bytes: [UInt8] = []) {
        self.number = number
        self.bytes = bytes
        durable = bytes
    }

    /// A file that goes its own way from here.
    init(copying other: DiskFile) {
        number = other.number
        bytes = other.bytes
        durable = other.durable
        unsynced = other.unsynced
        payload = other.payload
    }

    /// Bytes that wait for a sync.
    var unsyncedBytes: Int { payload.count }
    var unsyncedOperations: Int { unsynced.count }

    /// Fills `target` from `offset`; what lies behind the end of the file is zeros. Says how much was there.
    func read(into target: UnsafeMutableRawBufferPointer, at offset: Int) -> Int {
        let available = offset < bytes.count ? min(target.count, bytes.count - offset) : 0
        if available > 0 {
            bytes.withUnsafeBytes { source in
                target.copyMemory(from: UnsafeRawBufferPointer(rebasing: source[offset..<offset + available]))
            }
        }
        if available < target.count {
            UnsafeMutableRawBufferPointer(rebasing: target[available...]).initializeMemory(as: UInt8.self, repeating: 0)
        }
        return available
    }

    func write(_ source: UnsafeRawBufferPointer, at offset: Int) {
        bytes.write(source, at: offset)
        unsynced.append(.write(offset: offset, start: payload.count, count: source.count))
        payload.append(contentsOf: source)
    }

    func truncate(to size: Int) {
        bytes.truncate(to: size)
        unsynced.append(.truncate(size: size))
    }

    /// Everything unsynced reaches the medium, in the order of the program.
    func sync() {
        for operation in unsynced { apply(operation) }
        forget()
    }

    /// Everything unsynced is thrown away behind the program's back, which goes on seeing it.
    func loseUnsynced() { forget() }

    /// What is left after a power cut becomes all there is.
    func cutPower(_ cut: inout PowerCut) {
        for index in cut.order(of: unsynced.count) {
            let operation = unsynced[index]
            switch operation {
            case .truncate:
                if cut.keepsWhole() { apply(operation) }
            case .write(let offset, let start, let count):
                switch cut.fate(ofWriteAt: offset, count: count) {
                case .kept: apply(operation)
                case .lost: break
                case .torn(let pieces):
                    for piece in pieces { apply(piece, ofWriteAt: offset, from: start, &cut) }
                }
            }
        }
        bytes = durable
        forget()
    }

    /// Flips one bit of the medium. A program sees it where the page cache has nothing newer.
    func flip(bit: Int, at offset: Int) {
        guard durable.indices.contains(offset) else { return }
        let mask = UInt8(1) << UInt8(bit & 7)
        let isClean = bytes.indices.contains(offset) && bytes[offset] == durable[offset]
        durable[offset] ^= mask
        if isClean { bytes[offset] ^= mask }
    }

    private func apply(_ operation: Operation) {
        switch operation {
        case .truncate(let size): durable.truncate(to: size)
        case .write(let offset, let start, let count):
            payload.withUnsafeBytes { bytes in
                durable.write(UnsafeRawBufferPointer(rebasing: bytes[start..<start + count]), at: offset)
            }
        }
    }

    private func apply(_ piece: PowerCut.Piece, ofWriteAt offset: Int, from start: Int, _ cut: inout PowerCut) {
        let begin = start + piece.range.lowerBound - offset
        var content = Array(payload[begin..<begin + piece.range.count])
        if piece.isGarbage {
            for index in content.indices { content[index] = cut.garbageByte() }
        }
        content.withUnsafeBytes { durable.write($0, at: piece.range.lowerBound) }
    }

    private func forget() {
        unsynced.removeAll(keepingCapacity: true)
        payload.removeAll(keepingCapacity: true)
    }
}
