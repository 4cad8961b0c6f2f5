import KioskPictures
import KioskReceipts

/// Cuts the stream of a printer into instructions, byte by byte, as firmware does.
///
/// Commands that it knows by their length and has no use for are read over; of those it does not know, the two
/// bytes are dropped and what follows is data, as on a real printer. What it holds is bounded by the largest
/// raster it accepts (`widestRaster` × `tallestRaster` bytes) and the largest block (65,535 bytes).
struct PrintStreamParser: Sendable {
    /// Bytes across and rows down that a `GS v 0` may have; larger ones are no commands (Epson: range of xL, yH).
    static let widestRaster = 128
    static let tallestRaster = 4_095

    private let glyphs: PrinterProfile.Glyphs
    private var isChinese = false
    /// The command that was begun.
    private var pending: [UInt8] = []
    private var payload: Payload?
    /// A picture that was stored by `GS ( L` and waits to be printed.
    private var stored: DotRaster?

    private struct Payload {
        let kind: Kind
        var left: Int
        var bytes: [UInt8] = []

        enum Kind {
            case raster(bytesPerRow: Int, rows: Int)
            /// GS ( letter: what follows the length.
            case block(letter: UInt8)
            case skipped
        }
    }

    init(glyphs: PrinterProfile.Glyphs) {
        self.glyphs = glyphs
    }

    /// As after power-on.
    mutating func reset() { self = PrintStreamParser(glyphs: glyphs) }

    mutating func received(_ byte: UInt8) -> PrintInstruction? {
        if payload != nil { return receivedPayload(byte) }
        pending.append(byte)
        switch pending[0] {
        case 0x1B: return escape()
        case 0x1C: return fieldSeparator()
        case 0x1D: return groupSeparator()
        case 0x10: return realTime()
        case 0x0A: return done(.lineFeed)
        case 0x00...0x1F, 0x7F: return done(nil)
        case 0x20...0x7E: return done(.glyph(PrintedGlyph(pending)))
        default: return character()
        }
    }

    private mutating func done(_ instruction: PrintInstruction?) -> PrintInstruction? {
        pending = []
        return instruction
    }

    private mutating func begin(_ kind: Payload.Kind, count: Int) -> PrintInstruction? {
        pending = []
        if count > 0 { payload = Payload(kind: kind, left: count) }
        return nil
    }

    private mutating func receivedPayload(_ byte: UInt8) -> PrintInstruction? {
        payload?.left -= 1
        if case .skipped = payload?.kind {} else { payload?.bytes.append(byte) }
        guard let whole = payload, whole.left == 0 else { return nil }
        payload = nil
        switch whole.kind {
        case .skipped: return nil
        case .raster(let bytesPerRow, let rows):
            return DotRaster(width: bytesPerRow * 8, height: rows, bytes: whole.bytes).map { .raster($0) }
        case .block(let letter): return block(letter, whole.bytes)
        }
    }

    // MARK: Characters

    private mutating func character() -> PrintInstruction? {
        guard isChinese, glyphs != .none, (0x81...0xFE).contains(pending[0]) else { return done(.glyph(.unknown)) }
        guard pending.count > 1 else { return nil }
        let second = pending[1]
        if (0x30...0x39).contains(second), glyphs == .gb18030 {
            guard pending.count == 4 else { return nil }
            let isValid = (0x81...0xFE).contains(pending[2]) && (0x30...0x39).contains(pending[3])
            return done(.glyph(isValid ? PrintedGlyph(pending) : .unknown))
        }
        let isValid = (0x40...0xFE).contains(second) && second != 0x7F
        return done(.glyph(isValid ? PrintedGlyph(pending) : .unknown))
    }

    // MARK: Commands

