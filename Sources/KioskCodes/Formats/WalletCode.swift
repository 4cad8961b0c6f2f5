package import KioskCore

extension WalletCode {
    /// The wallet's payment code these digits are, told apart from bills by prefix and length alone; nil when they are
    /// none. WeChat Pay: 18 digits from 10 to 15. Alipay: 16 to 24 digits from 25 to 30. UnionPay: 19 digits from 62.
    package init?(reading text: String) {
        guard text.utf8.count <= 24, text.isASCIIDigits, let prefix = Int(text.prefix(2)) else { return nil }
        switch (prefix, text.utf8.count) {
        case (10...15, 18): self.init(provider: .weChatPay, digits: text)
        case (25...30, 16...24): self.init(provider: .alipay, digits: text)
        case (62, 19): self.init(provider: .unionPay, digits: text)
        default: return nil
        }
    }
}
