/// Choosing bills, amounts and the way to pay.
extension KioskMachine {
    mutating func tick(_ bill: BillID, _ isTicked: Bool) {
        guard case .choosingBills(let statement, var ticked) = session.phase,
            statement.openBills.contains(where: { $0.id == bill })
        else { return }
        ticked.removeAll { $0 == bill }
        if isTicked, ticked.count < AccountStatement.mostBillsInAPayment { ticked.append(bill) }
        session.phase = .choosingBills(statement, ticked: ticked)
    }

    mutating func confirmBills() {
        guard case .choosingBills(let statement, let ticked) = session.phase, !ticked.isEmpty else { return }
        session.basket = Basket(statement, ticked: ticked)
        session.phase = .explaining
    }

    mutating func chose(amountAhead minorUnits: Int64) {
        guard case .explaining = session.phase, let statement = session.basket?.statement,
            let amount = statement.suggestedAmounts.first(where: { $0.minorUnits == minorUnits })
        else { return }
        session.basket = Basket(statement, amountAhead: amount)
    }

    mutating func chose(method kind: TenderKind, at now: KioskInstant) {
        guard case .choosingMethod = session.phase, obstacle(to: kind, at: now) == nil else { return }
        switch kind {
        case .cash: session.phase = .consentingToCash
        case .card: beginPayment(by: .card, at: now)
        }
    }

    /// Why a way to pay is not to be had for this basket; nil when it is.
    func obstacle(to kind: TenderKind, at now: KioskInstant) -> PaymentMethod.Obstacle? {
        guard let basket = session.basket else { return .notTakenByBiller }
        // Notes of one currency pay no bill of another.
        guard basket.biller.tenders.contains(kind), basket.biller.currency == settings.denominations.first?.currency
        else { return .notTakenByBiller }
        if isAlreadyOnItsWay(basket) { return .outcomePending }
        switch kind {
        case .cash:
            if ledger.open.contains(where: { $0.openNote != nil }) { return .outcomePending }
            if devices.isCashBoxFull { return .cashBoxFull }
            guard devices.canTakeNotes else { return .deviceOutOfService }
        case .card:
            if openCard != nil || !isTerminalBaselineKnown { return .outcomePending }
            guard devices.canTakeCards else { return .deviceOutOfService }
        }
        guard basket.isFromPrintedCode || !isHubReachable else { return nil }
        guard settings.offline.tenders.contains(kind) else { return .notOffline }
        return isWithinOfflinePolicy(basket.amount, at: now) ? nil : .overOfflineLimit
    }

    /// Whether this account's bills are paid for already, and the hub has not said so yet: they would be paid twice.
    private func isAlreadyOnItsWay(_ basket: Basket) -> Bool {
        guard basket.statement?.isPrepaid != true else { return false }
        return (ledger.queued.filter(\.settlesBills) + ledger.open.filter(\.hasOpenCard)).contains {
            $0.plan?.biller.id == basket.biller.id && $0.plan?.account == basket.account
        }
    }

    /// Whether one more payment of this amount may be taken without the hub. Age is by wall time, because the
    /// oldest one may come from an earlier boot.
    func isWithinOfflinePolicy(_ amount: Money, at now: KioskInstant) -> Bool {
        let policy = settings.offline
        let waiting = ledger.queued
        let total = waiting.reduce(amount.minorUnits) { $0 + $1.taken.minorUnits }
        let oldest = waiting.map(\.began.wall).min() ?? now.wall
        return amount.minorUnits <= policy.largestPaymentMinorUnits && waiting.count < policy.largestCount
            && total <= policy.largestTotalMinorUnits
            && now.wall.milliseconds - oldest.milliseconds <= policy.largestAge.wholeMilliseconds
    }
}
