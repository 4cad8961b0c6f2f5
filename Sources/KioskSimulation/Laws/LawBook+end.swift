package import KioskCore

/// What must be so when the faults are over and all has come to rest.
extension LawBook {
    /// Payments that have not ended; those a person must look at are told apart.
    package var unfinished: [PaymentID] {
        accounts.filter { !$0.value.hasEnded && !$0.value.needsPerson }.keys.sorted()
    }

    /// What waits for a person, by the journal's facts.
    package var forPersons: [PaymentID] { accounts.filter { $0.value.needsPerson }.keys.sorted() }

    /// Law I1 as an equality, payment by payment, and the balance of each bill.
    mutating func closeDay(_ counted: Counted, visible: Set<PaymentID>) {
        for id in unfinished { broken(Breach(.i3, "\(id) has not ended, and nobody is asked to look at it")) }
        for id in forPersons where !visible.contains(id) {
            broken(Breach(.i3, "\(id) needs a person, and is in no exception queue"))
        }
        if openCard != 0 { broken(Breach(.i1, "\(money(openCard)) may have been captured, and nobody asks any more")) }
        let uncertain = accounts.values.reduce(Int64(0)) { $0 + ($1.needsPerson ? $1.openCash : 0) }
        if uncertain == 0, counted.cash != cash {
            broken(Breach(.i1, "the cash box holds \(money(counted.cash)), the journal says \(money(cash))"))
        }
        if counted.card != card {
            broken(Breach(.i1, "the terminal captured \(money(counted.card)), the journal says \(money(card))"))
        }
        if counted.wallet != wallet {
            broken(Breach(.i1, "wallets paid \(money(counted.wallet)), the journal says \(money(wallet))"))
        }
        for (id, account) in accounts.sorted(by: { $0.key < $1.key }) where !account.isClosedByPerson {
            let lent = books.payments[id]?.lent ?? 0
            if lent != account.credit {
                broken(
                    Breach(
                        .i1, "\(id) counts credit notes of \(money(account.credit)), the hub gave it \(money(lent))"))
            }
        }
        for (id, account) in accounts.sorted(by: { $0.key < $1.key }) where account.isQueued && !account.isConflicted {
            let booked = books.payments[id] ?? HubBooks.Payment()
            if booked.received != account.taken {
                broken(Breach(.i1, "\(id) took \(money(account.taken)), the hub has \(money(booked.received)) of it"))
            }
            if booked.settled + booked.owed != booked.received {
                broken(
                    Breach(
                        .i1,
                        "of \(id), \(money(booked.received - booked.settled - booked.owed)) is neither settled nor owed"
                    ))
            }
        }
    }

    /// What was settled of each bill is what the hub says was paid of it. `before` is what was paid when it began.
    mutating func closeBills(before: [String: Int64]) {
        guard let now = try? books.paidAmounts() else { return }
        for (bill, paid) in books.bills.sorted(by: { $0.key < $1.key }) {
            let expected = paid.amount + before[bill, default: 0]
            if now[bill, default: 0] != expected {
                broken(
                    Breach(
                        .i2,
                        "\(money(expected)) was settled of the bill \(bill), its balance says \(money(now[bill, default: 0]))"
                    ))
            }
        }
    }
}
