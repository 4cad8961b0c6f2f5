import KioskCore
import KioskReceipts

/// A payment of ¥86.40 for electricity with five notes, for tests of slips.
enum Sample {
    static let biller = Biller(
        id: "zj-power", name: LocalizedText(zh: "浙江省电力公司", en: "Zhejiang Electric Power"), service: .electricity,
        currency: .cny, hotline: "95598", exactness: .exactUp, tenders: [.cash, .card], accountDigits: 13...13,
        accountLabel: LocalizedText(zh: "户号", en: "Account no."))
    static let code = ClaimCode(random: [7, 20, 2, 19, 9, 23, 29, 26, 0, 4, 17])
    static let site = ReceiptSite(
        kiosk: "K0417", place: LocalizedText(zh: "竹垟便民服务点", en: "Zhuyang service point"), hotline: "0578-7215598",
        utcOffsetMinutes: 480)
    static let payment: PaymentID = "0192f3a4-7b1c-7def-8a90-1234567890ab"
    static let account: AccountNumber = "3307001234567"
    static let cash: [Tender] = [
        .notes(denomination: Money(2_000, .cny), count: 4), .notes(denomination: Money(1_000, .cny), count: 1),
    ]
    static let capture = CardCapture(
        amount: Money(8_640, .cny), terminalReceiptNumber: 12, traceNumber: 33, authorisationCode: "A4821C",
        lastFour: "6210", cardName: "UnionPay", terminalID: "51110001")
    static let receipt = WalletReceipt(
        amount: Money(8_640, .cny), provider: .alipay, reference: "2026112122001400001234")
    static let all = CreditNote(code: code, amount: Money(9_000, .cny))
    static let change = CreditNote(code: code, amount: Money(360, .cny))
    /// 2026-11-21T12:08:00Z.
    static let time = WallTime(milliseconds: 1_795_262_880_000)

    /// Every kind of slip on which money is or may be owed.
    static let owing: [ReceiptFacts.Kind] =
        [
            .settled(reference: "H-918", change), .pending, .cancelled(all), .interrupted(all),
            .cardUnknown(Money(8_640, .cny)), .walletUnknown(Money(8_640, .cny)),
            .creditNoteUnknown(counted: Money(5_000, .cny)),
            .noteUnplaced(Money(2_000, .cny), counted: Money(2_000, .cny)),
            .suspense(CreditNote(code: code, amount: Money(2_000, .cny))), .examined(Money(9_000, .cny)),
        ] + HubRefusal.Reason.allCases.map { .refused($0, all) }

    static func facts(
        _ kind: ReceiptFacts.Kind, tenders: [Tender] = cash, isCopy: Bool = false, isOffline: Bool = false,
        voucher: String? = nil
    ) -> ReceiptFacts {
        ReceiptFacts(
            kind: kind, receiptNumber: "K0417-000023", payment: payment, claimCode: code, site: site, time: time,
            biller: biller, maskedAccount: account.masked,
            items: [ReceiptFacts.Item(period: BillingPeriod("2026-10"), amount: Money(8_640, .cny))],
            tenders: tenders, currency: .cny, isCopy: isCopy, isOffline: isOffline, voucher: voucher)
    }

    static func text(
        _ kind: ReceiptFacts.Kind, _ languages: ReceiptLanguages, tenders: [Tender] = cash, isCopy: Bool = false,
        isOffline: Bool = false
    ) -> String {
        PlainTextReceipt.render(
            ReceiptComposer.compose(
                facts(kind, tenders: tenders, isCopy: isCopy, isOffline: isOffline), languages: languages))
    }
}
