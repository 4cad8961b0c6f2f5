import KioskPictures

/// A line of a receipt drawn in dots, for printers that lack its glyphs. Cells are as wide as the printer's own.
struct LinePicture {
    let dotsWidth: Int

    /// Nil where the line cannot be drawn or holds no text.
    func raster(of line: ReceiptLine) -> DotRaster? {
        switch line {
        case .text(let text, let style):
            draw(style) { canvas throws(PictureError) in
                try canvas.draw(
                    text, x: 0, y: 0, width: Double(dotsWidth), alignment: TextAlignment(style.alignment),
                    style: textStyle(style), scaleX: Double(style.size.across), scaleY: Double(style.size.down))
            }
        case .pair(let left, let right, let style):
            draw(style) { canvas throws(PictureError) in
                try canvas.draw(left, x: 0, y: 0, style: textStyle(style))
                try canvas.draw(
                    right, x: 0, y: 0, width: Double(dotsWidth), alignment: .right, style: textStyle(style))
            }
        case .rule, .qr, .feed: nil
        }
    }

    private func draw(
        _ style: LineStyle, _ body: (borrowing Canvas) throws(PictureError) -> Void
    ) -> DotRaster? {
        let height = ESCPOSReceipt.cellHeight * style.size.down * 3 / 2
        do {
            let canvas = try Canvas(width: dotsWidth, height: height)
            if style.isReversed {
                canvas.rectangle(x: 0, y: 0, width: Double(dotsWidth), height: Double(height))
            }
            try body(canvas)
            // A little lighter than half, so that thin strokes of Chinese characters stay whole.
            return try canvas.bitmap().dots(darkerThan: 144)
        } catch {
            return nil
        }
    }

    private func textStyle(_ style: LineStyle) -> TextStyle {
        TextStyle(
            .monospaced, size: Double(ESCPOSReceipt.cellHeight), isBold: style.isBold,
            ink: style.isReversed ? .white : .black)
    }
}
