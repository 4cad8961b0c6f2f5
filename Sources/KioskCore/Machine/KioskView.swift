/// What the resident's screen shows: a value the middle makes and the screens only draw.
///
/// It holds codes and figures, no sentences: the screens have the words, in both languages.
package struct KioskView: Hashable, Codable, Sendable {
    package let kiosk: KioskID
    package let hotline: String
    package let language: Language
    package let isLargeType: Bool
    package internal(set) var screen: Screen
    /// Shown in amber above the screen, whatever the screen is.
    package let notices: [Notice]
    /// Shown as a countdown with a button to go on; nil while no time-out is near.
    package let secondsUntilEnd: Int?
    /// Whether the *back* and *end* buttons do something here.
    package let canGoBack: Bool
    package let canEnd: Bool

    package init(
        kiosk: KioskID, hotline: String, language: Language, isLargeType: Bool, screen: Screen, notices: [Notice],
        secondsUntilEnd: Int?, canGoBack: Bool, canEnd: Bool
    ) {
        self.kiosk = kiosk
        self.hotline = hotline
        self.language = language
        self.isLargeType = isLargeType
        self.screen = screen
        self.notices = notices
        self.secondsUntilEnd = secondsUntilEnd
        self.canGoBack = canGoBack
        self.canEnd = canEnd
    }
}

extension KioskView {
    /// The same, with the proof of the payment on the screen behind its voucher's address, as the slip has it.
    package func proven(by evidence: String) -> KioskView {
        guard case .done(var summary) = screen else { return self }
        summary.voucher += "#" + evidence
        var view = self
        view.screen = .done(summary)
        return view
    }
}

package enum Notice: String, CaseIterable, Codable, Sendable {
    case networkDown, printerWithoutPaper, printerOutOfService, scannerOutOfService, noteAcceptorOutOfService
    case cardReaderOutOfService
}

/// Which of the three steps a screen belongs to.
package enum VisitStep: Int, Codable, Sendable {
    case read = 1
    case pay = 2
    case take = 3
}

package enum Screen: Hashable, Codable, Sendable {
    /// Nobody is here: the services as pictures; a bill laid on the scanner starts at once.
    case attract(billers: [Biller], problem: ReadingProblem?)
    /// The billers of one service, or the two that claim a code.
    case billerChoice([Biller])
    /// Digits keyed in so far, and what was wrong with the last try.
    case accountEntry(Biller, digits: String, problem: AccountProblem?)
    case asking(Biller)
    case billChoice(AccountStatement, ticked: [BillID], total: Money)
    /// One or more bills line by line; for a prepaid account the amounts to choose from.
    case billExplained(BillExplanation)
    /// `creditNote`: why the one that was just laid on the scanner pays nothing here.
    case methodChoice(biller: Biller, amount: Money, methods: [PaymentMethod], creditNote: CreditNoteRefusal?)
    /// Before the first note: which notes are taken, and that change comes as a credit note.
    case cashConsent(amount: Money, denominations: [Money])
    case preparing(amount: Money, TenderKind)
    case cash(CashProgress)
    case card(amount: Money, prompt: TerminalPrompt, isAborting: Bool)
    /// The resident's phone is shown to the scanner, and then asked to confirm.
    case wallet(amount: Money, prompt: WalletPrompt, isAborting: Bool)
    case settling(amount: Money)
    case done(PaymentSummary)
    case failed(Failure)
    case thanks
    case outOfService(OutOfServiceReason)

    package var step: VisitStep? {
        switch self {
        case .attract, .thanks, .outOfService: nil
        case .billerChoice, .accountEntry, .asking, .billChoice, .billExplained: .read
        case .methodChoice, .cashConsent, .preparing, .cash, .card, .wallet, .settling: .pay
        case .done, .failed: .take
        }
    }
}

/// What the resident is asked to do with the phone.
package enum WalletPrompt: String, CaseIterable, Codable, Sendable {
    /// Hold the payment code to the scanner.
    case showCode
    /// What was held there is no payment code: hold the code itself, not a bill or another page.
    case notAPaymentCode
    /// The charge is under way.
    case wait
    /// The wallet asks for a password or a confirmation on the phone.
    case confirmOnPhone
}

/// Why what lay on the scanner starts no payment.
package enum ReadingProblem: Hashable, Codable, Sendable {
    case notABill
    case damagedBill
    case walletCode
    /// A bill of a company that is not paid here; what the code says of it.
    case unknownBiller(String)
    case creditNote(ClaimCode)
}

package enum AccountProblem: String, CaseIterable, Codable, Sendable {
    case wrongLength, accountUnknown, accountBlocked, nothingDue
}

package struct BillExplanation: Hashable, Codable, Sendable {
    package let biller: Biller
    package let account: AccountNumber
    package let maskedHolder: String?
    package let bills: [Bill]
    package let history: [MonthlyFigure]
    package let amount: Money
    /// Amounts to choose from when paying ahead; empty otherwise.
    package let amounts: [Money]
    package let balance: Money?
    /// The hub could not be asked: this is what the printed code says, and no more.
    package let isFromPrintedCode: Bool

    package init(
        biller: Biller, account: AccountNumber, maskedHolder: String?, bills: [Bill], history: [MonthlyFigure],
        amount: Money, amounts: [Money], balance: Money?, isFromPrintedCode: Bool
    ) {
        self.biller = biller
        self.account = account
        self.maskedHolder = maskedHolder
        self.bills = bills
        self.history = history
        self.amount = amount
        self.amounts = amounts
        self.balance = balance
        self.isFromPrintedCode = isFromPrintedCode
    }
}

