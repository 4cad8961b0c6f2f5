/// The kiosk's mind: what happened goes in, what is to be done comes out. No I/O, no clock, no randomness.
///
/// Money lives in `ledger`, the fold of what was recorded; everything else here may be lost at a power cut.
/// The extensions of this type follow a payment: `+visit`, `+reading`, `+choosing`, `+paying`, `+cash`, `+card`,
/// `+closing`, `+settling`, `+slips`, `+recovery`, `+waiting`, and `+view` for what the screen shows of it.
package struct KioskMachine: Sendable {
    package let settings: KioskSettings
    package internal(set) var ledger: Ledger

    var session: Session
    var devices = DeviceBoard()
    var queue = SubmissionQueue()
    var identities: [FreshIdentity] = []
    var isHubReachable = true
    /// A durable write failed: nothing is taken, nothing is promised, the process is to end.
    var isBroken = false
    var isStopping = false
    var hasStopped = false
    /// When an unanswered question to the terminal, asked in the background, is repeated.
    var nextCardEnquiry: KioskInstant?
    /// Slips on their way out of the printer, and until when they are waited for.
    var printing: [PrintJobID: KioskInstant] = [:]

    /// The actions of the event under way, in order.
    private var actions: [KioskAction] = []

    /// Identities asked for at once, and the stock below which more are asked for.
    static let identityStock = 16
    static let identityReorderPoint = 8

    package init(settings: KioskSettings, ledger: Ledger) {
        self.settings = settings
        self.ledger = ledger
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
        case .hubAnswered(let answer): hubAnswered(answer, at: now)
        case .hubReachable(let isReachable): hubReachable(isReachable, at: now)
        case .identitiesSupplied(let fresh): identities.append(contentsOf: fresh)
        case .deadlineReached: deadlineReached(at: now)
        case .recordFailed: recordFailed()
        case .stopRequested: isStopping = true
        }
        if !isBroken { afterEachEvent(at: now) }
        defer { actions = [] }
        return actions
    }

    /// What follows from the state, whatever the event was.
    private mutating func afterEachEvent(at now: KioskInstant) {
        while let request = queue.next(at: now, patience: settings.patience.submission) { perform(.hub(request)) }
        if identities.count < KioskMachine.identityReorderPoint, !hasStopped {
            let missing = KioskMachine.identityStock - identities.count
            if !actions.contains(.supplyIdentities(count: missing)) { perform(.supplyIdentities(count: missing)) }
        }
        if isStopping, !hasStopped, !isMoneyMoving {
            hasStopped = true
            perform(.noteAcceptor(.disable))
            perform(.stop(.requested))
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

    /// Whether a device may be moving money right now.
    var isMoneyMoving: Bool {
        switch session.phase {
        case .preparing, .takingCash, .takingCard: true
        case .idle, .choosingBiller, .enteringAccount, .inquiring, .choosingBills, .explaining, .choosingMethod,
            .consentingToCash, .settling, .done, .failed, .thanks:
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
