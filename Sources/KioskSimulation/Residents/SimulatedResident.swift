package import KioskCore

/// Somebody at the kiosk who wants to pay a bill, looks at the screen now and then, and does what it asks for.
package struct SimulatedResident: Sendable {
    package enum Intention: Hashable, Codable, Sendable {
        /// Puts in these notes one after another, as long as the kiosk asks for more.
        case payWithNotes([Money])
        /// Puts in these notes and then stops.
        case stopAfterNotes([Money])
        case payByCard
        /// Puts in the card and presses cancel on the terminal.
        case cancelOnTerminal
        /// Holds a phone with this payment code on the scanner. Its last digit says what the wallet's provider does
        /// (`DemoWalletGateway`).
        case payByWallet(code: String)
        /// Lays credit notes from earlier visits on the scanner, the newest first, used up or not; then these notes.
        case payWithCreditNotes([Money])
    }

    package let code: ScannedCode
    package let intention: Intention
    package private(set) var notesLeft: [Money]
    package private(set) var isGone = false
    /// When the resident looks at the screen next.
    package private(set) var nextThought: KioskInstant?
    /// From earlier visits, the oldest first.
    private var creditNotes: [ClaimCode]
    private var hasLaidBill = false
    private var hasUsedCard = false
    private var hasShownPhone = false
    private var returnsSeen = 0
    private var looksLeft: Int?

    package static let thinkingTime: Duration = .milliseconds(800)

    /// With a `patience`, walks off after so many looks at the screen.
    package init(
        laying code: ScannedCode, _ intention: Intention, creditNotes: [ClaimCode] = [], patience: Int? = nil,
        at now: KioskInstant
    ) {
        looksLeft = patience
        self.creditNotes = creditNotes
        self.code = code
        self.intention = intention
        notesLeft =
            switch intention {
            case .payWithNotes(let notes), .stopAfterNotes(let notes), .payWithCreditNotes(let notes): notes
            case .payByCard, .cancelOnTerminal, .payByWallet: []
            }
        nextThought = now.advanced(by: SimulatedResident.thinkingTime)
    }

    package mutating func leave() {
        isGone = true
        nextThought = nil
    }

    /// Takes notes that came back out of the slot, to try them again. `returned` is everything that ever came back.
    mutating func takeBack(_ returned: [Money]) {
        notesLeft = returned.dropFirst(returnsSeen) + notesLeft
        returnsSeen = returned.count
    }

    /// What the hands do about this screen.
    enum Deed: Sendable {
        case layBill(ScannedCode)
        case touch(ResidentChoice)
        case insertNote(Money)
        case insertCard
        case pressCancel
        case nothing
    }

    /// `slotIsFree` is what the eyes see of the note slot: a second note is not pushed in behind the first.
    mutating func look(at screen: Screen?, slotIsFree: Bool, now: KioskInstant) -> Deed {
        nextThought = now.advanced(by: SimulatedResident.thinkingTime)
        if let left = looksLeft {
            looksLeft = left - 1
            if left <= 0 {
                leave()
                return .nothing
            }
        }
        switch screen {
        case nil, .asking, .preparing, .settling, .accountEntry: return .nothing
        case .attract:
            if hasLaidBill { return .nothing }
            hasLaidBill = true
            return .layBill(code)
        case .billerChoice(let billers): return billers.first.map { .touch(.biller($0.id)) } ?? .nothing
        case .billChoice: return .touch(.confirmBills)
        case .billExplained: return .touch(.pay)
        case .methodChoice(_, _, let methods, _): return layCreditNote() ?? choose(methods)
        case .cashConsent: return .touch(.consentToCash)
        case .cash(let progress): return slotIsFree ? insert(progress) : .nothing
        case .card(_, let prompt, _): return useCard(prompt)
        case .wallet: return showPhone()
        case .done, .failed, .thanks, .outOfService:
            leave()
            return .nothing
        }
    }

    private mutating func choose(_ methods: [PaymentMethod]) -> Deed {
        let kind: TenderKind =
            switch intention {
            case .payWithNotes, .stopAfterNotes, .payWithCreditNotes: .cash
            case .payByCard, .cancelOnTerminal: .card
            case .payByWallet: .wallet
            }
        if methods.contains(where: { $0.kind == kind && $0.obstacle == nil }) { return .touch(.method(kind)) }
        leave()
        return .nothing
    }

    private mutating func insert(_ progress: CashProgress) -> Deed {
        switch progress.activity {
        case .moving, .askingForCreditNote, .closing: return .nothing
        case .waiting, .rejected, .returned, .creditNoteRefused: break
        }
        if let deed = layCreditNote() { return deed }
        guard !notesLeft.isEmpty else {
            if case .stopAfterNotes = intention { return .touch(.stopCash) }
            return .nothing
        }
        return .insertNote(notesLeft.removeFirst())
    }

    private mutating func layCreditNote() -> Deed? {
        guard case .payWithCreditNotes = intention, let code = creditNotes.popLast() else { return nil }
        return .layBill(ScannedCode(ClaimCode.printedPrefix + code.text, symbology: .qr))
    }

    private mutating func showPhone() -> Deed {
        guard case .payByWallet(let digits) = intention, !hasShownPhone else { return .nothing }
        hasShownPhone = true
        return .layBill(ScannedCode(digits, symbology: .qr))
    }

    private mutating func useCard(_ prompt: TerminalPrompt) -> Deed {
        guard prompt == .insertCard, !hasUsedCard else { return .nothing }
        hasUsedCard = true
        return intention == .cancelOnTerminal ? .pressCancel : .insertCard
    }
}
