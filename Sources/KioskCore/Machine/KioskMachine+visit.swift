/// The visit: what a touch means on each screen, and how a visit ends.
extension KioskMachine {
    mutating func residentChose(_ choice: ResidentChoice, at now: KioskInstant) {
        // Somebody with money inside must be able to finish while the process waits to end.
        guard !isStopping || isMoneyMoving else { return }
        guard !isOutOfServiceForJournal else { return }
        session.lastTouch = now
        session.isWarned = false
        switch choice {
        case .language(let language): session.language = language
        case .largeType(let isLarge): session.isLargeType = isLarge
        case .service(let service): chose(service, at: now)
        case .biller(let id): chose(biller: id, at: now)
        case .digit(let digit): keyed { $0.count < $1 ? $0 + String(digit) : $0 }
        case .eraseDigit: keyed { digits, _ in String(digits.dropLast()) }
        case .submitAccount: submitAccount(at: now)
        case .tick(let bill, let isTicked): tick(bill, isTicked)
        case .confirmBills: confirmBills()
        case .amount(let minorUnits): chose(amountAhead: minorUnits)
        case .pay: if case .explaining = session.phase { session.phase = .choosingMethod(nil) }
        case .method(let kind): chose(method: kind, at: now)
        case .consentToCash: if case .consentingToCash = session.phase { beginPayment(by: .cash, at: now) }
        case .stopCash: stopTaking(.finish, at: now)
        case .back: goBack(at: now)
        case .end: end(at: now)
        case .stay: break
        case .anotherBill: anotherBill(at: now)
        case .rate(let stars): rate(stars, at: now)
        case .reprint: reprint(at: now)
        }
    }

    private mutating func goBack(at now: KioskInstant) {
        switch session.phase {
        case .idle, .preparing, .settling, .done, .thanks: break
        case .choosingBiller, .enteringAccount, .inquiring, .choosingBills: startOver(at: now)
        case .explaining:
            if let statement = session.basket?.statement, statement.openBills.count > 1 {
                session.phase = .choosingBills(statement, ticked: session.basket?.bills.map(\.id) ?? [])
            } else {
                startOver(at: now)
            }
        case .choosingMethod: session.phase = .explaining
        case .consentingToCash: session.phase = .choosingMethod(nil)
        case .takingCash, .takingCard, .takingWallet: stopTaking(.back, at: now)
        case .failed(let notice):
            if notice.next.contains(.otherMethod), session.basket != nil {
                session.phase = .choosingMethod(nil)
            } else {
                startOver(at: now)
            }
        }
    }

    private mutating func end(at now: KioskInstant) {
        switch session.phase {
        case .idle, .preparing, .settling: break
        case .choosingBiller, .enteringAccount, .inquiring, .choosingBills, .explaining, .choosingMethod,
            .consentingToCash, .failed, .thanks:
            startOver(at: now)
        case .takingCash, .takingCard, .takingWallet: stopTaking(.end, at: now)
        case .done: session.phase = .thanks
        }
    }

    private mutating func anotherBill(at now: KioskInstant) {
        switch session.phase {
        case .done, .failed, .thanks: startOverForTheSameResident(at: now)
        case .idle, .choosingBiller, .enteringAccount, .inquiring, .choosingBills, .explaining, .choosingMethod,
            .consentingToCash, .preparing, .takingCash, .takingCard, .takingWallet, .settling:
            break
        }
    }

    private mutating func rate(_ stars: Int, at now: KioskInstant) {
        guard case .done(let payment) = session.phase, (1...4).contains(stars) else { return }
        record(.rated(payment, stars: stars), at: now)
        session.phase = .thanks
    }

    /// Back to the first screen. Nothing of this resident remains, neither language nor large type.
    mutating func startOver(at now: KioskInstant) {
        session = Session(phase: .idle(nil), language: settings.language, lastTouch: now)
    }

    /// The same, but whoever chose a language and a size of type still stands there.
    private mutating func startOverForTheSameResident(at now: KioskInstant) {
        let (language, isLargeType) = (session.language, session.isLargeType)
        startOver(at: now)
        session.language = language
        session.isLargeType = isLargeType
    }

    /// Without a slip, the screen is all that holds the claim code: a bill laid on the scanner does not wipe it.
    private func hasSlip(_ id: PaymentID) -> Bool {
        guard let payment = ledger[id], payment.slip != .printed else { return true }
        guard case .settled(let settlement) = payment.outcome else {
            return !payment.taken.isPositive && payment.isResolved
        }
        return settlement.creditNote == nil
    }

    /// Whether a bill laid on the scanner may begin a visit, or replace what is on the screen.
    var acceptsBill: Bool {
        switch session.phase {
        case .idle, .choosingBiller, .enteringAccount, .choosingBills, .explaining, .choosingMethod, .thanks: true
        case .done(let id): hasSlip(id)
        case .failed(let notice): notice.payment.map(hasSlip) ?? true
        case .inquiring, .consentingToCash, .preparing, .takingCash, .takingCard, .takingWallet, .settling: false
        }
    }
}
