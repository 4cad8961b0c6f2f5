import KioskCore

/// One line of a receipt, ready for any kind of output.
package enum ReceiptLine: Hashable, Sendable {
    case text(String, LineStyle)
    /// Two texts that fit one line, at its left and at its right.
    case pair(String, String, LineStyle)
    case rule(ReceiptRule)
    case qr(String)
    case feed
}

package struct LineStyle: Hashable, Sendable {
    package enum Size: Sendable {
        case normal
        /// Twice as high and wide.
        case large
        /// Three times as high and wide.
        case huge

        package var across: Int {
            switch self {
            case .normal: 1
            case .large: 2
            case .huge: 3
            }
        }

        package var down: Int {
            switch self {
            case .normal: 1
            case .large: 2
            case .huge: 3
            }
        }
    }

    package var size: Size
    package var isBold: Bool
    /// White on black over the whole width.
    package var isReversed: Bool
    package var alignment: ReceiptElement.TextAlignment

    package init(
        _ size: Size = .normal, isBold: Bool = false, isReversed: Bool = false,
        alignment: ReceiptElement.TextAlignment = .left
    ) {
        self.size = size
        self.isBold = isBold
        self.isReversed = isReversed
        self.alignment = alignment
    }
}

/// Breaks a receipt into lines for a paper or terminal of so many columns.
package struct ReceiptLayout: Sendable {
    package let columns: Int
    package let metric: ColumnMetric

    /// Narrower paper does not exist; a layout of fewer columns is made with this many.
    package static let fewestColumns = 16

    package init(columns: Int, metric: ColumnMetric) {
        self.columns = max(ReceiptLayout.fewestColumns, columns)
        self.metric = metric
    }

    package func lines(of receipt: Receipt) -> [ReceiptLine] {
        receipt.elements.flatMap { lines(of: $0, in: receipt.languages) }
    }

    private func lines(of element: ReceiptElement, in languages: ReceiptLanguages) -> [ReceiptLine] {
        switch element {
        case .title(let text):
            return paragraphs(
                text, languages, first: LineStyle(.large, isBold: true, alignment: .center),
                then: LineStyle(alignment: .center))
        case .banner(let text):
            return paragraphs(
                text, languages, first: LineStyle(.large, isBold: true, isReversed: true, alignment: .center),
                then: LineStyle(isBold: true, isReversed: true, alignment: .center)) + [.feed]
        case .heading(let text):
            return wrapped("■ " + languages.inline(text), LineStyle(isBold: true))
        case .text(let text, let alignment, let isBold):
            let style = LineStyle(isBold: isBold, alignment: alignment)
            return paragraphs(text, languages, first: style, then: style)
        case .row(let label, let value, let isBold):
            return row(label, value, languages, isBold: isBold)
        case .rule(let rule): return [.rule(rule)]
        case .amount(let label, let value):
            return wrapped(languages.inline(label), LineStyle(alignment: .center))
                + wrapped(value, LineStyle(.huge, isBold: true, alignment: .center))
        case .code(let label, let value):
            return [.rule(.heavy)] + wrapped(languages.inline(label), LineStyle(isBold: true, alignment: .center))
                + wrapped(value, LineStyle(.large, isBold: true, alignment: .center)) + [.rule(.heavy)]
        case .notice(let texts):
            let style = LineStyle(isBold: true)
            return [.rule(.heavy)] + texts.flatMap { paragraphs($0, languages, first: style, then: style) }
                + [.rule(.heavy)]
        case .qr(let text, let caption):
            let style = LineStyle(alignment: .center)
            return [.feed, .qr(text)] + paragraphs(caption, languages, first: style, then: style)
        case .feed(let count): return Array(repeating: .feed, count: min(max(count, 0), 10))
        }
    }

    /// One paragraph a language; the first is set larger where the style says so.
    private func paragraphs(
        _ text: LocalizedText, _ languages: ReceiptLanguages, first: LineStyle, then: LineStyle
    ) -> [ReceiptLine] {
        languages.paragraphs(of: text).enumerated().flatMap { index, paragraph in
            wrapped(paragraph, index == 0 ? first : then)
        }
    }

    private func wrapped(_ text: String, _ style: LineStyle) -> [ReceiptLine] {
        metric.wrap(text, columns: columns / style.size.across).map { .text($0, style) }
    }

    /// On one line where it fits; otherwise the label, and the value at the right beneath it.
    private func row(
        _ label: LocalizedText, _ value: LocalizedText, _ languages: ReceiptLanguages, isBold: Bool
    ) -> [ReceiptLine] {
        let left = languages.inline(label)
        let values = languages.paragraphs(of: value)
        let style = LineStyle(isBold: isBold)
        let right = LineStyle(isBold: isBold, alignment: .right)
        var result: [ReceiptLine] = []
        var rest = values
        if let first = values.first, metric.width(of: left) + 2 + metric.width(of: first) <= columns {
            result.append(.pair(left, first, style))
            rest.removeFirst()
        } else {
            result += wrapped(left, style)
        }
        return result + rest.flatMap { wrapped($0, right) }
    }
}
