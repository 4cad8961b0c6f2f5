/// A language of the screens and receipts, by its BCP 47 tag.
package enum Language: String, CaseIterable, Codable, Sendable {
    case simplifiedChinese = "zh-Hans"
    case english = "en"
}

/// A text that comes with its translations, as billers and charge lines have.
package struct LocalizedText: Hashable, Codable, Sendable {
    package let zh: String
    package let en: String

    package init(zh: String, en: String) {
        self.zh = zh
        self.en = en
    }

    package subscript(language: Language) -> String {
        switch language {
        case .simplifiedChinese: zh
        case .english: en
        }
    }
}
