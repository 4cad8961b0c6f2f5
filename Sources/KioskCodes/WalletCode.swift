/// Payment codes that wallets show on a phone, told apart from bills by prefix and length alone.
enum WalletCode: CaseIterable {
    case weChat, alipay, unionPay

    /// The wallet whose payment code these digits are, if any.
    init?(_ text: String) {
        guard text.isASCIIDigits, let prefix = Int(text.prefix(2)) else { return nil }
        switch (prefix, text.utf8.count) {
        case (10...15, 18): self = .weChat
        case (25...30, 16...24): self = .alipay
        case (62, 19): self = .unionPay
        default: return nil
        }
    }
}
