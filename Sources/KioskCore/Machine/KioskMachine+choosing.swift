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
        case .card, .wallet: beginPayment(by: kind, at: now)
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
        case .wallet:
            // Only the hub can charge a wallet, and only for a payment that it prepared.
            if basket.isFromPrintedCode || !isHubReachable { return .notOffline }
            guard devices.scanner == .ready else { return .deviceOutOfService }
        }
        guard basket.isFromPrintedCode || !isHubReachable else { return nil }
        guard settings.offline.allows(kind, of: basket.biller.id) else { return .notOffline }
        return offlineLimit(basket.amount, of: basket.biller.id, at: now) == nil ? nil : .overOfflineLimit
    }

    /// Whether this account's bills are paid for already, and the hub has not said so yet: they would be paid twice.
    private func isAlreadyOnItsWay(_ basket: Basket) -> Bool {
        guard basket.statement?.isPrepaid != true else { return false }
        let account = ServiceAccount(biller: basket.biller.id, account: basket.account)
        return ledger.index.settling[account] != nil
            || ledger.open.contains {
                ($0.hasOpenCard || $0.hasOpenWallet || $0.openCreditNote != nil) && $0.serviceAccount == account
            }
    }

    /// The cap that keeps one more payment of this amount from being taken without the hub; nil when none does. All
    /// that was taken offline and waits counts against the kiosk's caps, this biller's share against the biller's.
    func offlineLimit(_ amount: Money, of biller: BillerID, at now: KioskInstant) -> OfflineLimit? {
        let policy = settings.offline
        let index = ledger.index
        if let cap = policy.caps.met(by: amount, with: index.offline, at: now.wall) {
            return OfflineLimit(cap: cap, isOfBiller: false)
        }
        guard let caps = policy.billers[biller] else { return nil }
        let waiting = index.offlineByBiller[biller] ?? OfflineTally()
        return caps.met(by: amount, with: waiting, at: now.wall).map { OfflineLimit(cap: $0, isOfBiller: true) }
    }
}