/// A way to pay and, when it is not to be had now, why.
package struct PaymentMethod: Hashable, Codable, Sendable {
    package let kind: TenderKind
    package let obstacle: Obstacle?
    /// With `overOfflineLimit`: which cap was met.
    package let limit: OfflineLimit?

    package enum Obstacle: String, CaseIterable, Codable, Sendable {
        case deviceOutOfService, notOffline, notTakenByBiller, overOfflineLimit, cashBoxFull, outcomePending
    }

    package init(kind: TenderKind, obstacle: Obstacle?, limit: OfflineLimit? = nil) {
        self.kind = kind
        self.obstacle = obstacle
        self.limit = limit
    }
}

package struct CashProgress: Hashable, Codable, Sendable {
    package let due: Money
    package let inserted: Money
    /// Stacked notes, largest denomination first, and credit notes.
    package let notes: [Tender]
    package let activity: Activity
    /// Denominations the acceptor takes.
    package let denominations: [Money]

    package enum Activity: Hashable, Codable, Sendable {
        case waiting
        /// A note is being moved.
        case moving(Money)
        case rejected(NoteRejection)
        case returned(Money)
        /// The hub is asked whether the credit note on the scanner is good.
        case askingForCreditNote
        case creditNoteRefused(CreditNoteRefusal)
        /// No more notes: waiting for the acceptor to come to rest.
        case closing
    }

    package var remaining: Money { inserted >= due ? .zero(due.currency) : due - inserted }

    package init(due: Money, inserted: Money, notes: [Tender], activity: Activity, denominations: [Money]) {
        self.due = due
        self.inserted = inserted
        self.notes = notes
        self.activity = activity
        self.denominations = denominations
    }
}

/// A finished payment as the last screen and the voucher tell it.
package struct PaymentSummary: Hashable, Codable, Sendable {
    package let payment: PaymentID
    package let receiptNumber: String
    package let biller: Biller
    package let account: AccountNumber
    package let paid: Money
    package let tenders: [Tender]
    package let standing: Standing
    /// Change or other money owed, reclaimed with its code.
    package let creditNote: CreditNote?
    /// While it is pending: the code that returns all of the money should it not be settled.
    package let codeIfRefused: ClaimCode?
    package let paper: Paper
    /// Whether another slip can be asked for.
    package let canReprint: Bool
    /// The text of the QR voucher.
    package internal(set) var voucher: String

    package enum Standing: Hashable, Codable, Sendable {
        case settled(reference: String)
        /// Settles by itself later; the money is safe.
        case pending
    }

    package enum Paper: String, CaseIterable, Codable, Sendable {
        case printing, printed
        /// No slip came out: the screen shows the code.
        case none
    }

    package init(
        payment: PaymentID, receiptNumber: String, biller: Biller, account: AccountNumber, paid: Money,
        tenders: [Tender], standing: Standing, creditNote: CreditNote?, codeIfRefused: ClaimCode? = nil, paper: Paper,
        canReprint: Bool = true, voucher: String
    ) {
        self.payment = payment
        self.receiptNumber = receiptNumber
        self.biller = biller
        self.account = account
        self.paid = paid
        self.tenders = tenders
        self.standing = standing
        self.creditNote = creditNote
        self.codeIfRefused = codeIfRefused
        self.paper = paper
        self.canReprint = canReprint
        self.voucher = voucher
    }
}

/// A failure in the order a resident asks: where is my money, what happened, what now.
package struct Failure: Hashable, Codable, Sendable {
    package let kind: Kind
    package let money: Whereabouts
    package let paper: PaymentSummary.Paper
    package let receiptNumber: String?
    package let next: [Step]
    /// With `offlineLimitReached`: which cap was met.
    package let limit: OfflineLimit?

    package enum Whereabouts: Hashable, Codable, Sendable {
        case notTaken
        /// Everything that was put in came back.
        case returned
        /// Kept for the resident under a code.
        case owed(Money, ClaimCode)
        /// Some of it is not certain yet; `certain` is, and all of it goes by the code.
        case uncertain(Money, certain: Money, ClaimCode)
        /// Whether a credit note, worth nobody here knows what, is this payment's; `certain` is.
        case creditNoteUnknown(certain: Money, ClaimCode)
    }

    package enum Kind: String, CaseIterable, Codable, Sendable {
        case cancelled
        case accountUnknown, accountBlocked, alreadyPaid, nothingDue, billChanged, amountNotAllowed
        case paymentInProgress, hubUnavailable, hubUnavailableNotOffline, offlineLimitReached
        case cardDeclined, cardCancelled, cardNotInserted, cardNotReadable, cardOutcomeUnknown, terminalTrouble
        case walletCodeNotTaken, walletFundsInsufficient, walletDeclined, walletCancelled, walletOutcomeUnknown
        case creditNoteOutcomeUnknown
        case noteAcceptorTrouble, settlementRefused, interrupted, suspenseNote
    }

    package enum Step: String, CaseIterable, Codable, Sendable {
        case tryAgain, otherMethod, keepSlip, copyCode, callHotline, doNotPayAgain, comeBackLater, takeNotes
    }

    package init(
        kind: Kind, money: Whereabouts, paper: PaymentSummary.Paper, receiptNumber: String?, next: [Step],
        limit: OfflineLimit? = nil
    ) {
        self.limit = limit
        self.kind = kind
        self.money = money
        self.paper = paper
        self.receiptNumber = receiptNumber
        self.next = next
    }
}

package enum OutOfServiceReason: String, CaseIterable, Codable, Sendable {
    /// The journal cannot be written.
    case storage
    case stopping
    /// Nothing to read a bill with or nothing to pay with.
    case devices
    /// Still asking the devices what became of an interrupted payment.
    case recovering
    /// The hub, witness of the journal, does not accept it: a technician must look before money is taken again.
    case journalRefused
}
