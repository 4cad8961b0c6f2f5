import KioskCore

/// The ways to pay: what each accepts, what happens to change, and in words why one is not to be had.
struct MethodChoiceModel {
    let heading: String
    let billerName: String
    let amount: String
    let methods: [Method]
    let noMethod: String?
    /// How a credit note pays, where what it does not cover can be paid in cash; or why the one on the scanner does not.
    let creditNote: String?
    let isCreditNoteRefused: Bool
    /// How to get smaller notes, with a telephone number: PBOC announcement [2025] No. 29 asks for it.
    let cashHelp: String

    struct Method {
        let icon: String
        let name: String
        let accepts: String
        let change: String
        let button: ButtonModel?
        let notNow: String
        let obstacle: String?
    }

    static func content(
        _ billerName: String, _ amount: Money, _ methods: [PaymentMethod], _ refusal: CreditNoteRefusal?,
        hotline: String, texts: any Texts
    ) -> ScreenContent {
        let drawn = methods.map { method in
            Method(
                icon: method.kind.icon, name: texts.method(method.kind), accepts: texts.methodAccepts(method.kind),
                change: texts.methodChange(method.kind),
                button: method.obstacle == nil ? ButtonModel(.method(method.kind), texts.method(method.kind)) : nil,
                notNow: texts.notNow,
                obstacle: method.obstacle.map { texts.obstacle($0, to: method.kind, limit: method.limit) })
        }
        let noMethod = drawn.contains { $0.button != nil } ? nil : texts.noMethod(hotline: hotline)
        let refused = refusal.map { texts.creditNoteRefusal($0) }
        let takesCash = methods.contains { $0.kind == .cash && $0.obstacle == nil }
        return ScreenContent(
            title: texts.methodChoice,
            announcement: refused ?? noMethod ?? texts.join([texts.methodChoice, amount.description]),
            model: MethodChoiceModel(
                heading: texts.methodChoice, billerName: billerName, amount: amount.description, methods: drawn,
                noMethod: noMethod, creditNote: refused ?? (takesCash ? texts.layCreditNote : nil),
                isCreditNoteRefused: refused != nil,
                cashHelp: texts.cashConversion(hotline: hotline)))
    }
}

/// Said before the first note: which notes, one at a time, and that change comes as a credit note.
struct CashConsentModel {
    let heading: String
    let amount: String
    let notesHeading: String
    let denominations: [String]
    let howTo: String
    let change: String

    static func content(_ amount: Money, _ denominations: [Money], texts: any Texts) -> ScreenContent {
        ScreenContent(
            title: texts.cashConsent,
            announcement: texts.join([
                texts.labelled(texts.cashConsent, amount.description), texts.changeAsCreditNote(),
            ]),
            primary: ButtonModel(.consentToCash, texts.consentToCash),
            model: CashConsentModel(
                heading: texts.cashConsent, amount: amount.description, notesHeading: texts.notesTaken,
                denominations: denominations.map(\.shortDescription), howTo: texts.oneNoteAtATime,
                change: texts.changeAsCreditNote()))
    }
}

/// The live count of inserted notes, the largest thing on the screen.
struct CashModel {
    let insertedLabel: String
    let inserted: String
    let stillToPay: String
    /// Nil when the notes suffice.
    let remaining: String?
    let paidInFull: String
    let dueLine: String
    /// Parts of a thousand that are paid.
    let progress: Int64
    let activity: String
    let isWaiting: Bool
    let isMoving: Bool
    let isRejected: Bool
    let isClosing: Bool
    let overpaid: String?
    let denominationsHeading: String
    let denominations: [String]
    let insideHeading: String
    let inside: [String]
    let safe: String?
    /// Nil while the acceptor comes to rest.
    let stop: ButtonModel?