    private mutating func escape() -> PrintInstruction? {
        guard pending.count > 1 else { return nil }
        switch pending[1] {
        case UInt8(ascii: "@"):
            isChinese = false
            return done(.initialize)
        case UInt8(ascii: "2"): return done(.lineSpacing(30))
        case UInt8(ascii: "i"), UInt8(ascii: "m"): return done(.cut)
        case UInt8(ascii: "a"), UInt8(ascii: "E"), UInt8(ascii: "G"), UInt8(ascii: "!"), UInt8(ascii: "3"),
            UInt8(ascii: "d"), UInt8(ascii: "J"), UInt8(ascii: "-"), UInt8(ascii: "M"), UInt8(ascii: "t"),
            UInt8(ascii: "R"), UInt8(ascii: "{"), UInt8(ascii: "V"), UInt8(ascii: " "), UInt8(ascii: "r"),
            UInt8(ascii: "T"), UInt8(ascii: "="):
            guard pending.count == 3 else { return nil }
            return done(escape(pending[1], pending[2]))
        case UInt8(ascii: "$"), UInt8(ascii: "\\"), UInt8(ascii: "c"):
            return pending.count == 4 ? done(nil) : nil
        case UInt8(ascii: "p"): return pending.count == 5 ? done(nil) : nil
        case UInt8(ascii: "D"): return pending.last == 0 || pending.count > 34 ? done(nil) : nil
        case UInt8(ascii: "*"):
            guard pending.count == 5 else { return nil }
            let columns = Int(pending[3]) + Int(pending[4]) << 8
            return begin(.skipped, count: columns * (pending[2] >= 32 ? 3 : 1))
        default: return done(nil)
        }
    }

    private func escape(_ command: UInt8, _ n: UInt8) -> PrintInstruction? {
        switch command {
        case UInt8(ascii: "a"): PrintStreamParser.alignment(n).map { .align($0) }
        case UInt8(ascii: "E"), UInt8(ascii: "G"): .bold(n & 1 == 1)
        case UInt8(ascii: "!"): .size(across: n & 0x20 == 0 ? 1 : 2, down: n & 0x10 == 0 ? 1 : 2)
        case UInt8(ascii: "3"): .lineSpacing(Int(n))
        case UInt8(ascii: "d"): .feed(lines: Int(n))
        case UInt8(ascii: "J"): .feedDots(Int(n))
        default: nil
        }
    }

    private static func alignment(_ n: UInt8) -> PrintedAlignment? {
        switch n {
        case 0, 0x30: .left
        case 1, 0x31: .center
        case 2, 0x32: .right
        default: nil
        }
    }

    private mutating func fieldSeparator() -> PrintInstruction? {
        guard pending.count > 1 else { return nil }
        switch pending[1] {
        case UInt8(ascii: "&"):
            isChinese = true
            return done(nil)
        case UInt8(ascii: "."):
            isChinese = false
            return done(nil)
        case UInt8(ascii: "!"), UInt8(ascii: "W"):
            guard pending.count == 3 else { return nil }
            let n = pending[2]
            if pending[1] == UInt8(ascii: "W") {
                let times = n & 1 == 1 ? 2 : 1
                return done(.chineseSize(across: times, down: times))
            }
            return done(.chineseSize(across: n & 0x04 == 0 ? 1 : 2, down: n & 0x08 == 0 ? 1 : 2))
        case UInt8(ascii: "-"), UInt8(ascii: "C"): return pending.count == 3 ? done(nil) : nil
        case UInt8(ascii: "S"), UInt8(ascii: "p"): return pending.count == 4 ? done(nil) : nil
        default: return done(nil)
        }
    }

