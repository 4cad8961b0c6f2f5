internal import KioskCore

/// Cuts the characters of a scanner into codes: each ends with a character, or with silence where the scanner is set
/// to send none.
///
/// An LF right behind an ending belongs to the ending. An LF elsewhere belongs to the code: QR bills of several lines
/// use it. Only an LF that nothing follows ends a code, too, where `takesLineFeed` says so. Holds at most `longestLine` bytes.
struct ScanLineCutter: Sendable {
    enum Line: Hashable, Sendable {
        case code(ScannedCode)
        /// What came is no code; the text says why.
        case garbled(String)
    }

    /// Nil: a code ends when the line is quiet.
    private let ending: UInt8?
    /// What the scanner is set to put before each code.
    private let prefix: [UInt8]
    /// Whether the scanner may be set to send an LF for the ending.
    private let takesLineFeed: Bool

    private var buffer: [UInt8] = []
    private var trouble: String?
    private var hasJustEnded = false

    init(ending: UInt8?, prefix: [UInt8] = [], takesLineFeed: Bool = false) {
        self.ending = ending
        self.prefix = prefix
        self.takesLineFeed = takesLineFeed
    }

    /// An AIM identifier and the longest code, behind the prefix.
    var longestLine: Int { prefix.count + AIMIdentifier.length + ScannedCode.largestAccepted }
    /// Silence would end a code here, not cut it short.
    var mayHaveEnded: Bool { ending == nil || takesLineFeed && buffer.last == ScanLineCutter.lineFeed }
    var isWaiting: Bool { trouble != nil || !buffer.isEmpty }

    /// Nil in the middle of a code, and for an empty one.
    mutating func received(_ byte: UInt8) -> Line? {
        defer { hasJustEnded = byte == ending }
        if hasJustEnded, byte == ScanLineCutter.lineFeed, ending == 0x0D { return nil }
        if byte == ending { return end() }
        if buffer.count == longestLine {
            spoil(ScanLineCutter.tooLong)
        } else if trouble == nil {
            buffer.append(byte)
        }
        return nil
    }

    /// What is begun, or begins with this, is no code. The first reason is the one that is told.
    mutating func spoil(_ reason: String) {
        trouble = trouble ?? reason
        buffer = []
    }

    /// The line was quiet: the end of a code, or a code that will not be completed.
    mutating func silence() -> Line? {
        guard ending != nil, trouble == nil, !buffer.isEmpty else { return end() }
        guard mayHaveEnded else { return cutShort() }
        buffer.removeLast()
        return end()
    }

    private mutating func cutShort() -> Line {
        let count = buffer.count
        reset()
        return .garbled("The scanner stopped in the middle of a code, after \(count) bytes.")
    }

    mutating func reset() {
        buffer = []
        trouble = nil
        hasJustEnded = false
    }

    private mutating func end() -> Line? {
        let (bytes, reason) = (buffer, trouble)
        reset()
        if let reason { return .garbled(reason) }
        guard !bytes.isEmpty else { return nil }
        guard bytes.starts(with: prefix) else {
            return .garbled("A code came without the prefix that the scanner's profile tells of: see its setting.")
        }
        let code = ScannedCode(bytesWithOptionalAIM: Array(bytes.dropFirst(prefix.count)))
        if code.bytes.count > ScannedCode.largestAccepted { return .garbled(ScanLineCutter.tooLong) }
        return code.bytes.isEmpty ? nil : .code(code)
    }

    private static let lineFeed: UInt8 = 0x0A
    private static let tooLong = "A code of more than \(ScannedCode.largestAccepted) bytes was thrown away."
}

extension CodeScannerReport {
    init(_ line: ScanLineCutter.Line) {
        switch line {
        case .code(let code): self = .scanned(code)
        case .garbled(let reason): self = .garbled(reason)
        }
    }
}
