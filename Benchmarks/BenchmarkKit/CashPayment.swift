package import KioskCore

/// The facts of a payment in notes, taken without the hub, as a kiosk writes them.
package struct CashPayment: Sendable {
    /// Counts payments from 0; makes id, claim code, receipt number and account.
    package let number: Int
    package let biller: Biller
    /// Each note, in the order in which they were stacked; together they are the amount paid.
    package let notes: [Money]
    package let kiosk: KioskID
    package let taken: WallTime

    package init(number: Int, biller: Biller, notes: [Money], kiosk: KioskID, taken: WallTime) {
        self.number = number
        self.biller = biller
        self.notes = notes
        self.kiosk = kiosk
        self.taken = taken
    }

    package var id: PaymentID { CashPayment.id(number) }

    package static func id(_ number: Int) -> PaymentID {
        PaymentID("01930000-0000-7000-8000-" + number.padded(to: 12))
    }

    /// As many digits as the biller's accounts have, the first of them a 6.
    package static func account(_ number: Int, of biller: Biller) -> AccountNumber {
        AccountNumber("6" + number.padded(to: biller.accountDigits.upperBound - 1))
    }

    /// From the plan to the queue: four facts, and two a note.
    package var queuedFacts: [JournalFact] {
        let stacked = notes.enumerated().flatMap { index, note -> [JournalFact] in
            [.noteIntended(id, number: index + 1, denomination: note), .noteStacked(id, number: index + 1)]
        }
        return [.paymentPlanned(plan), .paymentTakenOffline(id)] + stacked
            + [.paymentClosing(id, .paidInFull), .paymentQueued(submission)]
    }

    /// What the hub's answer adds.
    package var settledFact: JournalFact {
        .paymentSettled(id, Settlement(reference: "H-\(number)", settled: amount, creditNote: nil))
    }

    private var amount: Money { notes.reduce(Money(0, biller.currency), +) }

    private var plan: PaymentPlan {
        PaymentPlan(
            payment: id, claimCode: ClaimCode(random: (0..<11).map { UInt8((number >> ($0 * 5)) & 31) }),
            receiptNumber: ReceiptNumber.text(kiosk: kiosk, ordinal: number + 1), biller: biller,
            account: CashPayment.account(number, of: biller),
            allocations: [Allocation(bill: nil, period: BillingPeriod("2026-10"), amount: amount)], tender: .cash,
            language: .simplifiedChinese, inquiry: nil)
    }

    private var submission: Submission {
        let plan = plan
        return Submission(
            payment: id, kind: .advice, kiosk: kiosk, receiptNumber: plan.receiptNumber, biller: biller.id,
            account: plan.account, allocations: plan.allocations,
            tenders: Dictionary(grouping: notes, by: \.self).sorted { $0.key.minorUnits < $1.key.minorUnits }.map {
                .notes(denomination: $0.key, count: $0.value.count)
            }, claimCode: plan.claimCode, taken: taken)
    }
}
