extension [UInt8] {
    /// What pwrite(2) does: overwrites, and fills with zeros what lies between the old end and `offset`.
    mutating func write(_ source: UnsafeRawBufferPointer, at offset: Int) {
        guard !source.isEmpty else { return }
        if offset >= count {
            append(contentsOf: repeatElement(0, count: offset - count))
            append(contentsOf: source)
            return
        }
        let overlap = Swift.min(source.count, count - offset)
        withUnsafeMutableBytes { bytes in
            UnsafeMutableRawBufferPointer(rebasing: bytes[offset..<offset + overlap])
                .copyMemory(from: UnsafeRawBufferPointer(rebasing: source[..<overlap]))
        }
        append(contentsOf: source[overlap...])
    }

    /// What ftruncate(2) does: cuts off, or fills up with zeros.
    mutating func truncate(to size: Int) {
        if size < count {
            removeLast(count - size)
        } else {
            append(contentsOf: repeatElement(0, count: size - count))
        }
    }
}
