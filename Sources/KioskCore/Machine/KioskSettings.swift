/// What one kiosk is configured to be: read once at start, unchanged while it runs.
package struct KioskSettings: Hashable, Sendable {
    package var kiosk: KioskID
    package var hotline: String
    package var version: String
    package var billers: [Biller]
    /// Notes that are taken, all of one currency.
    package var denominations: [Money]
    package var offline: OfflinePolicy
    package var patience: Patience
    package var language: Language
    /// The text of the voucher's QR code; `{payment}` stands for the payment id.
    package var voucherTemplate: String

    package init(
        kiosk: KioskID, hotline: String, version: String = "development", billers: [Biller], denominations: [Money],
        offline: OfflinePolicy = OfflinePolicy(), patience: Patience = Patience(),
        language: Language = .simplifiedChinese, voucherTemplate: String = "PAYCIRCLE:{payment}"
    ) {
        self.kiosk = kiosk
        self.hotline = hotline
        self.version = version
        self.billers = billers
        self.denominations = denominations
        self.offline = offline
        self.patience = patience
        self.language = language
        self.voucherTemplate = voucherTemplate
    }

    package func biller(_ id: BillerID) -> Biller? { billers.first { $0.id == id } }

    package func voucher(for payment: PaymentID) -> String {
        let parts = voucherTemplate.split(separator: "{payment}", maxSplits: 1, omittingEmptySubsequences: false)
        return parts.count == 2 ? parts[0] + payment.text + parts[1] : voucherTemplate + payment.text
    }
}

/// How long the kiosk waits for whom. Sources: `facts/domain.md` for the resident; the rest are our own choices.
package struct Patience: Hashable, Sendable {
    /// Without a touch for this long, a countdown is shown…
    package var untilWarning: Duration = .seconds(30)
    /// …and after this much more, the visit ends. Both three times as long in large type.
    package var afterWarning: Duration = .seconds(30)
    /// The same with money inside: long enough to fetch another note from home.
    package var untilWarningWithMoney: Duration = .seconds(900)
    /// A failure that must be copied from the screen stays longer.
    package var untilWarningWithCode: Duration = .seconds(120)
    package var thanks: Duration = .seconds(4)
    package var readingProblem: Duration = .seconds(15)
    /// For the hub's answer to an inquiry or a preparation while a resident waits.
    package var hub: Duration = .seconds(8)
    /// For the settlement while a resident waits; afterwards it goes on in the queue.
    package var settlement: Duration = .seconds(8)
    /// For a submission's answer before it is called unknown; past the client's own 35 s.
    package var submission: Duration = .seconds(45)
    /// For the acceptor to come to rest after the last note.
    package var acceptorRest: Duration = .seconds(15)
    /// For the acceptor to say what became of a note that it was told to stack; a driver says it within seconds.
    package var noteOutcome: Duration = .seconds(60)
    /// For the terminal's outcome; past the driver's own 180 s.
    package var authorisation: Duration = .seconds(200)
    /// Between two questions what became of a charge, and how often it is asked while a resident waits.
    package var cardEnquiry: Duration = .seconds(10)
    package var cardEnquiriesWhileWaiting = 3
    package var cardEnquiryInBackground: Duration = .seconds(60)
    /// For the hub to confirm that a wallet's charge is undone, before it is told again, and how often it is told while
    /// the resident waits.
    package var walletCancellation: Duration = .seconds(8)
    package var walletCancellationsWhileWaiting = 3
    package var walletEnquiryInBackground: Duration = .seconds(60)
    /// For the hub's answer to a credit note, before it is asked again, and how often while the resident waits.
    package var creditNote: Duration = .seconds(8)
    package var creditNoteQuestionsWhileWaiting = 3
    package var creditNoteEnquiryInBackground: Duration = .seconds(60)
    package var printing: Duration = .seconds(30)
    /// For the next note when the process was asked to end with money inside; then what is there is owed.
    package var noteBeforeStop: Duration = .seconds(60)

    package init() {}
}

extension Patience {
    /// How often, and how many times, the hub is asked for the outcome of a charge before it is cancelled
    /// (`facts/domain.md`): every 5 s for 30 s with WeChat, every 3 to 5 s for 60 s with Alipay. UnionPay as Alipay.
    package static func walletQuestions(_ provider: WalletProvider) -> (pause: Duration, count: Int) {
        switch provider {
        case .weChatPay: (.seconds(5), 6)
        case .alipay, .unionPay: (.seconds(4), 15)
        }
    }
}
