/// Cuts what a HID device sends into its reports.
///
/// USB delivers whole reports, or reports cut at the size of a packet; other lines deliver bytes cut anywhere. So the
/// cutter counts: a report is as long as the descriptor says. A piece that is one whole report by itself is the way
/// back when the count went wrong: after a report cut short, and after an unknown report id, behind which there is no
/// telling where the next report begins. Holds less than one report.
struct HIDReportCutter: Sendable {
    enum Piece: Hashable, Sendable {
        case report([UInt8], id: UInt8)
        /// A report id that the descriptor does not have: everything up to the next whole report or silence is lost.
        case unknown(UInt8)
        /// A report that was begun and did not go on; so many bytes of it had come.
        case torn(Int)
    }

    /// Bytes of each report on the wire, the id included.
    private let sizes: [UInt8: Int]
    private let usesReportIDs: Bool
    private var buffer: [UInt8] = []
    private var isLost = false

    init(sizes: [UInt8: Int], usesReportIDs: Bool) {
        self.sizes = sizes
        self.usesReportIDs = usesReportIDs
    }

    /// Whether bytes are awaited, or silence.
    var isWaiting: Bool { isLost || !buffer.isEmpty }

    /// `isPlausible` says whether bytes of the right length can be a report of that id.
    mutating func received(_ bytes: [UInt8], isPlausible: ([UInt8], UInt8) -> Bool) -> [Piece] {
        if isWaiting, let id = wholeReport(in: bytes), isPlausible(bytes, id) {
            if isLost {
                reset()
                return [.report(bytes, id: id)]
            }
            if let torn = tornBy(bytes, isPlausible) { return [.torn(torn), .report(bytes, id: id)] }
        }
        return count(bytes)
    }

    private mutating func count(_ bytes: [UInt8]) -> [Piece] {
        guard !isLost else { return [] }
        var pieces: [Piece] = []
        for byte in bytes {
            buffer.append(byte)
            let id = usesReportIDs ? buffer[0] : 0
            guard let size = sizes[id] else {
                pieces.append(.unknown(id))
                buffer.removeAll(keepingCapacity: true)
                isLost = true
                break
            }
            if buffer.count >= size {
                pieces.append(.report(buffer, id: id))
                buffer.removeAll(keepingCapacity: true)
            }
        }
        return pieces
    }

    private func wholeReport(in bytes: [UInt8]) -> UInt8? {
        guard let first = bytes.first else { return nil }
        let id = usesReportIDs ? first : 0
        return sizes[id] == bytes.count ? id : nil
    }

    /// How much was begun, when the piece cannot be its continuation.
    private mutating func tornBy(_ bytes: [UInt8], _ isPlausible: ([UInt8], UInt8) -> Bool) -> Int? {
        let id = usesReportIDs ? buffer[0] : 0
        guard let size = sizes[id], buffer.count < size else { return nil }
        let completed = buffer + bytes.prefix(size - buffer.count)
        guard completed.count == size, !isPlausible(completed, id) else { return nil }
        defer { buffer.removeAll(keepingCapacity: true) }
        return buffer.count
    }

    /// The line was quiet for longer than a report takes. Returns how many bytes of a begun one there were.
    mutating func silence() -> Int {
        defer { reset() }
        return buffer.count
    }

    mutating func reset() {
        buffer.removeAll(keepingCapacity: true)
        isLost = false
    }
}

/// Reads numbers out of a report: bit 0 is the lowest bit of its first byte (HID 1.11, section 5.8).
struct HIDReportBits: Sendable {
    let bytes: [UInt8]

    init(_ bytes: [UInt8]) { self.bytes = bytes }

    /// At most 32 bits; those past the end of the report are zero.
    func number(_ bits: Range<Int>) -> UInt32 {
        var number: UInt32 = 0
        var shift: UInt32 = 0
        var bit = bits.lowerBound
        while bit < bits.upperBound, shift < 32 {
            if bit.isMultiple(of: 8), bits.upperBound - bit >= 8 {
                number |= UInt32(byte(bit / 8)) << shift
                (bit, shift) = (bit + 8, shift + 8)
            } else {
                number |= UInt32(byte(bit / 8) >> UInt8(bit % 8) & 1) << shift
                (bit, shift) = (bit + 1, shift + 1)
            }
        }
        return number
    }

    func byte(at bit: Int) -> UInt8 { UInt8(truncatingIfNeeded: number(bit..<bit + 8)) }

    private func byte(_ place: Int) -> UInt8 { bytes.indices.contains(place) ? bytes[place] : 0 }
}
