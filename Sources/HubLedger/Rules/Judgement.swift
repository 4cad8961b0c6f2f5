import KioskCore

/// What an allocation turned out to be for.
enum Target: Sendable {
    case bill(StoredBill, amount: Money, paysInFull: Bool)
    case topUp(Money)

    var amount: Money {
        switch self {
        case .bill(_, let amount, _), .topUp(let amount): amount
        }
    }
}

/// Decides whether allocations can be settled: all of them, or the reason why none.
///
/// It is a pure function of what the database says, so that preparing, confirming, advising and the biller's
/// late answer judge alike.
struct Judgement: Sendable {
    let adapter: any BillerAdapter
    let account: StoredAccount
    let bills: [StoredBill]
    let today: CalendarDate
    /// The payment that is judged: bills reserved by it are its own.
    let payment: PaymentID
    /// Amounts a bill may also be settled with, besides what is due today: what was prepared, what is printed.
    var alsoAccepted: @Sendable (StoredBill) -> [Money] = { _ in [] }

    func targets(_ allocations: [Allocation]) -> Result<[Target], HubRefusalError> {
        var targets: [Target] = []
        var seen: Set<BillID> = []
        for allocation in allocations {
            guard allocation.amount.currency == adapter.biller.currency else {
                return refuse(.amountNotAllowed, "The biller bills in \(adapter.biller.currency.code).")
            }
            switch target(allocation) {
            case .failure(let refusal): return .failure(refusal)
            case .success(let target):
                if case .bill(let bill, _, _) = target, !seen.insert(bill.id).inserted {
                    return refuse(.requestInvalid, "The bill \(bill.id) is allocated to twice.")
                }
                targets.append(target)
            }
        }
        return .success(targets)
    }

    private func target(_ allocation: Allocation) -> Result<Target, HubRefusalError> {
        if allocation.bill == nil, let topUps = adapter.topUps {
            guard (topUps.smallest...topUps.largest).contains(allocation.amount) else {
                return refuse(
                    .amountNotAllowed, "From \(topUps.smallest) to \(topUps.largest) can be paid ahead at once.")
            }
            return .success(.topUp(allocation.amount))
        }
        guard let bill = find(allocation) else {
            return refuse(.billChanged, "The account has no such bill any more; inquire again.")
        }
        if bill.paidOn != nil { return refuse(.alreadyPaid, "The bill of \(bill.period) is paid.") }
        if let other = bill.reservedBy, other != payment {
            return refuse(.paymentInProgress, "The bill of \(bill.period) waits for the biller's answer to a payment.")
        }
        return judge(allocation.amount, for: bill)
    }

    /// The bill by its id; without one by its period; without either the oldest open one of just this amount.
    private func find(_ allocation: Allocation) -> StoredBill? {
        if let id = allocation.bill { return bills.first { $0.id == id } }
        if let period = allocation.period { return bills.first { $0.period == period } }
        return bills.first { $0.paidOn == nil && accepted(for: $0).contains(allocation.amount) }
    }

    private func accepted(for bill: StoredBill) -> [Money] {
        [bill.bill(on: today, penalty: adapter.latePenalty).amountDue] + alsoAccepted(bill)
    }

    private func judge(_ amount: Money, for bill: StoredBill) -> Result<Target, HubRefusalError> {
        let accepted = accepted(for: bill)
        guard let least = accepted.min(), let most = accepted.max() else {
            preconditionFailure("what is due today is always accepted")
        }
        let isAllowed =
            switch adapter.biller.exactness {
            case .adhoc: true
            case .exact: accepted.contains(amount)
            case .exactUp: amount >= least
            case .exactDown: amount <= most
            }
        guard isAllowed else {
            return refuse(.amountNotAllowed, "\(amount) cannot be paid on the bill of \(bill.period): \(most) is due.")
        }
        return .success(.bill(bill, amount: amount, paysInFull: amount >= least))
    }

    private func refuse<Value>(_ reason: HubRefusal.Reason, _ message: String) -> Result<Value, HubRefusalError> {
        .failure(HubRefusalError(HubRefusal(reason: reason, message: message)))
    }
}

/// A refusal on its way to whoever decides what to do about it: an error answer, or money booked as owed.
struct HubRefusalError: Error, Sendable {
    let refusal: HubRefusal

    init(_ refusal: HubRefusal) { self.refusal = refusal }

    init(_ reason: HubRefusal.Reason, _ message: String) {
        refusal = HubRefusal(reason: reason, message: message)
    }
}
