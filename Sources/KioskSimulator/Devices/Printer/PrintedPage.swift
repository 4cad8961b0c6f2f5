package import KioskPictures
import KioskReceipts

/// A piece of paper as it came out of the printer: what can be read on it, and, when asked, how it looks.
package struct PrintedPage: Sendable {
    var items: [PrintedItem] = []
    let dotsWidth: Int

    /// White at each side of the printed width, in dots.
    private static let margin = 32
    /// Items of one page; a printer that is fed rubbish without a cut starts a new page here.
    static let mostItems = 4_000

    package var isEmpty: Bool { items.isEmpty }

    /// What a person reads, line by line. A QR code shows as its text, a picture as its size.
    package var text: String {
        items.compactMap { item -> String? in
            switch item {
            case .line(let line): line.text(columns: dotsWidth / PrintedCell.dotsPerColumn)
            case .raster(let raster, _): "[picture \(raster.width)×\(raster.height)]"
            case .qr(let qr): "[QR] " + qr.text
            case .feed: nil
            }
        }.map { $0 + "\n" }.joined()
    }

    /// The paper as a picture. Drawn anew at every call, so that a simulation nobody looks at costs nothing.
    package func picture() throws(PictureError) -> Bitmap {
        let height = items.reduce(2 * PrintedPage.margin) { $0 + $1.advance }
        let canvas = try Canvas(
            width: dotsWidth + 2 * PrintedPage.margin, height: min(max(height, 1), Bitmap.longestSide))
        var y = PrintedPage.margin
        for item in items where y < Bitmap.longestSide {
            try draw(item, on: canvas, y: y)
            y += item.advance
        }
        return try canvas.bitmap()
    }

    private func draw(_ item: PrintedItem, on canvas: borrowing Canvas, y: Int) throws(PictureError) {
        switch item {
        case .line(let line):
            var x = left(of: line.dotsWidth, line.alignment)
            for cell in line.cells {
                try cell.draw(on: canvas, x: x, bottom: y + line.cellHeight)
                x += cell.dotsWidth
            }
        case .raster(let raster, let alignment):
            canvas.dots(raster, x: Double(left(of: raster.width, alignment)), y: Double(y))
        case .qr(let qr):
            let x = left(of: qr.side, qr.alignment)
            canvas.dots(qr.symbol.modules, x: Double(x), y: Double(y), module: Double(qr.module))
        case .feed: break
        }
    }

    private func left(of width: Int, _ alignment: PrintedAlignment) -> Int {
        let room = max(0, dotsWidth - width)
        switch alignment {
        case .left: return PrintedPage.margin
        case .center: return PrintedPage.margin + room / 2
        case .right: return PrintedPage.margin + room
        }
    }
}

enum PrintedItem: Sendable {
    case line(PrintedLine)
    case raster(DotRaster, PrintedAlignment)
    case qr(PrintedQR)
    case feed(Int)

    /// How far the paper moves, in dots.
    var advance: Int {
        switch self {
        case .line(let line): line.advance
        case .raster(let raster, _): raster.height
        case .qr(let qr): qr.side
        case .feed(let dots): dots
        }
    }
}

struct PrintedQR: Sendable {
    let text: String
    let symbol: QRSymbol
    /// Dots a module.
    let module: Int
    let alignment: PrintedAlignment

    /// In dots.
    var side: Int { symbol.side * module }
}

struct PrintedLine: Sendable {
    var cells: [PrintedCell]
    var alignment: PrintedAlignment
    /// How far the paper moves, in dots.
    var advance: Int

    var dotsWidth: Int { cells.reduce(0) { $0 + $1.dotsWidth } }
    /// Height of the tallest character; all stand on one base line.
    var cellHeight: Int { cells.map(\.dotsHeight).max() ?? 0 }

    func text(columns: Int) -> String {
        let bytes = cells.flatMap(\.glyph.bytes)
        // The parser let only whole characters through; what glibc has no mapping for shows as U+FFFD.
        let text =
            GB18030.decode(bytes)
            ?? cells.map { GB18030.decode($0.glyph.bytes) ?? "\u{FFFD}" }.joined()
        let taken = cells.reduce(0) { $0 + $1.glyph.columns }
        let indent =
            switch alignment {
            case .left: 0
            case .center: max(0, columns - taken) / 2
            case .right: max(0, columns - taken)
            }
        var line = String(repeating: " ", count: text.isEmpty ? 0 : indent) + text
        while line.hasSuffix(" ") { line.removeLast() }
        return line
    }
}

/// A character on paper with the way it was printed.
struct PrintedCell: Sendable {
    let glyph: PrintedGlyph
    let across: Int
    let down: Int
    let isBold: Bool
    let isReversed: Bool

    /// Font A: 12 × 24 dots for ASCII, 24 × 24 for Chinese.
    static let dotsPerColumn = 12
    static let dotsHigh = 24

    var dotsWidth: Int { glyph.columns * PrintedCell.dotsPerColumn * across }
    var dotsHeight: Int { PrintedCell.dotsHigh * down }

    func draw(on canvas: borrowing Canvas, x: Int, bottom: Int) throws(PictureError) {
        let left = Double(x)
        let top = Double(bottom - dotsHeight)
        if isReversed {
            canvas.rectangle(x: left, y: top, width: Double(dotsWidth), height: Double(dotsHeight))
        }
        guard glyph.code != 0x20 else { return }
        let size = Double(PrintedCell.dotsHigh)
        let style = TextStyle(.monospaced, size: size, isBold: isBold, ink: isReversed ? .white : .black)
        // The font's line is 1.448 em high and its em box begins 0.28 em below the top (Noto Sans CJK, hhea).
        try canvas.draw(
            GB18030.decode(glyph.bytes) ?? "\u{FFFD}", x: left, y: top - 0.28 * size * Double(down),
            width: Double(dotsWidth), alignment: .center, style: style, scaleX: Double(across),
            scaleY: Double(down))
    }
}
