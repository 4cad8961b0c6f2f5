/// One resident's visit. Lost at a power cut without harm: money and promises are in the ledger.
struct Session: Sendable {
    var phase: Phase
    var language: Language
    var isLargeType = false
    /// What is being paid, kept so that another method can be tried after one failed.
    var basket: Basket?
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
        case choosingMethod
        case consentingToCash
        case preparing(PaymentID, until: KioskInstant)
        case takingCash(CashTaking)
        case takingCard(CardTaking)
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
    var exit: Exit = .finish

    /// Where the resident wanted to go by stopping.
    enum Exit: Hashable, Sendable {
        case finish, back, end
    }
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

/// A failure on the screen. Its money and paper are read from the ledger when it is shown.
struct FailureNotice: Hashable, Sendable {
    let kind: Failure.Kind
    let payment: PaymentID?
    /// Where the money is when no payment tells: not taken, or given back.
    var fallback: Failure.Whereabouts = .notTaken
    var next: [Failure.Step]
}
