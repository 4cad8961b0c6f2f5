/// The payment terminal. A lost answer is *unknown*: the terminal is asked what became of the charge until it says.
extension KioskMachine {
    mutating func takeCard(_ plan: PaymentPlan, at now: KioskInstant) {
        record(
            .cardIntended(plan.payment, amount: plan.amountDue, lastReceiptNumber: terminalBaseline),
            at: now)
        session.phase = .takingCard(
            CardTaking(
                payment: plan.payment, amount: plan.amountDue,
                until: now.advanced(by: settings.patience.authorisation)))
        perform(.terminal(.authorise(plan.amountDue)))
    }

    mutating func terminalReported(_ report: PaymentTerminalReport, at now: KioskInstant) {
        switch report {
        case .presence(let presence):
            devices.terminal = presence
            // Another terminal may come back in its place: its last receipt is nobody's charge here.
            if presence == .absent, !isCharging { isTerminalBaselineKnown = false }
            if presence == .ready, !isCharging { enquireCardInBackground(at: now) }
        case .prompted(let prompt): changeCard { $0.prompt = prompt }
        case .approved(let capture): approved(capture, at: now)
        case .declined(let reason): declined(reason, at: now)
        case .silent: askForOutcome(at: now)
        case .last(let capture): answered(last: capture, at: now)
        case .baseline(let number): knows(baseline: number)
        case .reversalFailed(let number, let why): reversalFailed(number, why, at: now)
        case .reversed(let number): reversed(number, at: now)
        case .dayEnded: break
        }
    }

    /// The charge whose outcome is open, if any.
    var openCard: PaymentRecord? { ledger.open.first(where: \.hasOpenCard) }

    /// Whether there is something only the terminal can tell: the outcome of a charge, or its last transaction.
    private var needsEnquiry: Bool { openCard != nil || !isTerminalBaselineKnown }

    private var isCharging: Bool {
        if case .takingCard = session.phase { true } else { false }
    }

    /// A charge that belongs to nobody's payment is undone; the same one told twice is not.
    private mutating func approved(_ capture: CardCapture, at now: KioskInstant) {
        guard openCard == nil else { return captured(capture, at: now) }
        guard capture.terminalReceiptNumber != terminalBaseline else { return }
        guard ledger.reversals[capture.terminalReceiptNumber] == nil else { return }
        reverse(capture, at: now)
    }

    private mutating func captured(_ capture: CardCapture, at now: KioskInstant) {
        guard let payment = openCard, let card = payment.card else { return }
        if capture.amount != card.amount { record(.incident(.captureOfOtherAmount), at: now) }
        record(.cardCaptured(payment.id, capture), at: now)
        if payment.closing == nil { record(.paymentClosing(payment.id, .paidInFull), at: now) }
        nextCardEnquiry = nil
        terminalBaseline = capture.terminalReceiptNumber
        isTerminalBaselineKnown = true
        conclude(payment.id, at: now)
    }

    private mutating func declined(_ reason: CardDecline, at now: KioskInstant) {
        guard let payment = openCard else { return }
        record([.cardDeclined(payment.id, reason), .paymentAbandoned(payment.id)], at: now)
        perform(.hub(.cancel(payment.id)))
        nextCardEnquiry = nil
        guard case .takingCard(let taking) = session.phase, taking.payment == payment.id else { return }
        switch reason {
        case .declinedByIssuer: fail(.cardDeclined, next: [.otherMethod, .callHotline], at: now)
        case .cancelled: fail(.cardCancelled, next: [.otherMethod, .tryAgain], at: now)
        case .noCard: fail(.cardNotInserted, next: [.otherMethod, .tryAgain], at: now)
        case .cardNotReadable: fail(.cardNotReadable, next: [.otherMethod, .tryAgain], at: now)
        case .terminalTrouble: fail(.terminalTrouble, next: [.otherMethod, .callHotline], at: now)
        }
    }

    /// No answer came, or the line broke. While the resident waits, the terminal is asked a few times.
    mutating func askForOutcome(at now: KioskInstant) {
        guard case .takingCard(var taking) = session.phase else {
            if needsEnquiry {
                nextCardEnquiry = now.advanced(by: settings.patience.cardEnquiryInBackground)
            }
            return
        }
        guard taking.enquiries < settings.patience.cardEnquiriesWhileWaiting else {
            giveUpWaiting(for: taking, at: now)
            return
        }
        taking.enquiries += 1
        taking.prompt = .wait
        taking.until = now.advanced(by: settings.patience.cardEnquiry)
        session.phase = .takingCard(taking)
        perform(.terminal(.enquireLast))
    }

    private mutating func giveUpWaiting(for taking: CardTaking, at now: KioskInstant) {
        record([.cardUnknown(taking.payment), .paymentClosing(taking.payment, .deviceFailed)], at: now)
        nextCardEnquiry = now.advanced(by: settings.patience.cardEnquiryInBackground)
        fail(.cardOutcomeUnknown, payment: taking.payment, next: [.keepSlip, .doNotPayAgain, .callHotline], at: now)
        printSlip(of: taking.payment, at: now)
    }

    mutating func enquireCardInBackground(at now: KioskInstant) {
        guard needsEnquiry else {
            nextCardEnquiry = nil
            return
        }
        nextCardEnquiry = now.advanced(by: settings.patience.cardEnquiryInBackground)
        if devices.canTakeCards { perform(.terminal(openCard == nil ? .enquireBaseline : .enquireLast)) }
    }

    /// What a later charge is told apart from. While one is open, the number is that from before it.
    private mutating func knows(baseline number: Int?) {
        guard openCard == nil else { return }
        terminalBaseline = number
        isTerminalBaselineKnown = true
        nextCardEnquiry = nil
    }

    /// The last transaction is ours when it is new since the charge was begun, even with another amount: then the
    /// card was charged that. An answer for which the kiosk did not ask says nothing of the charge that is going on.
    private mutating func answered(last capture: CardCapture?, at now: KioskInstant) {
        guard let payment = openCard, let card = payment.card else { return }
        if case .takingCard(let taking) = session.phase, taking.payment == payment.id, taking.enquiries == 0 { return }
        if let capture, capture.terminalReceiptNumber != card.lastReceiptNumber {
            captured(capture, at: now)
        } else {
            declined(.terminalTrouble, at: now)
        }
    }

    private mutating func changeCard(_ body: (inout CardTaking) -> Void) {
        guard case .takingCard(var taking) = session.phase else { return }
        body(&taking)
        session.phase = .takingCard(taking)
    }
}
