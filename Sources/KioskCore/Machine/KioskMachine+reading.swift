/// From a scanned code or a keyed account number to what is open on the account.
extension KioskMachine {
    mutating func codeRead(_ reading: CodeReading, at now: KioskInstant) {
        if walletCodeRead(reading, at: now) || creditNoteRead(reading, at: now) { return }
        guard acceptsBill, !isStopping, ledger.standing == .accepted else { return }
        switch reading {
        case .bill(let reference): read([reference], at: now)
        case .ambiguous(let references): read(references, at: now)
        case .unknownBiller(_, let company): show(.unknownBiller(company), at: now)
        case .damagedBill: show(.damagedBill, at: now)
        case .walletCode: show(.walletCode, at: now)
        case .creditNote(let code): show(.creditNote(code), at: now)
        // A badge opens nothing by itself, and residents have none.
        case .badge, .notABill: show(.notABill, at: now)
        }
    }

    private mutating func read(_ references: [BillReference], at now: KioskInstant) {
        let known = references.compactMap { reference in
            settings.biller(reference.biller).map { (biller: $0, reference: reference) }
        }
        switch known.count {
        case 0: show(.unknownBiller(references.first?.biller.text ?? ""), at: now)
        case 1:
            visitBegins(at: now)
            inquire(known[0].biller, known[0].reference.account, known[0].reference, at: now)
        default:
            visitBegins(at: now)
            session.phase = .choosingBiller(known.map(\.biller), known.map(\.reference))
        }
    }

    /// A new bill begins a new visit unless somebody already chose a language on this one.
    private mutating func visitBegins(at now: KioskInstant) {
        let (language, isLargeType) = (session.language, session.isLargeType)
        let wasFinished: Bool =
            switch session.phase {
            case .done, .failed, .thanks: true
            case .idle, .choosingBiller, .enteringAccount, .inquiring, .choosingBills, .explaining, .choosingMethod,
                .consentingToCash, .preparing, .takingCash, .takingCard, .takingWallet, .settling:
                false
            }
        startOver(at: now)
        guard !wasFinished else { return }
        session.language = language
        session.isLargeType = isLargeType
    }

    /// A problem is told on the first screen; in the middle of a visit a stray code changes nothing.
    private mutating func show(_ problem: ReadingProblem, at now: KioskInstant) {
        switch session.phase {
        case .idle:
            record(.visitFailed(VisitFailure(problem)), at: now)
            show(Session.Phase.idle(problem), at: now)
        case .done, .failed, .thanks, .choosingBiller, .enteringAccount, .choosingBills, .explaining, .choosingMethod,
            .inquiring, .consentingToCash, .preparing, .takingCash, .takingCard, .takingWallet, .settling:
            break
        }
    }

    mutating func chose(_ service: Service, at now: KioskInstant) {
        guard case .idle = session.phase else { return }
        let billers = settings.billers.filter { $0.service == service }
        switch billers.count {
        case 0: break
        case 1: session.phase = .enteringAccount(billers[0], digits: "", nil)
        default: session.phase = .choosingBiller(billers, [])
        }
    }

    mutating func chose(biller id: BillerID, at now: KioskInstant) {
        guard case .choosingBiller(let billers, let references) = session.phase,
            let biller = billers.first(where: { $0.id == id })
        else { return }
        if let reference = references.first(where: { $0.biller == id }) {
            inquire(biller, reference.account, reference, at: now)
        } else {
            session.phase = .enteringAccount(biller, digits: "", nil)
        }
    }

    mutating func keyed(_ change: (String, Int) -> String) {
        guard case .enteringAccount(let biller, let digits, _) = session.phase else { return }
        session.phase = .enteringAccount(biller, digits: change(digits, biller.accountDigits.upperBound), nil)
    }

    mutating func submitAccount(at now: KioskInstant) {
        guard case .enteringAccount(let biller, let digits, _) = session.phase else { return }
        guard biller.accountDigits.contains(digits.count) else {
            session.phase = .enteringAccount(biller, digits: digits, .wrongLength)
            return
        }
        inquire(biller, AccountNumber(digits), nil, at: now)
    }

