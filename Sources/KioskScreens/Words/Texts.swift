import KioskCore

/// Every sentence of the resident's screens in one language.
///
/// A protocol rather than a file of texts, so that a sentence that is missing in a language does not compile, and
/// a new case of an enum asks for its words in each. The sentences are for somebody of seventy without glasses:
/// short, concrete, what to do first; never a code alone, never blame.
protocol Texts: FrameTexts, ReadingTexts, PayingTexts, OutcomeTexts {}

extension Language {
    var texts: any Texts {
        switch self {
        case .simplifiedChinese: ChineseTexts()
        case .english: EnglishTexts()
        }
    }
}

/// A heading and what is said below it.
struct Message: Hashable {
    let heading: String
    let text: String

    init(_ heading: String, _ text: String) {
        self.heading = heading
        self.text = text
    }
}

extension FrameTexts {
    /// The message as it is read aloud.
    func spoken(_ message: Message) -> String {
        let asks = message.heading.hasSuffix("?") || message.heading.hasSuffix("？")
        return asks ? join([message.heading, message.text]) : message.heading + fullStop + message.text
    }
}

/// What stands in the same place on every screen.
protocol FrameTexts: Sendable {
    var back: String { get }
    var end: String { get }
    var kiosk: String { get }
    var hotline: String { get }
    /// The button that changes to the other language, named in that language.
    var otherLanguage: String { get }
    var largerType: String { get }
    var normalType: String { get }
    var stepsLabel: String { get }
    func step(_ step: VisitStep) -> String
    /// The word beside the amber sign.
    var look: String { get }
    /// The word beside the red sign.
    var stopped: String { get }
    func notice(_ notice: Notice) -> String
    /// What stands before and after the number of seconds.
    var countdown: (before: String, after: String) { get }
    var goOn: String { get }
    var connectionLost: String { get }
    var moreBelow: String { get }

    func date(_ date: CalendarDate) -> String
    func period(_ period: BillingPeriod) -> String
    /// The month alone, short enough to stand below a bar.
    func shortMonth(_ month: Int) -> String
    /// Joins sentences in the language's way.
    func join(_ sentences: [String]) -> String
    /// What ends a sentence that is read aloud before another one.
    var fullStop: String { get }
    /// "Label: value" in the language's punctuation.
    func labelled(_ label: String, _ value: String) -> String
}

/// From the idle screen to the bill explained.
protocol ReadingTexts: Sendable {
    func service(_ service: Service) -> String
    /// With both, what to do while the screen shows what the camera sees.
    func attract(_ readers: BillReaders) -> Message
    /// Names the picture of what the camera sees.
    var sight: String { get }
    var attractWithoutBill: String { get }
    /// The ways to pay of which at least one biller here takes each.
    func paymentMethods(_ kinds: [TenderKind]) -> String
    func cashConversion(hotline: String) -> String
    var tipOfTheDay: String { get }
    /// Safety and saving tips, one a day in turn.
    var tips: [String] { get }
    func readingProblem(_ problem: ReadingProblem, hotline: String) -> Message

    var billerChoice: Message { get }
    func accountEntry(label: String, digits: ClosedRange<Int>) -> Message
    var erase: String { get }
    var submitAccount: String { get }
    func accountProblem(_ problem: AccountProblem, digits: ClosedRange<Int>, hotline: String) -> String
    var asking: Message { get }

    var billChoice: Message { get }
    var ticked: String { get }
    var notTicked: String { get }
    var nothingTicked: String { get }
    func confirmBills(_ total: Money) -> String
    func dueBy(_ date: CalendarDate) -> String
    var overdue: String { get }

    var holder: String { get }
    var billingPeriod: String { get }
    var amountToPay: String { get }
    var columns: BillColumns { get }
    func tier(_ tier: Int) -> String
    func timeOfUse(_ time: TimeOfUse) -> String
    var latePenalty: String { get }
    var total: String { get }
    func linesDoNotAddUp(hotline: String) -> String
    func fromPrintedCode(biller: String) -> String
    func usageChart(unit: String?) -> String
    var thisBill: String { get }
    var balance: String { get }
    var howMuchToAdd: String { get }
    func pay(_ amount: Money) -> String
}

/// The headings of the table of charge lines.
struct BillColumns {
    let item: String
    let quantity: String
    let price: String
    let amount: String
}

/// From the choice of a method to the end of the taking of money.
protocol PayingTexts: Sendable {
    var methodChoice: String { get }
    func method(_ kind: TenderKind) -> String
    func methodAccepts(_ kind: TenderKind) -> String
    func methodChange(_ kind: TenderKind) -> String
    var notNow: String { get }
    func obstacle(_ obstacle: PaymentMethod.Obstacle, to kind: TenderKind, limit: OfflineLimit?) -> String
    /// Which cap keeps more from being taken without a network; nil where none is named.
    func overOfflineLimit(_ limit: OfflineLimit?) -> String
    func noMethod(hotline: String) -> String
    var layCreditNote: String { get }
    func creditNoteRefusal(_ refusal: CreditNoteRefusal) -> String

    var cashConsent: String { get }
    var notesTaken: String { get }
    var oneNoteAtATime: String { get }
    func changeAsCreditNote() -> String
    var consentToCash: String { get }
    func preparing(_ kind: TenderKind) -> Message

    var inserted: String { get }
    var stillToPay: String { get }
    var paidInFull: String { get }
    var notesInside: String { get }
    func cashActivity(_ activity: CashProgress.Activity) -> String
    func overpaid(_ amount: Money) -> String
    var stopCash: String { get }
    var stopCashWithMoneyInside: String { get }
    var moneyInsideIsSafe: String { get }

    func prompt(_ prompt: TerminalPrompt) -> Message
    var aborting: Message { get }
    func prompt(_ prompt: WalletPrompt) -> Message
    var abortingWallet: Message { get }
    var settling: Message { get }
}

/// How a visit ends, well or not.
protocol OutcomeTexts: Sendable {
    func done(_ standing: PaymentSummary.Standing, biller: String) -> Message
    func paper(_ paper: PaymentSummary.Paper) -> String
    var paid: String { get }
    var receiptNumber: String { get }
    var billerReference: String { get }
    var voucher: String { get }
    /// About the claim code of a payment that is not settled yet.
    var codeIfRefused: String { get }
    func creditNote(_ amount: Money) -> String
    var claimCode: String { get }
    func howToClaim(hotline: String) -> String
    func notes(_ denomination: Money, count: Int) -> String
    func card(_ capture: CardCapture) -> String
    func wallet(_ receipt: WalletReceipt) -> String
    var creditNoteName: String { get }
    /// One that was used up in this payment.
    func usedCreditNote(_ note: CreditNote) -> String
    var anotherBill: String { get }
    var reprint: String { get }
    var ratingQuestion: String { get }
    /// From 1, the worst, to 4.
    func rating(_ points: Int) -> String

    var whereIsMyMoney: String { get }
    var whatHappened: String { get }
    var whatNow: String { get }
    func money(_ whereabouts: Failure.Whereabouts) -> String
    func failure(_ kind: Failure.Kind, limit: OfflineLimit?) -> Message
    func next(_ step: Failure.Step, hotline: String) -> String
    func failurePaper(_ paper: PaymentSummary.Paper) -> String
    var tryAgain: String { get }
    var otherMethod: String { get }
    var finish: String { get }

    var thanks: Message { get }
    func outOfService(_ reason: OutOfServiceReason) -> Message
    func nearestPayPoint(hotline: String) -> String
}
