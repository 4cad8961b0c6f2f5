import KioskCore
import KioskPictures
import KioskReceipts
import Testing

struct SlipContentTests {
    @Test(arguments: Sample.owing, ReceiptLanguages.allCases)
    func everySlipSaysWhoWhenWhereAndWhomToCall(_ kind: ReceiptFacts.Kind, _ languages: ReceiptLanguages) {
        let text = Sample.text(kind, languages)
        for part in [
            "K0417-000023", Sample.payment.text, "K0417", "0578-7215598", "95598", "33*******4567", "2026-11-21 20:08",
        ] {
            #expect(text.contains(part), "\(part) is missing")
        }
        #expect(!text.contains(Sample.account.text))
    }

    @Test(arguments: Sample.owing)
    func whereMoneyIsOrMayBeOwedItsCodeIsPrinted(_ kind: ReceiptFacts.Kind) {
        let text = Sample.text(kind, .both)
        #expect(text.contains(Sample.code.description))
        #expect(text.contains("[QR] PCN:" + Sample.code.text))
    }

    @Test func aSettledSlipSaysEverythingOfTheMoney() {
        let text = Sample.text(.settled(reference: "H-918", Sample.change), .both)
        for part in [
            "缴费成功", "Paid", "¥86.40", "¥20 × 4 = ¥80.00", "¥10 × 1 = ¥10.00", "¥90.00", "¥3.60", "H-918", "浙江省电力公司",
            "Zhejiang Electric Power", "2026年10月账单", "电费",
        ] {
            #expect(text.contains(part), "\(part) is missing")
        }
    }

    @Test func exactMoneyNeedsNoClaimCode() {
        let text = Sample.text(.settled(reference: "H-918", nil), .both, tenders: [.card(Sample.capture)])
        #expect(!text.contains(Sample.code.description))
        for part in ["UnionPay", "**** 6210", "A4821C"] { #expect(text.contains(part)) }
    }

    @Test(arguments: Sample.owing.dropFirst(), [ReceiptLanguages.chinese, .english])
    func troubleIsToldInTheRightOrder(_ kind: ReceiptFacts.Kind, _ languages: ReceiptLanguages) throws {
        let text = Sample.text(kind, languages)
        let heads =
            languages == .chinese
            ? ["您的钱在哪里", "发生了什么", "现在怎么办"] : ["Where your money is", "What happened", "What to do now"]
        let places = try heads.map { head in try #require(text.firstRange(of: head)?.lowerBound) }
        #expect(places == places.sorted())
    }

    @Test(arguments: [
        ReceiptFacts.Kind.pending, .cardUnknown(Money(8_640, .cny)), .walletUnknown(Money(8_640, .cny)),
    ])
    func whoMayPayTwiceIsWarned(_ kind: ReceiptFacts.Kind) {
        #expect(Sample.text(kind, .chinese).contains("不要重复"))
        #expect(Sample.text(kind, .english).contains("not pay again"))
    }

    @Test func whatWasTakenWithoutNetworkIsPendingAndSaysWhatToDo() {
        // Chinese breaks anywhere, so lines are put together again.
        let chinese = Sample.text(.pending, .chinese, isOffline: true).filter { !$0.isNewline }
        for part in ["待入账", "断网时收款", "网络恢复后", "不要重复缴费", "0578-7215598", Sample.code.description] {
            #expect(chinese.contains(part), "\(part) is missing")
        }
        let english = Sample.text(.pending, .english, isOffline: true).split(whereSeparator: \.isWhitespace)
            .joined(separator: " ")
        for part in ["PENDING", "network was down", "passes it on by itself", "do not pay again", "claim code"] {
            #expect(english.contains(part), "\(part) is missing")
        }
        #expect(!Sample.text(.pending, .both).contains("PENDING"))
    }

    @Test func aWalletIsNamedWithItsOwnNumberAndItsMoneyIsNotInTheCashBox() {
        let paid = Sample.text(.settled(reference: "H-918", nil), .both, tenders: [.wallet(Sample.receipt)])
        for part in ["支付宝", "Alipay", "2026112122001400001234", "¥86.40"] { #expect(paid.contains(part)) }
        let refused = Sample.text(.refused(.alreadyPaid, Sample.all), .both, tenders: [.wallet(Sample.receipt)])
        #expect(refused.contains("手机钱包") && refused.contains("Your phone's wallet was charged"))
        #expect(!refused.contains("钱箱") && !refused.contains("cash box"))
    }

    @Test func aCopyIsMarkedAndAnOriginalIsNot() {
        let copy = Sample.text(.pending, .both, isCopy: true)
        #expect(copy.contains("副本") && copy.contains("COPY"))
        #expect(!Sample.text(.pending, .both).contains("COPY"))
    }

    @Test(arguments: ReceiptLanguages.allCases)
    func oneLanguageIsOneLanguage(_ languages: ReceiptLanguages) {
        let text = Sample.text(.cancelled(Sample.all), languages)
        #expect(text.contains("领款码") == (languages != .english))
        #expect(text.contains("Claim code") == (languages != .chinese))
    }

    @Test(arguments: Sample.owing)
    func everySlipCanBeDrawn(_ kind: ReceiptFacts.Kind) throws {
        let receipt = ReceiptComposer.compose(Sample.facts(kind, voucher: "V1"), languages: .both)
        let picture = try PNGReceipt.render(receipt)
        #expect(picture.width > PNGReceipt.contentWidth)
        #expect(picture.height > 1_000)
    }

    @Test func midnightBelongsToTheNewDay() {
        // 2026-11-21T16:00:00Z is midnight in China.
        let midnight = WallTime(milliseconds: 1_795_276_800_000)
        #expect(midnight.text(offsetMinutes: 480) == "2026-11-22 00:00")
        #expect(midnight.text(offsetMinutes: 0) == "2026-11-21 16:00")
        #expect(WallTime(milliseconds: -60_000).text(offsetMinutes: 0) == "1969-12-31 23:59")
    }
}
