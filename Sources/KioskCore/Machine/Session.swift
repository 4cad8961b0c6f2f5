/// One resident's visit. Lost at a power cut without harm: money and promises are in the ledger.
struct Session: Sendable {
    var phase: Phase
    var language: Language
    var isLargeType = false
    /// What is being paid, kept so that another method can be tried after one failed.
    var basket: Basket?
    /// Laid on the scanner to begin a payment with, and claimed as soon as the hub has prepared that.
    var creditNote: ClaimCode?
    var lastTouch: KioskInstant
    /// Whether the countdown is on the screen.
    var isWarned = false

    enum Phase: Sendable {
        case idle(ReadingProblem?)
        case choosingBiller([Biller], [BillReference])
        case enteringAccount(Biller, digits: String, AccountProblem?)
        case inquiring(PendingInquiry)
        case choosingBills(AccountStatement, ticked: [BillID])
        case explaining
        /// With why a credit note laid on the scanner pays nothing here.
        case choosingMethod(CreditNoteRefusal?)
        case consentingToCash
        case preparing(PaymentID, until: KioskInstant)
        case takingCash(CashTaking)
        case takingCard(CardTaking)
        case takingWallet(WalletTaking)
        case settling(PaymentID, until: KioskInstant)
        case done(PaymentID)
        case failed(FailureNotice)
        case thanks
    }
}

/// An inquiry under way and where the resident came from: a printed code, or the keypad.
struct PendingInquiry: Hashable, Sendable {
    let inquiry: Inquiry
    let biller: Biller
    let reference: BillReference?
    let until: KioskInstant
}

/// The live part of taking notes; the money itself is in the ledger.
struct CashTaking: Hashable, Sendable {
    let payment: PaymentID
    var activity: CashProgress.Activity = .waiting
    /// Whether the acceptor said that it takes notes.
    var isEnabled = false
    /// Set while a note is on its way: until when its fate is waited for.
    var noteUntil: KioskInstant?
    /// Set while closing: until when the acceptor may take to come to rest.
    var restUntil: KioskInstant?
    /// Set while the hub is asked for a credit note. Notes that come meanwhile go back.
    var question: CreditNoteQuestion?
    var exit: Exit = .finish

    /// Where the resident wanted to go by stopping.
    enum Exit: Hashable, Sendable {
        case finish, back, end
    }
}

/// A credit note of which the hub has been asked `times`, and is again at `until`.
struct CreditNoteQuestion: Hashable, Sendable {
    let code: ClaimCode
    var times: Int
    var until: KioskInstant
}

struct CardTaking: Hashable, Sendable {
    let payment: PaymentID
    let amount: Money
    var prompt: TerminalPrompt = .wait
    var isAborting = false
    var until: KioskInstant
    /// Questions asked after the terminal went silent.
    var enquiries = 0
}

/// The live part of a wallet's charge; what became of the money is in the ledger.
struct WalletTaking: Hashable, Sendable {
    let payment: PaymentID
    let amount: Money
    var prompt: WalletPrompt = .showCode
    var stage: Stage = .showingCode
    /// The resident stopped, and the charge is being undone.
    var isAborting = false
    /// Where the resident wanted to go by stopping.
    var exit: CashTaking.Exit = .finish

    /// When something happens by itself; nil while the resident is waited for.
    var until: KioskInstant? {
        switch stage {
        case .showingCode: nil
        case .charging(_, _, let until), .cancelling(_, let until): until
        }
    }

    /// Whether stopping still does something: a charge that is being undone is waited for.
    var mayStop: Bool {
        switch stage {
        case .showingCode, .charging: !isAborting
        case .cancelling: false
        }
    }

    enum Stage: Hashable, Sendable {
        /// Nothing was sent: whoever goes away now owes and is owed nothing.
        case showingCode
        /// The charge was sent; `questions` were asked since, the next step comes at `until`.
        case charging(WalletProvider, questions: Int, until: KioskInstant)
        /// The charge is being undone; told `times`, and again at `until`.
        case cancelling(times: Int, until: KioskInstant)
    }
}

/// A failure on the screen. Its money and paper are read from the ledger when it is shown.
struct FailureNotice: Hashable, Sendable {
    let kind: Failure.Kind
    let payment: PaymentID?
    /// Where the money is when no payment tells: not taken, or given back.
    var fallback: Failure.Whereabouts = .notTaken
    var next: [Failure.Step]
    var limit: OfflineLimit?
}
