/// A receipt as text for a terminal or a log of a demonstration: Chinese characters count two columns.
package enum PlainTextReceipt {
    package static let usualColumns = 48

    package static func render(_ receipt: Receipt, columns: Int = usualColumns) -> String {
        let layout = ReceiptLayout(columns: columns, metric: .terminal)
        return layout.lines(of: receipt)
            .map { line(of: $0, columns: layout.columns).trimmingTrailingSpaces }
            .joined(separator: "\n") + "\n"
    }

    private static func line(of line: ReceiptLine, columns: Int) -> String {
        let metric = ColumnMetric.terminal
        switch line {
        case .text(let text, let style):
            let shown = style.isReversed ? "*** \(text) ***" : text
            let room = max(0, columns - metric.width(of: shown))
            switch style.alignment {
            case .left: return shown
            case .center: return String(repeating: " ", count: room / 2) + shown
            case .right: return String(repeating: " ", count: room) + shown
            }
        case .pair(let left, let right, _):
            let room = max(1, columns - metric.width(of: left) - metric.width(of: right))
            return left + String(repeating: " ", count: room) + right
        case .rule(.light): return String(repeating: "-", count: columns)
        case .rule(.heavy): return String(repeating: "=", count: columns)
        case .qr(let text): return "[QR] \(text)"
        case .feed: return ""
        }
    }
}
