/// The kiosk's mind: what happened goes in, what is to be done comes out. No I/O, no clock, no randomness.
///
/// Money lives in `ledger`, the fold of what was recorded; everything else here may be lost at a power cut.
/// The extensions of this type follow a payment: `+visit`, `+reading`, `+choosing`, `+paying`, `+cash`, `+card`,
/// `+wallet`, `+creditNote`, `+reversal`, `+closing`, `+settling`, `+slips`, `+recovery`, `+waiting`, `+persons`, `+reports`, and `+view` for what the screen shows of it.
package struct KioskMachine: Sendable {
    package let settings: KioskSettings
    package internal(set) var ledger: Ledger

    var session: Session
    var devices = DeviceBoard()
    var queue: SubmissionQueue
    var desk = ReportDesk()
    var identities: [FreshIdentity] = []
    var isHubReachable = true
    /// A durable write failed: nothing is taken, nothing is promised, the process is to end.
    var isBroken = false
    var isStopping = false
    var hasStopped = false
    /// The terminal's last transaction before the next charge, asked for at every start: whatever it holds from
    /// before is nobody's charge here.
    var terminalBaseline: Int?
    var isTerminalBaselineKnown = false
    /// When an unanswered question to the terminal, asked in the background, is repeated.
    var nextCardEnquiry: KioskInstant?
    /// When the hub is asked again for charges of wallets whose resident left.
    var nextWalletEnquiry: KioskInstant?
    /// Those of them that the hub was told to cancel since it was asked last.
    var walletsTold: Set<PaymentID> = []
    /// When the hub is asked again for credit notes whose resident left.
    var nextCreditNoteEnquiry: KioskInstant?
    /// When the terminal is told again to undo a charge of nobody's payment, and which one it was told and did not
    /// answer.
    var nextReversal: KioskInstant?
    var reversalAsked: Int?
    /// When an incident that concerns no payment was last written down.
    private var incidents: [Incident: KioskInstant] = [:]
    /// Whether the note that was stacked last may be told once more: until the acceptor rests, or holds another one.
    /// Until its first rest after a start, an acceptor repeats what the last life did not acknowledge.
    var mayRepeatStacked = true
    /// Slips on their way out of the printer, and until when they are waited for.
    var printing: [PrintJobID: KioskInstant] = [:]

    /// When notes are no longer waited for, because the process was asked to end.
    var stopTakingAt: KioskInstant?

    /// The actions of the event under way, in order.
    private var actions: [KioskAction] = []

    /// Identities asked for at once, and the stock below which more are asked for.
    static let identityStock = 16
    static let identityReorderPoint = 8

    package init(settings: KioskSettings, ledger: Ledger) {
        self.settings = settings
        self.ledger = ledger
        queue = SubmissionQueue(kiosk: settings.kiosk)
        session = Session(
            phase: .idle(nil), language: settings.language,
            lastTouch: KioskInstant(sinceBoot: .zero, wall: WallTime(milliseconds: 0)))
    }

    package mutating func received(_ event: KioskEvent, at now: KioskInstant) -> [KioskAction] {
        guard !isBroken else { return [] }
        switch event {
        case .restarted(let version): restarted(version: version, at: now)
        case .residentChose(let choice): residentChose(choice, at: now)
        case .codeRead(let reading): codeRead(reading, at: now)
        case .scannerReported(let presence): devices.scanner = presence
        case .noteAcceptorReported(let report): noteAcceptorReported(report, at: now)
        case .printerReported(let report): printerReported(report, at: now)
        case .terminalReported(let report): terminalReported(report, at: now)
        case .incidentNoticed(let incident): noticed(incident, at: now)
        case .hubAnswered(let answer): hubAnswered(answer, at: now)
        case .hubReachable(let isReachable): hubReachable(isReachable, at: now)
        case .identitiesSupplied(let fresh): identities.append(contentsOf: fresh)
        case .exceptionResolved(let id, let resolution): exceptionResolved(id, resolution, at: now)
        case .cashBoxCollected(let id, let by, let counted): cashBoxCollected(id, by: by, counted: counted, at: now)
        case .journalJudged(let standing): journalJudged(standing, at: now)
        case .deadlineReached: deadlineReached(at: now)
        case .recordFailed: recordFailed()
        case .stopRequested: stopRequested(at: now)
        }
        if !isBroken { afterEachEvent(at: now) }
        defer { actions = [] }
        return actions
    }

    /// A loose plug may be noticed many times a second; the journal hears of each kind of incident once a while.
    private mutating func noticed(_ incident: Incident, at now: KioskInstant) {
        if let last = incidents[incident], now.sinceBoot - last.sinceBoot < KioskMachine.incidentPause { return }
        incidents[incident] = now
        record(.incident(incident), at: now)
    }

    static let incidentPause = Duration.seconds(60)

    /// What follows from the state, whatever the event was.
    private mutating func afterEachEvent(at now: KioskInstant) {
        sendQueued(at: now)
        report(at: now)
        if identities.count < KioskMachine.identityReorderPoint, !hasStopped {
            let missing = KioskMachine.identityStock - identities.count
            if !actions.contains(.supplyIdentities(count: missing)) { perform(.supplyIdentities(count: missing)) }
        }
        if isStopping, !hasStopped, !isMoneyMoving, printing.isEmpty {
            hasStopped = true
            perform(.noteAcceptor(.disable))
            perform(.stop(.requested))
        }
    }

    /// Money on its way is waited for; a slot that is open and empty is closed.
    private mutating func stopRequested(at now: KioskInstant) {
        isStopping = true
        if case .takingWallet(let taking) = session.phase, case .showingCode = taking.stage {
            return stopWallet(.end, at: now)
        }
        guard case .takingCash(let taking) = session.phase, let payment = ledger[taking.payment],
            taking.restUntil == nil
        else { return }
        if payment.taken.isPositive || !payment.isResolved {
            stopTakingAt = now.advanced(by: settings.patience.noteBeforeStop)
        } else {
            stopTaking(.end, at: now)
        }
    }

    /// Nothing after a failed write may happen; the notes on their way go back to the hand that gave them.
    private mutating func recordFailed() {
        isBroken = true
        perform(.noteAcceptor(.disable))
        perform(.noteAcceptor(.returnNote))
        perform(.terminal(.abort))
        perform(.stop(.journalFailed))
    }

    /// Whether money may be moving right now, between hands and devices or to the hub with somebody waiting.
    var isMoneyMoving: Bool {
        switch session.phase {
        case .preparing, .takingCash, .takingCard, .takingWallet, .settling: true
        case .idle, .choosingBiller, .enteringAccount, .inquiring, .choosingBills, .explaining, .choosingMethod,
            .consentingToCash, .done, .failed, .thanks:
            false
        }
    }
}

// MARK: - Doing

extension KioskMachine {
    mutating func perform(_ action: KioskAction) { actions.append(action) }

    /// Writes facts and believes them. Facts that follow each other become one durable write.
    mutating func record(_ facts: [JournalFact], at now: KioskInstant) {
        for fact in facts { ledger.apply(fact, at: now) }
        if case .record(let earlier) = actions.last {
            actions[actions.count - 1] = .record(earlier + facts)
        } else {
            actions.append(.record(facts))
        }
    }

    mutating func record(_ fact: JournalFact, at now: KioskInstant) { record([fact], at: now) }

    mutating func takeIdentity() -> FreshIdentity? {
        identities.isEmpty ? nil : identities.removeFirst()
    }

    func nextReceiptNumber() -> String {
        ReceiptNumber.text(kiosk: settings.kiosk, ordinal: ledger.lastReceiptOrdinal + 1)
    }
}
