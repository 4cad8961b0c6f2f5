/// A payment begins: its id, the hub's reservation, and then the device that takes the money.
extension KioskMachine {
    /// Begins with `creditNote`, if one was laid on the scanner instead of touching a method.
    mutating func beginPayment(by tender: TenderKind, with creditNote: ClaimCode? = nil, at now: KioskInstant) {
        guard !isStopping, ledger.standing == .accepted, let basket = session.basket else { return }
        guard obstacle(to: tender, at: now) == nil, let identity = takeIdentity() else {
            // The screen of methods says what stands in the way now.
            session.phase = .choosingMethod(nil)
            return
        }
        let plan = PaymentPlan(
            payment: identity.payment, claimCode: identity.claimCode, receiptNumber: nextReceiptNumber(),
            biller: basket.biller, account: basket.account, allocations: basket.allocations, tender: tender,
            language: session.language, inquiry: basket.statement?.inquiry)
        session.creditNote = creditNote
        record(.paymentPlanned(plan), at: now)
        if let inquiry = plan.inquiry, isHubReachable {
            session.phase = .preparing(plan.payment, until: now.advanced(by: settings.patience.hub))
            perform(
                .hub(
                    .prepare(
                        PaymentOrder(
                            payment: plan.payment, kiosk: settings.kiosk, inquiry: inquiry, biller: plan.biller.id,
                            account: plan.account, allocations: plan.allocations, tender: tender))))
        } else {
            takeOffline(plan.payment, at: now)
        }
    }

    mutating func prepared(_ payment: PaymentID, _ outcome: PreparationOutcome, at now: KioskInstant) {
        guard case .preparing(payment, _) = session.phase, let plan = ledger[payment]?.plan else { return }
        switch outcome {
        case .prepared(let preparation):
            guard preparation.amount == plan.amountDue else {
                abandon(payment, .billChanged, next: [.tryAgain], at: now)
                return
            }
            record(.paymentPrepared(preparation), at: now)
            take(plan, at: now)
        case .refused(let refusal):
            abandon(payment, KioskMachine.kind(of: refusal), next: [.tryAgain, .callHotline], at: now)
        case .unavailable: takeOffline(payment, at: now)
        }
    }

    /// The hub could not be asked. Policy decides whether the money is taken all the same.
    mutating func takeOffline(_ payment: PaymentID, at now: KioskInstant) {
        guard let plan = ledger[payment]?.plan else { return }
        guard settings.offline.allows(plan.tender, of: plan.biller.id) else {
            abandon(payment, .hubUnavailableNotOffline, next: [.otherMethod, .comeBackLater], at: now)
            return
        }
        if let limit = offlineLimit(plan.amountDue, of: plan.biller.id, at: now) {
            abandon(payment, .offlineLimitReached, next: [.comeBackLater, .callHotline], limit: limit, at: now)
            return
        }
        record(.paymentTakenOffline(payment), at: now)
        take(plan, at: now)
    }

    private mutating func take(_ plan: PaymentPlan, at now: KioskInstant) {
        session.lastTouch = now
        session.isWarned = false
        // The device may have failed, or the process been asked to end, while the hub was asked.
        guard !isStopping, ledger.standing == .accepted else {
            return abandon(plan.payment, .interrupted, next: [.comeBackLater], at: now)
        }
        switch plan.tender {
        case .cash:
            guard devices.canTakeNotes else {
                return abandon(plan.payment, .noteAcceptorTrouble, next: [.otherMethod, .callHotline], at: now)
            }
            takeCash(plan.payment, at: now)
        case .card:
            guard devices.canTakeCards, isTerminalBaselineKnown else {
                return abandon(plan.payment, .terminalTrouble, next: [.otherMethod, .callHotline], at: now)
            }
            takeCard(plan, at: now)
        case .wallet:
            guard devices.scanner == .ready else {
                return abandon(plan.payment, .terminalTrouble, next: [.otherMethod, .callHotline], at: now)
            }
            takeWallet(plan)
        }
    }

    /// Ends a payment for which nothing was taken.
    private mutating func abandon(
        _ payment: PaymentID, _ kind: Failure.Kind, next: [Failure.Step], limit: OfflineLimit? = nil,
        at now: KioskInstant
    ) {
        record(.paymentAbandoned(payment), at: now)
        perform(.hub(.cancel(payment)))
        show(.failed(FailureNotice(kind: kind, payment: nil, next: next, limit: limit)), at: now)
    }

    static func kind(of refusal: HubRefusal) -> Failure.Kind {
        switch refusal.reason {
        case .billerUnknown, .accountUnknown: .accountUnknown
        case .accountBlocked: .accountBlocked
        case .alreadyPaid: .alreadyPaid
        case .amountNotAllowed, .tenderNotAllowed: .amountNotAllowed
        case .billChanged, .inquiryExpired, .preparationExpired, .cancelled, .requestInvalid: .billChanged
        case .paymentInProgress: .paymentInProgress
        }
    }

    /// A failure has its own time on the screen, however long ago the last touch was.
    mutating func fail(_ kind: Failure.Kind, payment: PaymentID? = nil, next: [Failure.Step], at now: KioskInstant) {
        show(.failed(FailureNotice(kind: kind, payment: payment, next: next)), at: now)
    }

    /// Shows what came without a touch, with its whole time before any countdown.
    mutating func show(_ phase: Session.Phase, at now: KioskInstant) {
        session.phase = phase
        session.lastTouch = now
        session.isWarned = false
    }
}