    private mutating func groupSeparator() -> PrintInstruction? {
        guard pending.count > 1 else { return nil }
        switch pending[1] {
        case UInt8(ascii: "!"), UInt8(ascii: "B"), UInt8(ascii: "a"), UInt8(ascii: "H"), UInt8(ascii: "h"),
            UInt8(ascii: "w"), UInt8(ascii: "f"), UInt8(ascii: "r"), UInt8(ascii: "I"), UInt8(ascii: "b"),
            UInt8(ascii: "/"):
            guard pending.count == 3 else { return nil }
            return done(group(pending[1], pending[2]))
        case UInt8(ascii: "V"):
            guard pending.count > 2 else { return nil }
            // 0, 1, '0', '1' cut here; 65, 66 and above take one more byte, the feed before the cut.
            if [0, 1, 0x30, 0x31].contains(pending[2]) { return done(.cut) }
            return pending.count == 4 ? done(.cut) : nil
        case UInt8(ascii: "L"), UInt8(ascii: "W"), UInt8(ascii: "P"): return pending.count == 4 ? done(nil) : nil
        case UInt8(ascii: "v"):
            guard pending.count == 8 else { return nil }
            let bytesPerRow = Int(pending[4]) + Int(pending[5]) << 8
            let rows = Int(pending[6]) + Int(pending[7]) << 8
            guard pending[2] == 0x30, (1...PrintStreamParser.widestRaster).contains(bytesPerRow),
                (1...PrintStreamParser.tallestRaster).contains(rows)
            else { return done(nil) }
            return begin(.raster(bytesPerRow: bytesPerRow, rows: rows), count: bytesPerRow * rows)
        case UInt8(ascii: "("):
            guard pending.count == 5 else { return nil }
            return begin(.block(letter: pending[2]), count: Int(pending[3]) + Int(pending[4]) << 8)
        default: return done(nil)
        }
    }

    private func group(_ command: UInt8, _ n: UInt8) -> PrintInstruction? {
        switch command {
        case UInt8(ascii: "!"): .size(across: Int(n >> 4 & 7) + 1, down: Int(n & 7) + 1)
        case UInt8(ascii: "B"): .reversed(n & 1 == 1)
        case UInt8(ascii: "a"): .automaticStatus(n != 0)
        default: nil
        }
    }

    /// Answered when they arrived; here they are only read over.
    private mutating func realTime() -> PrintInstruction? {
        guard pending.count > 1 else { return nil }
        switch pending[1] {
        case 0x04, 0x05: return pending.count == 3 ? done(nil) : nil
        case 0x14:
            guard pending.count > 2 else { return nil }
            return pending.count == (pending[2] == 8 ? 10 : 5) ? done(nil) : nil
        default: return done(nil)
        }
    }

    /// `GS ( L`: function 112 stores a picture (tone, enlargement, colour, width and height in dots), function 50
    /// prints it.
    private mutating func graphics(_ bytes: [UInt8]) -> PrintInstruction? {
        guard bytes.count >= 2, bytes[0] == 0x30 else { return nil }
        switch bytes[1] {
        case 0x02, 0x32:
            defer { stored = nil }
            return stored.map { .raster($0) }
        case 0x70:
            guard bytes.count > 10 else { return nil }
            let bytesPerRow = (Int(bytes[6]) + Int(bytes[7]) << 8 + 7) / 8
            let rows = Int(bytes[8]) + Int(bytes[9]) << 8
            guard bytes[2] == 0x30, (1...PrintStreamParser.widestRaster).contains(bytesPerRow),
                (1...PrintStreamParser.tallestRaster).contains(rows)
            else { return nil }
            stored = DotRaster(width: bytesPerRow * 8, height: rows, bytes: Array(bytes.dropFirst(10)))
            return nil
        default: return nil
        }
    }

    private mutating func block(_ letter: UInt8, _ bytes: [UInt8]) -> PrintInstruction? {
        switch letter {
        case UInt8(ascii: "L"): return graphics(bytes)
        case UInt8(ascii: "H"):
            guard bytes.count == 6, bytes[0] == 0x30, bytes[1] == 0x30,
                bytes.suffix(4).allSatisfy({ (0x20...0x7E).contains($0) })
            else { return nil }
            return .processID(Array(bytes.suffix(4)))
        case UInt8(ascii: "k"):
            guard bytes.count >= 3, bytes[0] == 0x31 else { return nil }
            switch bytes[1] {
            case 0x43: return (1...16).contains(bytes[2]) ? .qrModule(Int(bytes[2])) : nil
            case 0x45: return QRSymbol.Correction(rawValue: Int32(bytes[2]) - 47).map { .qrCorrection($0) }
            case 0x50: return .qrData(Array(bytes.dropFirst(3)))
            case 0x51: return .qrPrint
            default: return nil
            }
        default: return nil
        }
    }
}