    private mutating func inquire(
        _ biller: Biller, _ account: AccountNumber, _ reference: BillReference?, at now: KioskInstant
    ) {
        let inquiry = Inquiry(biller: biller.id, account: account)
        session.phase = .inquiring(
            PendingInquiry(
                inquiry: inquiry, biller: biller, reference: reference,
                until: now.advanced(by: settings.patience.hub)))
        perform(.hub(.inquire(inquiry)))
    }

    mutating func inquired(_ inquiry: Inquiry, _ outcome: InquiryOutcome, at now: KioskInstant) {
        guard case .inquiring(let pending) = session.phase, pending.inquiry == inquiry else { return }
        session.lastTouch = now
        switch outcome {
        case .statement(let statement) where statement.biller.currency != pending.biller.currency:
            inquiryUnavailable(pending, at: now)
        case .statement(let statement): opened(statement, pending, at: now)
        case .refused(let refusal): inquiryRefused(refusal, pending, at: now)
        case .unavailable: inquiryUnavailable(pending, at: now)
        }
    }

    private mutating func opened(
        _ statement: AccountStatement, _ pending: PendingInquiry, at now: KioskInstant
    ) {
        if statement.isPrepaid {
            guard let first = statement.suggestedAmounts.first else {
                record(.visitFailed(.noAmountToPay), at: now)
                fail(.amountNotAllowed, next: [.callHotline], at: now)
                return
            }
            session.basket = Basket(statement, amountAhead: first)
            session.phase = .explaining
            return
        }
        switch statement.openBills.count {
        case 0:
            record(.visitFailed(statement.lastPaid == nil ? .nothingDue : .alreadyPaid), at: now)
            if pending.reference == nil {
                session.phase = .enteringAccount(pending.biller, digits: pending.inquiry.account.text, .nothingDue)
            } else {
                // Nothing is left to do, so nothing is offered but whom to ask.
                fail(statement.lastPaid == nil ? .nothingDue : .alreadyPaid, next: [.callHotline], at: now)
            }
        case 1:
            session.basket = Basket(statement, ticked: statement.openBills.map(\.id))
            session.phase = .explaining
        default:
            // Oldest first; what one payment cannot hold waits for the next.
            let ticked = statement.openBills.prefix(AccountStatement.mostBillsInAPayment).map(\.id)
            session.phase = .choosingBills(statement, ticked: ticked)
        }
    }

    private mutating func inquiryRefused(
        _ refusal: HubRefusal, _ pending: PendingInquiry, at now: KioskInstant
    ) {
        let isBlocked = refusal.reason == .accountBlocked
        if refusal.reason == .billerUnknown {
            record(.visitFailed(.unknownBiller), at: now)
            session.phase = .idle(.unknownBiller(pending.biller.name[session.language]))
            return
        }
        record(.visitFailed(isBlocked ? .accountBlocked : .accountUnknown), at: now)
        if pending.reference == nil {
            let problem: AccountProblem = isBlocked ? .accountBlocked : .accountUnknown
            session.phase = .enteringAccount(pending.biller, digits: pending.inquiry.account.text, problem)
        } else {
            fail(
                isBlocked ? .accountBlocked : .accountUnknown,
                next: isBlocked ? [.callHotline] : [.tryAgain, .callHotline], at: now)
        }
    }

    /// Without the hub, a code that carries its amount can still be paid, if the offline policy allows.
    mutating func inquiryUnavailable(_ pending: PendingInquiry, at now: KioskInstant) {
        if let reference = pending.reference, let basket = Basket(reference, of: pending.biller) {
            session.basket = basket
            session.phase = .explaining
        } else {
            record(.visitFailed(.hubUnavailable), at: now)
            fail(.hubUnavailable, next: [.comeBackLater, .callHotline], at: now)
        }
    }
}

extension VisitFailure {
    fileprivate init(_ problem: ReadingProblem) {
        switch problem {
        case .notABill: self = .notABill
        case .damagedBill: self = .damagedBill
        case .walletCode: self = .walletCode
        case .unknownBiller: self = .unknownBiller
        case .creditNote: self = .creditNoteShown
        }
    }
}
