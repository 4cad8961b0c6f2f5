import KioskCore

/// A failure in the order a resident asks: where is my money, what happened, what now.
struct FailedModel {
    /// Red where something broke; amber where there is only something to know.
    let isStopped: Bool
    let moneyHeading: String
    let money: String
    let isMoneySafe: Bool
    let claim: Claim?
    let paper: String?
    let happenedHeading: String
    let heading: String
    let lead: String
    let nowHeading: String
    let steps: [String]
    let receiptLabel: String
    let receipt: String?
    let kioskLabel: String
    let kiosk: String
    let hotlineLabel: String
    let hotline: String

    static func content(_ failure: Failure, view: KioskView, texts: any Texts) -> ScreenContent {
        let message = texts.failure(failure.kind, limit: failure.limit)
        let money = texts.money(failure.money)
        let hasSlip = failure.receiptNumber != nil
        let model = FailedModel(
            isStopped: failure.kind.isTrouble, moneyHeading: texts.whereIsMyMoney, money: money,
            isMoneySafe: !failure.money.isUncertain,
            claim: failure.money.code.map {
                Claim(
                    about: nil, label: texts.claimCode, code: $0.description,
                    how: texts.howToClaim(hotline: view.hotline))
            },
            paper: hasSlip ? texts.failurePaper(failure.paper) : nil, happenedHeading: texts.whatHappened,
            heading: message.heading, lead: message.text, nowHeading: texts.whatNow,
            steps: failure.next.map { texts.next($0, hotline: view.hotline) }, receiptLabel: texts.receiptNumber,
            receipt: failure.receiptNumber, kioskLabel: texts.kiosk, kiosk: view.kiosk.text,
            hotlineLabel: texts.hotline, hotline: view.hotline)
        return ScreenContent(
            title: message.heading, announcement: texts.join([money, texts.spoken(message)] + model.steps),
            primary: primary(failure, view: view, texts: texts), model: model)
    }

    /// The way on that the failure names: back to the other methods, or to the start with the same bill in hand.
    private static func primary(_ failure: Failure, view: KioskView, texts: any Texts) -> ButtonModel? {
        if view.canGoBack, failure.next.contains(.otherMethod) { return ButtonModel(.back, texts.otherMethod) }
        if failure.next.contains(.tryAgain) { return ButtonModel(.anotherBill, texts.tryAgain) }
        return view.canEnd ? ButtonModel(.end, texts.finish) : nil
    }
}

extension Failure.Whereabouts {
    fileprivate var code: ClaimCode? {
        switch self {
        case .notTaken, .returned: nil
        case .owed(_, let code), .uncertain(_, _, let code), .creditNoteUnknown(_, let code): code
        }
    }

    fileprivate var isUncertain: Bool {
        switch self {
        case .notTaken, .returned, .owed: false
        case .uncertain, .creditNoteUnknown: true
        }
    }
}

extension Failure.Kind {
    /// Whether something broke, rather than turned out as it should.
    fileprivate var isTrouble: Bool {
        switch self {
        case .cancelled, .accountUnknown, .accountBlocked, .alreadyPaid, .nothingDue, .billChanged,
            .amountNotAllowed, .paymentInProgress, .cardDeclined, .cardCancelled, .cardNotInserted,
            .cardNotReadable, .walletCodeNotTaken, .walletFundsInsufficient, .walletDeclined, .walletCancelled:
            false
        case .hubUnavailable, .hubUnavailableNotOffline, .offlineLimitReached, .cardOutcomeUnknown,
            .walletOutcomeUnknown, .creditNoteOutcomeUnknown, .terminalTrouble, .noteAcceptorTrouble,
            .settlementRefused, .interrupted,
            .suspenseNote:
            true
        }
    }
}
