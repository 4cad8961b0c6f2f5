package import KioskCore

/// A slip as a document that knows no device: what is said, in order, in both languages.
///
/// `ReceiptLayout` breaks it into lines of so many columns; `PlainTextReceipt`, `ESCPOSReceipt` and
/// `PNGReceipt` put those lines on a terminal, on paper, and into a picture.
package struct Receipt: Hashable, Codable, Sendable {
    package var languages: ReceiptLanguages
    package var elements: [ReceiptElement]

    package init(languages: ReceiptLanguages, elements: [ReceiptElement]) {
        self.languages = languages
        self.elements = elements
    }
}

/// Which of its two languages a receipt is set in.
package enum ReceiptLanguages: String, CaseIterable, Codable, Sendable {
    case chinese, english
    /// Chinese, with the English beneath.
    case both

    package init(_ language: Language) {
        switch language {
        case .simplifiedChinese: self = .chinese
        case .english: self = .english
        }
    }

    /// The text as paragraphs, one a language; one alone where both say the same.
    func paragraphs(of text: LocalizedText) -> [String] {
        switch self {
        case .chinese: [text.zh]
        case .english: [text.en]
        case .both: text.zh == text.en ? [text.zh] : [text.zh, text.en]
        }
    }

    /// The text on one line.
    func inline(_ text: LocalizedText) -> String {
        paragraphs(of: text).joined(separator: " ")
    }
}

package enum ReceiptElement: Hashable, Codable, Sendable {
    /// What kind of slip this is: large, in the middle.
    case title(LocalizedText)
    /// The state, white on black over the whole width. The first thing an eye finds.
    case banner(LocalizedText)
    /// The head of a few paragraphs.
    case heading(LocalizedText)
    case text(LocalizedText, TextAlignment = .left, isBold: Bool = false)
    /// A name at the left and its value at the right.
    case row(label: LocalizedText, value: LocalizedText, isBold: Bool = false)
    case rule(ReceiptRule)
    /// The amount that matters most on this slip.
    case amount(label: LocalizedText, value: String)
    /// A code to be read aloud or typed: large, between heavy rules.
    case code(label: LocalizedText, value: String)
    /// Paragraphs that must not be missed, between heavy rules.
    case notice([LocalizedText])
    case qr(String, caption: LocalizedText)
    /// Empty lines.
    case feed(Int)

    package enum TextAlignment: String, Codable, Sendable {
        case left, center, right
    }
}

package enum ReceiptRule: String, Codable, Sendable {
    case light, heavy
}

extension LocalizedText {
    /// A text that is the same in both languages: a number, a date, a code.
    package init(same text: String) {
        self.init(zh: text, en: text)
    }
}
