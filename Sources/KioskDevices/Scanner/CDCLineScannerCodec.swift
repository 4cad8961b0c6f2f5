internal import KioskCore

/// Cuts what a serial scanner sends (USB CDC-ACM) into lines. A line ends with CR; an LF right behind it belongs to
/// the ending. An LF elsewhere belongs to the code: QR bills of several lines use it.
struct CDCLineScannerCodec {
    enum Line: Hashable {
        case code(ScannedCode)
        /// Longer than a code can be.
        case oversized
    }

    /// An AIM identifier and the longest code.
    static let longestLine = ScannedCode.largestAccepted + AIMIdentifier.length

    private var buffer: [UInt8] = []
    private var isOversized = false
    private var lastWasCR = false

    var isWaiting: Bool { isOversized || !buffer.isEmpty }

    mutating func received(_ bytes: [UInt8]) -> [Line] {
        var lines: [Line] = []
        for byte in bytes {
            let endsWithLF = lastWasCR && byte == 0x0A
            lastWasCR = byte == 0x0D
            if endsWithLF { continue }
            if byte == 0x0D {
                if let line = line() { lines.append(line) }
                reset()
                lastWasCR = true
            } else if buffer.count == CDCLineScannerCodec.longestLine {
                buffer = []
                isOversized = true
            } else if !isOversized {
                buffer.append(byte)
            }
        }
        return lines
    }

    /// The line was quiet in the middle of a code: what was begun is thrown away. Returns how much it was.
    mutating func silence() -> Int {
        defer { reset() }
        return isOversized ? CDCLineScannerCodec.longestLine : buffer.count
    }

    mutating func reset() {
        buffer = []
        isOversized = false
        lastWasCR = false
    }

    /// Nil for an empty line.
    private func line() -> Line? {
        if isOversized { return .oversized }
        let code = ScannedCode(bytesWithOptionalAIM: buffer)
        if code.bytes.count > ScannedCode.largestAccepted { return .oversized }
        return code.bytes.isEmpty ? nil : .code(code)
    }
}
