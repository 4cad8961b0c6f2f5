import KioskCore

extension ReceiptElement {
    /// The element with its texts in characters that Chinese receipt printers have.
    var forPaper: ReceiptElement {
        switch self {
        case .title(let text): .title(text.forPaper)
        case .banner(let text): .banner(text.forPaper)
        case .heading(let text): .heading(text.forPaper)
        case .text(let text, let alignment, let isBold): .text(text.forPaper, alignment, isBold: isBold)
        case .row(let label, let value, let isBold):
            .row(label: label.forPaper, value: value.forPaper, isBold: isBold)
        case .rule, .feed: self
        case .amount(let label, let value): .amount(label: label.forPaper, value: value.forPaper)
        case .code(let label, let value): .code(label: label.forPaper, value: value.forPaper)
        case .notice(let texts): .notice(texts.map(\.forPaper))
        case .qr(let text, let caption): .qr(text, caption: caption.forPaper)
        }
    }
}

extension LocalizedText {
    fileprivate var forPaper: LocalizedText { LocalizedText(zh: zh.forPaper, en: en.forPaper) }
}

extension String {
    fileprivate var forPaper: String { String(map { $0 == "¥" ? "￥" : $0 }) }
}