    static func content(_ progress: CashProgress, texts: any Texts) -> ScreenContent {
        let activity = texts.cashActivity(progress.activity)
        let hasMoneyInside = progress.inserted.isPositive
        let isEnough = progress.remaining.isZero
        let excess = progress.inserted > progress.due ? progress.inserted - progress.due : nil
        let model = CashModel(
            insertedLabel: texts.inserted, inserted: progress.inserted.description, stillToPay: texts.stillToPay,
            remaining: isEnough ? nil : progress.remaining.description, paidInFull: texts.paidInFull,
            dueLine: texts.labelled(texts.amountToPay, progress.due.description),
            progress: isEnough ? 1_000 : progress.inserted.minorUnits.permille(of: progress.due.minorUnits),
            activity: activity, isWaiting: progress.activity == .waiting,
            isMoving: progress.activity.isMoving,
            isRejected: progress.activity.isLook, isClosing: progress.activity == .closing,
            overpaid: excess.map(texts.overpaid), denominationsHeading: texts.notesTaken,
            denominations: progress.denominations.map(\.shortDescription), insideHeading: texts.notesInside,
            inside: progress.notes.map { TenderLine.text($0, texts: texts) },
            safe: hasMoneyInside && !isEnough ? texts.moneyInsideIsSafe : nil,
            stop: progress.activity == .closing || isEnough
                ? nil
                : ButtonModel(.stopCash, hasMoneyInside ? texts.stopCashWithMoneyInside : texts.stopCash))
        let count = texts.labelled(texts.inserted, model.inserted)
        let rest = model.remaining.map { texts.labelled(texts.stillToPay, $0) } ?? texts.paidInFull
        return ScreenContent(
            title: texts.cashConsent,
            announcement: [activity, count, rest].joined(separator: " "), model: model)
    }
}

extension CashProgress.Activity {
    fileprivate var isMoving: Bool {
        switch self {
        case .moving, .askingForCreditNote: true
        case .waiting, .rejected, .returned, .creditNoteRefused, .closing: false
        }
    }

    /// Whether the resident has to look: a note came back, or a credit note pays nothing.
    fileprivate var isLook: Bool {
        switch self {
        case .rejected, .returned, .creditNoteRefused: true
        case .waiting, .moving, .askingForCreditNote, .closing: false
        }
    }
}

extension Int64 {
    /// `self` in thousandths of `whole`, from 0 to 1000. Amounts are far below the overflow (`Money.largestAccepted`).
    fileprivate func permille(of whole: Int64) -> Int64 {
        whole > 0 ? Swift.min(1_000, Swift.max(0, self) * 1_000 / whole) : 1_000
    }
}

/// A stack of notes, a card capture, what a wallet paid or a credit note, in one line.
enum TenderLine {
    static func text(_ tender: Tender, texts: any Texts) -> String {
        switch tender {
        case .notes(let denomination, let count): texts.notes(denomination, count: count)
        case .card(let capture): texts.card(capture)
        case .wallet(let receipt): texts.wallet(receipt)
        case .creditNote(let note): texts.usedCreditNote(note)
        }
    }
}

/// What the hands do at the card terminal, or with the phone at the scanner, as a picture.
struct HandsModel {
    let icon: String
    let heading: String
    let lead: String
    let amountLabel: String
    let amount: String
    /// The hands are wanted: the picture moves as the slot blinks.
    let wantsHands: Bool

    static func content(
        _ amount: Money, _ prompt: TerminalPrompt, isAborting: Bool, texts: any Texts
    ) -> ScreenContent {
        let message = isAborting ? texts.aborting : texts.prompt(prompt)
        return ScreenContent(
            title: message.heading, announcement: texts.spoken(message),
            model: HandsModel(
                icon: isAborting ? "card-wait" : prompt.icon, heading: message.heading, lead: message.text,
                amountLabel: texts.amountToPay, amount: amount.description,
                wantsHands: !isAborting && prompt != .wait))
    }

    static func content(
        _ amount: Money, _ prompt: WalletPrompt, isAborting: Bool, texts: any Texts
    ) -> ScreenContent {
        let message = isAborting ? texts.abortingWallet : texts.prompt(prompt)
        return ScreenContent(
            title: message.heading, announcement: texts.spoken(message),
            model: HandsModel(
                icon: isAborting ? "wallet-wait" : prompt.icon, heading: message.heading, lead: message.text,
                amountLabel: texts.amountToPay, amount: amount.description,
                wantsHands: !isAborting && prompt != .wait))
    }
}

extension TerminalPrompt {
    fileprivate var icon: String {
        switch self {
        case .insertCard: "card-insert"
        case .enterPIN: "card-pin"
        case .wait: "card-wait"
        case .removeCard: "card-remove"
        case .other: "card-terminal"
        }
    }
}

extension WalletPrompt {
    fileprivate var icon: String {
        switch self {
        case .showCode, .notAPaymentCode: "wallet-show"
        case .wait: "wallet-wait"
        case .confirmOnPhone: "wallet-password"
        }
    }
}
