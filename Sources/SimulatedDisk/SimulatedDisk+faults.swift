/// What a test or a simulation does to a disk.
extension SimulatedDisk {
    /// A bit that was flipped on the medium.
    package struct FlippedBit: Hashable, Sendable, CustomStringConvertible {
        package let path: String
        package let offset: Int
        /// 0 is the lowest.
        package let bit: Int

        package var description: String { "bit \(bit) of byte \(offset) of \(path) flipped" }
    }

    /// Lets a call fail. Several faults may wait; the first that was scheduled is the first asked.
    package func schedule(_ fault: DiskFault) {
        schedule.add(fault, after: counts)
    }

    /// The machine dies before the `nth` change from now, 1 being the next: that call and all after it fail, and the
    /// bytes stay as they are. `isDead` tells whether it came to that.
    package func dieBefore(change nth: Int) {
        schedule.addDeath(before: nth, of: nil, after: counts)
    }

    /// The same before the `nth` call of one kind.
    package func dieBefore(_ call: DiskCall, nth: Int) {
        schedule.addDeath(before: nth, of: call, after: counts)
    }

    /// Takes back all faults that wait or last, and makes the file system writable. The dead stay dead.
    package func mend() {
        schedule.removeAll()
        isReadOnly = false
    }

    /// Flips one bit on the medium. Nil when the file has no such durable byte.
    @discardableResult
    package func flipBit(_ bit: Int, ofByte offset: Int, in path: String) -> FlippedBit? {
        guard let file = names.durable[path], file.durable.indices.contains(offset), (0..<8).contains(bit) else {
            return nil
        }
        file.flip(bit: bit, at: offset)
        past.add(.flippedBit, file.number, UInt64(offset), UInt64(bit))
        return FlippedBit(path: path, offset: offset, bit: bit)
    }

    /// Flips any one bit of all that is durable. Nil for an empty disk.
    @discardableResult
    package func flipAnyBit(seed: UInt64) -> FlippedBit? {
        var generator = SplitMix64(seed: seed)
        let files = names.durable.sorted { $0.key < $1.key }
        var offset = generator.below(files.reduce(0) { $0 + $1.value.durable.count })
        for (path, file) in files {
            if offset < file.durable.count { return flipBit(generator.below(8), ofByte: offset, in: path) }
            offset -= file.durable.count
        }
        return nil
    }
}
