import KioskControl
import KioskCore

/// What technicians decide about money at a running kiosk: exceptions, and the emptied cash box. Every word of theirs
/// goes into the journal before it is answered.
struct LedgerDesk: Sendable {
    /// For the journal to hold what was told.
    static let recording = Duration.seconds(10)
    /// For the hub to compare an emptied box with its books, while a person waits.
    static let comparing = Duration.seconds(20)
    static let looking = Duration.seconds(5)

    let engine: KioskEngine
    let currency: Currency
    let denominations: [Money]
    let now: @Sendable () -> WallTime

    func resolve(_ exception: String, _ decision: PersonsDecision) async -> ControlReply {
        guard let resolution = ExceptionResolution(decision) else {
            return .refused("Say under which receipt number the terminal has the charge.")
        }
        guard decision.by.count <= PersonsDecision.longestName, decision.why.count <= PersonsDecision.longestWhy else {
            return .refused(
                "Say who in \(PersonsDecision.longestName) letters, and why in \(PersonsDecision.longestWhy).")
        }
        let id = PaymentID(exception)
        let looked = await engine.find(within: LedgerDesk.looking) { ledger in
            Verdict(exception: ledger.exception(id), refusal: ledger.refusal(of: resolution, for: id))
        }
        guard let verdict = looked else { return .refused("The kiosk has no time now. Try again.") }
        guard let found = verdict.exception, verdict.refusal == nil else {
            return .refused(verdict.refusal ?? "Nothing is open about \(exception).")
        }
        guard await engine.send(.exceptionResolved(id, resolution)) else { return .refused("The kiosk is stopping.") }
        // The same id may have another exception behind this one.
        let state = await engine.find(within: LedgerDesk.recording) { ledger -> PaymentState?? in
            ledger.exception(id) == found ? nil : .some(ledger[id]?.state)
        }
        guard let state else {
            return .refused("The kiosk did not take the decision. Look at its log, and try again.")
        }
        return .done("Decided, and in the journal." + (state.map { " The payment is now \($0.rawValue)." } ?? ""))
    }

    func cashBox() async -> ControlReply {
        guard let report = await report() else { return .refused("The kiosk has no time now. Try again.") }
        return .cashBox(report)
    }

    func collect(by person: String, _ counted: [CountedNotes]) async -> ControlReply {
        if let why = refusal(of: counted, by: person) { return .refused(why) }
        guard let box = await report() else { return .refused("The kiosk has no time now. Try again.") }
        let id = IdentitySource.collection(at: now())
        let notes = counted.filter { $0.count > 0 }.map { pile in
            NoteCount(denomination: money(Int64(pile.denomination)), count: pile.count)
        }
        guard await engine.send(.cashBoxCollected(id, by: person, counted: notes)) else {
            return .refused("The kiosk is stopping.")
        }
        let recorded = await engine.find(within: LedgerDesk.recording) { ledger in
            ledger.hasCollection(id) ? true : nil
        }
        guard recorded != nil else {
            return .refused("The kiosk did not take the count: somebody may be paying. Wait, and try again.")
        }
        let found = await engine.find(within: LedgerDesk.comparing) { $0.differences(of: id) }
        let hub: CollectionReport.Hub = found.map { $0.isEmpty ? .agrees : .differs } ?? .notAskedYet
        let total = notes.reduce(Int64(0)) { $0 + $1.denomination.minorUnits * Int64($1.count) }
        return .collected(
            CollectionReport(
                collection: id.text, box: box, counted: total, hub: hub,
                differences: (found ?? []).map(CollectionReport.Difference.init)))
    }

    private struct Verdict: Sendable {
        let exception: LedgerException?
        let refusal: String?
    }

    private func report() async -> CashBoxReport? {
        let currency = currency
        return await engine.find(within: LedgerDesk.looking) { CashBoxReport($0, currency) }
    }

    private func refusal(of counted: [CountedNotes], by person: String) -> String? {
        guard person.contains(where: { !$0.isWhitespace }), person.count <= PersonsDecision.longestName else {
            return "Say who counted, in at most \(PersonsDecision.longestName) letters."
        }
        for pile in counted {
            guard (0...CountedNotes.mostNotes).contains(pile.count) else {
                return "\(pile.count) notes of \(pile.denomination) do not fit a cash box."
            }
            guard denominations.contains(money(Int64(pile.denomination))) else {
                let taken = denominations.map { String($0.minorUnits / currency.minorUnitsPerMajorUnit) }
                return "This kiosk takes no notes of \(pile.denomination): it takes \(taken.joined(separator: ", "))."
            }
        }
        guard Set(counted.map(\.denomination)).count == counted.count else { return "A denomination stands twice." }
        return nil
    }

    /// Whole units of the currency. A denomination that overflows is none that is taken.
    private func money(_ units: Int64) -> Money {
        let (minorUnits, overflow) = units.multipliedReportingOverflow(by: currency.minorUnitsPerMajorUnit)
        return overflow ? .zero(currency) : Money(minorUnits, currency)
    }
}

extension ExceptionResolution {
    /// Nil where the decision lacks its receipt number.
    init?(_ decision: PersonsDecision) {
        let choice: Decision
        switch decision.choice {
        case .noteInBox: choice = .noteIsInCashBox
        case .noteReturned: choice = .noteWasReturned
        case .cardCharged:
            guard let number = decision.receiptNumber else { return nil }
            choice = .cardWasCharged(terminalReceiptNumber: number)
        case .cardNotCharged: choice = .cardWasNotCharged
        case .closed: choice = .closed
        }
        self.init(decision: choice, by: decision.by, why: decision.why)
    }
}

extension CashBoxReport {
    init(_ ledger: Ledger, _ currency: Currency) {
        let payments = ledger.cashBox.map { PaymentMoney(payment: $0.payment.text, minorUnits: $0.cash.minorUnits) }
        let uncertain = ledger.uncertainNotes.map {
            PaymentMoney(payment: $0.payment.text, minorUnits: $0.cash.minorUnits)
        }
        self.init(
            currency: currency.code, total: payments.reduce(0) { $0 + $1.minorUnits }, payments: payments,
            uncertain: uncertain)
    }
}

extension CollectionReport.Difference {
    init(_ difference: PaymentDifference) {
        self.init(
            payment: difference.payment?.text, kind: difference.kind.rawValue, what: difference.kind.words,
            kiosk: difference.kiosk.minorUnits, hub: difference.hub.minorUnits)
    }
}
