/// Cuts the bytes from a HID POS scanner into reports and takes out of each what it says of a code.
///
/// USB delivers whole reports, other lines deliver bytes cut anywhere, so the codec counts: a report is as long as
/// the descriptor says. After an unknown report id there is no telling where the next report begins; the codec is
/// then lost, and throws bytes away until `silence` says that the line was quiet.
struct HIDPOSScannerCodec {
    enum Piece: Hashable {
        /// One report's part of a code. `continues` says that the next report goes on with the same code.
        case data([UInt8], aim: AIMIdentifier?, continues: Bool)
        /// Bytes that are no report of this scanner; the text says why.
        case garbled(String)
    }

    let layout: HIDPOSScannerLayout
    /// The begun report, shorter than the longest report of the layout.
    private var buffer: [UInt8] = []
    private var isLost = false

    init(layout: HIDPOSScannerLayout) {
        self.layout = layout
    }

    /// Whether bytes are awaited, or silence.
    var isWaiting: Bool { isLost || !buffer.isEmpty }

    mutating func received(_ bytes: [UInt8]) -> [Piece] {
        guard !isLost else { return [] }
        var pieces: [Piece] = []
        for byte in bytes {
            buffer.append(byte)
            let id = layout.usesReportIDs ? buffer[0] : 0
            guard let size = layout.reportSizes[id] else {
                pieces.append(.garbled("The scanner sent report id \(id), which its descriptor does not have."))
                lose()
                break
            }
            if buffer.count == size {
                if let piece = piece(of: buffer, id: id) { pieces.append(piece) }
                buffer.removeAll(keepingCapacity: true)
            }
        }
        return pieces
    }

    /// The line was quiet for longer than a report takes: what was begun will not be completed. Returns how many
    /// bytes of it there were.
    mutating func silence() -> Int {
        defer { reset() }
        return buffer.count
    }

    mutating func reset() {
        buffer.removeAll(keepingCapacity: true)
        isLost = false
    }

    private mutating func lose() {
        buffer.removeAll(keepingCapacity: true)
        isLost = true
    }

    /// Nil for a report that carries no code.
    private func piece(of report: [UInt8], id: UInt8) -> Piece? {
        guard let place = layout.dataReports[id] else { return nil }
        var data = report[place.data]
        if let lengthOffset = place.lengthOffset {
            let length = Int(report[lengthOffset])
            guard length <= data.count else {
                return .garbled("The scanner says \(length) bytes where \(data.count) fit.")
            }
            data = data.prefix(length)
        } else {
            while data.last == 0 { data.removeLast() }
        }
        let continues = place.continuedBits?.contains { report[$0 / 8] >> UInt8($0 % 8) & 1 == 1 } ?? false
        // Some scanners send empty reports as a sign of life.
        guard !data.isEmpty || continues else { return nil }
        let aim = place.aimOffset.flatMap { AIMIdentifier(report[$0..<$0 + AIMIdentifier.length]) }
        return .data(Array(data), aim: aim, continues: continues)
    }
}
