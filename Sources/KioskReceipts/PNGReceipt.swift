package import KioskPictures

/// A receipt as a picture, for a screen or a file: what the paper says, with real rules and a real QR code.
package enum PNGReceipt {
    /// As wide as 80 mm paper prints, with a margin at each side.
    package static let contentWidth = 576
    private static let margin = 40
    private static let columns = 48
    /// The tallest receipt drawn, in pixels; what does not fit is cut off.
    private static let tallest = 12_000

    package static func encode(_ receipt: Receipt) throws(PictureError) -> [UInt8] {
        try PNG.encode(render(receipt))
    }

    package static func render(_ receipt: Receipt) throws(PictureError) -> Bitmap {
        let width = contentWidth + 2 * margin
        let canvas = try Canvas(width: width, height: tallest)
        var y = Double(margin)
        for line in ReceiptLayout(columns: columns, metric: .paper).lines(of: receipt) {
            y += try draw(line, on: canvas, y: y)
        }
        return try canvas.bitmap(height: Int(y) + margin)
    }

    /// Draws one line and returns how far the paper moves.
    private static func draw(_ line: ReceiptLine, on canvas: borrowing Canvas, y: Double) throws(PictureError) -> Double
    {
        let left = Double(margin)
        let width = Double(contentWidth)
        switch line {
        case .text(let text, let style):
            let size = fontSize(style.size)
            let height = size * 1.45
            if style.isReversed {
                canvas.rectangle(x: left, y: y, width: width, height: height + 1)
            }
            try canvas.draw(
                text, x: left, y: y, width: width, alignment: TextAlignment(style.alignment),
                style: textStyle(style))
            return height
        case .pair(let first, let second, let style):
            try canvas.draw(first, x: left, y: y, style: textStyle(style))
            try canvas.draw(second, x: left, y: y, width: width, alignment: .right, style: textStyle(style))
            return fontSize(style.size) * 1.45
        case .rule(let rule):
            let dashes: [Double] = rule == .light ? [5, 4] : []
            canvas.line(
                fromX: left, y: y + 12, toX: left + width, y: y + 12, thickness: rule == .light ? 1.5 : 4,
                dashes: dashes)
            return 24
        case .qr(let text):
            let printed = try PrintedQR(text, dotsWidth: contentWidth)
            let side = Double(printed.side)
            canvas.dots(
                printed.symbol.modules, x: left + (width - side) / 2, y: y + 8, module: Double(printed.moduleDots))
            return side + 20
        case .feed: return 22
        }
    }

    private static func fontSize(_ size: LineStyle.Size) -> Double {
        switch size {
        case .normal: 24
        case .large: 44
        case .huge: 68
        }
    }

    private static func textStyle(_ style: LineStyle) -> TextStyle {
        TextStyle(
            .sans, size: fontSize(style.size), isBold: style.isBold, ink: style.isReversed ? .white : .black)
    }
}

extension TextAlignment {
    init(_ alignment: ReceiptElement.TextAlignment) {
        switch alignment {
        case .left: self = .left
        case .center: self = .center
        case .right: self = .right
        }
    }
}
