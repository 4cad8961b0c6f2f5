package import KioskPictures

/// A receipt as the bytes that print it, ending in a cut.
///
/// It never fails, because a slip must come whatever it says: a line with a character the printer lacks is sent
/// as a picture, and should even that not be drawn, the character becomes a question mark.
package struct ESCPOSReceipt: Sendable {
    private let profile: PrinterProfile
    private var builder: ESCPOSBuilder

    /// Dots of a character cell of font A: 12 × 24, Chinese 24 × 24.
    package static let cellHeight = 24

    package static func bytes(of receipt: Receipt, for profile: PrinterProfile) -> [UInt8] {
        var document = ESCPOSReceipt(profile)
        document.builder.initialize()
        for line in ReceiptLayout(columns: profile.columns, metric: .paper).lines(of: receipt.forPaper) {
            document.add(line)
        }
        document.finish()
        return document.builder.bytes
    }

    /// A drawing, such as a test page, as the bytes that print it, ending in a cut.
    package static func bytes(of picture: Bitmap, for profile: PrinterProfile) -> [UInt8] {
        var document = ESCPOSReceipt(profile)
        document.builder.initialize()
        document.builder.raster(picture.dots())
        document.finish()
        return document.builder.bytes
    }

    private init(_ profile: PrinterProfile) {
        self.profile = profile
        builder = ESCPOSBuilder(glyphs: profile.glyphs, rasterCommand: profile.rasterCommand)
    }

    private mutating func finish() {
        builder.size(across: 1, down: 1)
        if profile.hasCutter {
            builder.cut()
        } else {
            // Past the tear bar, which is about 15 mm above the head.
            builder.feed(lines: 5)
        }
    }

    private mutating func add(_ line: ReceiptLine) {
        switch line {
        case .text(let text, let style): write(style.isReversed ? filled(text, style) : text, style, line)
        case .pair(let left, let right, let style):
            let metric = ColumnMetric.paper
            let room = max(1, profile.columns - metric.width(of: left) - metric.width(of: right))
            write(left + String(repeating: " ", count: room) + right, style, line)
        case .rule(let rule):
            builder.lineSpacing(dots: 28)
            _ = builder.text(String(repeating: rule == .light ? "-" : "=", count: profile.columns))
            builder.lineFeed()
        case .qr(let text): addQR(text)
        case .feed:
            builder.lineSpacing(dots: 20)
            builder.lineFeed()
        }
    }

    /// Writes a line as text where the printer has its glyphs, and as a picture of `line` where it has not.
    private mutating func write(_ text: String, _ style: LineStyle, _ line: ReceiptLine) {
        let height = ESCPOSReceipt.cellHeight * style.size.down
        // The black of a banner joins from line to line; other lines stand 1.4 of their height apart.
        let spacing = style.isReversed ? height : height + (style.size.down == 1 ? 10 : 14)
        builder.lineSpacing(dots: UInt8(min(255, spacing)))
        builder.align(style.alignment)
        builder.bold(style.isBold)
        builder.reversed(style.isReversed)
        builder.size(across: style.size.across, down: style.size.down)
        if builder.text(text) {
            builder.lineFeed()
        } else if let raster = LinePicture(dotsWidth: profile.dotsWidth).raster(of: line) {
            builder.align(.left)
            builder.reversed(false)
            builder.raster(raster)
        } else {
            for character in text where !builder.text(String(character)) { _ = builder.text("?") }
            builder.lineFeed()
        }
        builder.size(across: 1, down: 1)
        builder.reversed(false)
        builder.bold(false)
        builder.align(.left)
    }

    /// Spaces at both sides, so that the black of a banner reaches over the whole width.
    private func filled(_ text: String, _ style: LineStyle) -> String {
        let room = max(0, profile.columns / style.size.across - ColumnMetric.paper.width(of: text))
        return String(repeating: " ", count: room / 2) + text + String(repeating: " ", count: room - room / 2)
    }

    private mutating func addQR(_ text: String) {
        guard let symbol = try? PrintedQR(text, dotsWidth: profile.dotsWidth) else {
            // What does not fit a QR code can still be read by a person.
            for line in ColumnMetric.paper.wrap(text, columns: profile.columns) {
                write(line, LineStyle(), .text(line, LineStyle()))
            }
            return
        }
        builder.lineSpacing(dots: 30)
        if profile.hasQRCode {
            builder.align(.center)
            builder.qr(text, moduleDots: UInt8(symbol.moduleDots), correction: symbol.correction)
            builder.align(.left)
        } else {
            builder.raster(symbol.raster(dotsWidth: profile.dotsWidth))
        }
        builder.lineFeed()
    }
}

extension Receipt {
    /// ¥ (U+00A5) has a four-byte code that few printers have a glyph for; ￥ (U+FFE5) is the one in GB 2312.
    fileprivate var forPaper: Receipt {
        Receipt(languages: languages, elements: elements.map(\.forPaper))
    }
}
