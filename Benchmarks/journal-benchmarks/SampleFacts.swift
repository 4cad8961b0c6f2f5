import KioskCore

/// Facts as a kiosk writes them.
enum SampleFacts {
    static func instant(_ number: Int) -> KioskInstant {
        KioskInstant(
            sinceBoot: .milliseconds(number), wall: WallTime(milliseconds: 1_800_000_000_000 + Int64(number)))
    }

    static func payment(_ number: Int) -> PaymentID {
        PaymentID("01930000-0000-7000-8000-" + number.padded(to: 12))
    }

    /// A note is intended, then stacked, one after another; ten a payment.
    static func notes(_ count: Int) -> [JournalFact] {
        (0..<count).map { index in
            let payment = payment(index / 20)
            let number = index % 20 / 2 + 1
            return index % 2 == 0
                ? .noteIntended(payment, number: number, denomination: Money(2_000, .cny))
                : .noteStacked(payment, number: number)
        }
    }

    /// A payment from its plan to its settlement, as cash: eight facts.
    static func wholePayment(_ number: Int) -> [JournalFact] {
        let id = payment(number)
        let amount = Money(2_000, .cny)
        let plan = plan(number, amount)
        let submission = submission(plan, amount, at: instant(number))
        return [
            .paymentPlanned(plan), .paymentTakenOffline(id), .noteIntended(id, number: 1, denomination: amount),
            .noteStacked(id, number: 1), .paymentClosing(id, .paidInFull), .paymentQueued(submission),
            .paymentSettled(id, Settlement(reference: "H-\(number)", settled: amount, creditNote: nil)),
            .rated(id, stars: 4),
        ]
    }

    /// The cash box is emptied, and the hub agrees with the kiosk: eight facts, to keep in step with payments.
    static func collection(number: Int) -> [JournalFact] {
        let collection = CashCollection(
            id: CollectionID("collection-\(number)"), kiosk: "K0417", by: "bench", counted: [], payments: [],
            uncertain: [], taken: instant(number).wall)
        let today = CalendarDate(instant(number).wall, offsetMinutes: 480)
        let compared: [JournalFact] = [
            .cashCollected(collection), .collectionCompared(collection.id, []), .dayCompared(today, []),
        ]
        return compared + Array(repeating: .journalJudged(.accepted), count: 5)
    }

    private static func plan(_ number: Int, _ amount: Money) -> PaymentPlan {
        PaymentPlan(
            payment: payment(number), claimCode: ClaimCode(random: (0..<11).map { UInt8((number >> $0) & 31) }),
            receiptNumber: ReceiptNumber.text(kiosk: "K0417", ordinal: number + 1), biller: biller,
            account: AccountNumber("33" + number.padded(to: 8)),
            allocations: [Allocation(bill: nil, period: nil, amount: amount)], tender: .cash,
            language: .simplifiedChinese, inquiry: nil)
    }

    private static func submission(_ plan: PaymentPlan, _ amount: Money, at now: KioskInstant) -> Submission {
        Submission(
            payment: plan.payment, kind: .advice, kiosk: "K0417", receiptNumber: plan.receiptNumber,
            biller: plan.biller.id, account: plan.account, allocations: plan.allocations,
            tenders: [.notes(denomination: amount, count: 1)], claimCode: plan.claimCode, taken: now.wall)
    }

    private static let biller = Biller(
        id: "zj-power", name: LocalizedText(zh: "浙江电力", en: "Zhejiang Power"), service: .electricity, currency: .cny,
        hotline: "95598", exactness: .exactUp, tenders: [.cash], accountDigits: 10...10,
        accountLabel: LocalizedText(zh: "户号", en: "Account number"))
}
