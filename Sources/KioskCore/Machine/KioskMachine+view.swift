/// What the screen shows of all this.
extension KioskMachine {
    package func view(at now: KioskInstant) -> KioskView {
        KioskView(
            kiosk: settings.kiosk, hotline: settings.hotline, language: session.language,
            isLargeType: session.isLargeType, screen: screen(at: now), notices: notices,
            secondsUntilEnd: secondsUntilEnd(at: now), canGoBack: canGoBack, canEnd: canEnd)
    }

    private func screen(at now: KioskInstant) -> Screen {
        if isBroken { return .outOfService(.storage) }
        if hasStopped { return .outOfService(.stopping) }
        if isOutOfServiceForJournal { return .outOfService(.journalRefused) }
        switch session.phase {
        case .idle(let problem): return .attract(billers: settings.billers, problem: problem)
        case .choosingBiller(let billers, _): return .billerChoice(billers)
        case .enteringAccount(let biller, let digits, let problem):
            return .accountEntry(biller, digits: digits, problem: problem)
        case .inquiring(let pending): return .asking(pending.biller)
        case .choosingBills(let statement, let ticked):
            return .billChoice(statement, ticked: ticked, total: Basket(statement, ticked: ticked).amount)
        case .explaining: return basketScreen { .billExplained($0.explanation) }
        case .choosingMethod(let refusal): return basketScreen { methodChoice($0, refusal, at: now) }
        case .consentingToCash:
            return basketScreen { .cashConsent(amount: $0.amount, denominations: settings.denominations) }
        case .preparing(let id, _):
            return paymentScreen(id) { .preparing(amount: $0.amountDue, $0.plan?.tender ?? .cash) }
        case .takingCash(let taking): return paymentScreen(taking.payment) { cash($0, taking) }
        case .takingCard(let taking):
            return .card(amount: taking.amount, prompt: taking.prompt, isAborting: taking.isAborting)
        case .takingWallet(let taking):
            return .wallet(amount: taking.amount, prompt: taking.prompt, isAborting: taking.isAborting)
        case .settling(let id, _): return paymentScreen(id) { .settling(amount: $0.amountDue) }
        case .done(let id): return paymentScreen(id) { summary(of: $0).map(Screen.done) ?? .thanks }
        case .failed(let notice): return .failed(failure(notice))
        case .thanks: return .thanks
        }
    }

    private func basketScreen(_ make: (Basket) -> Screen) -> Screen {
        session.basket.map(make) ?? .attract(billers: settings.billers, problem: nil)
    }

    private func paymentScreen(_ id: PaymentID, _ make: (PaymentRecord) -> Screen) -> Screen {
        ledger[id].map(make) ?? .attract(billers: settings.billers, problem: nil)
    }

    private func methodChoice(_ basket: Basket, _ creditNote: CreditNoteRefusal?, at now: KioskInstant) -> Screen {
        let methods = TenderKind.allCases.map { kind in
            let obstacle = obstacle(to: kind, at: now)
            let limit =
                obstacle == .overOfflineLimit ? offlineLimit(basket.amount, of: basket.biller.id, at: now) : nil
            return PaymentMethod(kind: kind, obstacle: obstacle, limit: limit)
        }
        return .methodChoice(
            biller: basket.biller, amount: basket.amount, methods: methods, creditNote: creditNote)
    }

    private func cash(_ payment: PaymentRecord, _ taking: CashTaking) -> Screen {
        .cash(
            CashProgress(
                due: payment.amountDue, inserted: payment.taken, notes: payment.tenders, activity: taking.activity,
                denominations: settings.denominations))
    }

    private func summary(of payment: PaymentRecord) -> PaymentSummary? {
        guard let plan = payment.plan else { return nil }
        var standing = PaymentSummary.Standing.pending
        var creditNote: CreditNote?
        if case .settled(let settlement) = payment.outcome {
            standing = .settled(reference: settlement.reference)
            creditNote = settlement.creditNote
        } else if payment.taken > payment.amountDue {
            creditNote = CreditNote(code: plan.claimCode, amount: payment.taken - payment.amountDue)
        }
        return PaymentSummary(
            payment: payment.id, receiptNumber: plan.receiptNumber, biller: plan.biller, account: plan.account,
            paid: payment.amountDue, tenders: payment.tenders, standing: standing, creditNote: creditNote,
            codeIfRefused: standing == .pending ? plan.claimCode : nil, paper: paper(of: payment),
            canReprint: canReprint(payment),
            voucher: settings.voucher(for: payment.id))
    }

    private func paper(of payment: PaymentRecord) -> PaymentSummary.Paper {
        switch payment.slip {
        case .printing: .printing
        case .printed: .printed
        case .none, .failed: .none
        }
    }

    private func failure(_ notice: FailureNotice) -> Failure {
        let payment = notice.payment.flatMap { ledger[$0] }
        return Failure(
            kind: notice.kind, money: payment.map(whereabouts) ?? notice.fallback,
            paper: payment.map(paper) ?? .none, receiptNumber: payment?.receiptNumber, next: notice.next,
            limit: notice.limit)
    }

    private func whereabouts(of payment: PaymentRecord) -> Failure.Whereabouts {
        if payment.openCreditNote != nil {
            return .creditNoteUnknown(certain: payment.taken, payment.claimCode)
        }
        if payment.uncertain.isPositive {
            return .uncertain(payment.uncertain, certain: payment.taken, payment.claimCode)
        }
        if payment.taken.isPositive { return .owed(payment.taken, payment.claimCode) }
        return payment.notes.contains { $0.state == .returned } ? .returned : .notTaken
    }

    private var notices: [Notice] {
        var notices: [Notice] = []
        if !isHubReachable { notices.append(.networkDown) }
        if devices.printer != .ready {
            notices.append(.printerOutOfService)
        } else if devices.printerStatus.isPaperOut {
            notices.append(.printerWithoutPaper)
        } else if !devices.printerStatus.canPrint {
            notices.append(.printerOutOfService)
        }
        if devices.scanner != .ready { notices.append(.scannerOutOfService) }
        if !devices.canTakeNotes { notices.append(.noteAcceptorOutOfService) }
        if !devices.canTakeCards { notices.append(.cardReaderOutOfService) }
        return notices
    }

    private var canGoBack: Bool {
        switch session.phase {
        case .choosingBiller, .enteringAccount, .inquiring, .choosingBills, .explaining, .choosingMethod,
            .consentingToCash:
            true
        case .takingCash(let taking):
            taking.restUntil == nil && !(ledger[taking.payment]?.taken.isPositive ?? false)
        case .takingCard(let taking): !taking.isAborting && taking.enquiries == 0
        case .takingWallet(let taking): taking.mayStop
        case .failed(let notice): notice.next.contains(.otherMethod) && session.basket != nil
        case .idle, .preparing, .settling, .done, .thanks: false
        }
    }

    private var canEnd: Bool {
        switch session.phase {
        case .choosingBiller, .enteringAccount, .inquiring, .choosingBills, .explaining, .choosingMethod,
            .consentingToCash, .done, .failed:
            true
        case .takingCash(let taking): taking.restUntil == nil
        case .takingCard(let taking): !taking.isAborting && taking.enquiries == 0
        case .takingWallet(let taking): taking.mayStop
        case .idle, .preparing, .settling, .thanks: false
        }
    }
}
