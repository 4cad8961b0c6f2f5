import BenchmarkKit
import KioskCore

/// Facts as a kiosk writes them.
enum SampleFacts {
    /// Payments a day: a neighbourhood's busy kiosk has one every seven minutes, day and night.
    private static let paymentsPerDay = 200
    private static let spacing = Duration.seconds(86_400) / (paymentsPerDay * 8)

    static func instant(_ number: Int) -> KioskInstant {
        let since = spacing * number
        let milliseconds = since.components.seconds * 1_000 + since.components.attoseconds / 1_000_000_000_000_000
        return KioskInstant(sinceBoot: since, wall: WallTime(milliseconds: 1_800_000_000_000 + milliseconds))
    }

    /// A note is intended, then stacked, one after another; ten a payment.
    static func notes(_ count: Int) -> [JournalFact] {
        (0..<count).map { index in
            let payment = CashPayment.id(index / 20)
            let number = index % 20 / 2 + 1
            return index % 2 == 0
                ? .noteIntended(payment, number: number, denomination: Money(2_000, .cny))
                : .noteStacked(payment, number: number)
        }
    }

    /// A payment from its plan to its settlement, as cash: eight facts.
    static func wholePayment(_ number: Int) -> [JournalFact] {
        let payment = CashPayment(
            number: number, biller: biller, notes: [Money(2_000, .cny)], kiosk: "K0417",
            taken: instant(number * 8).wall)
        return payment.queuedFacts + [payment.settledFact, .rated(payment.id, stars: 4)]
    }

    /// The cash box is emptied, and the hub agrees with the kiosk: eight facts, to keep in step with payments.
    static func collection(number: Int) -> [JournalFact] {
        let collection = CashCollection(
            id: CollectionID("collection-\(number)"), kiosk: "K0417", by: "bench", counted: [], payments: [],
            uncertain: [], taken: instant(number).wall)
        let yesterday = CalendarDate(instant(number - paymentsPerDay * 8).wall, offsetMinutes: 480)
        let compared: [JournalFact] = [
            .cashCollected(collection), .collectionCompared(collection.id, []), .dayCompared(yesterday, []),
        ]
        return compared + Array(repeating: .journalJudged(.accepted), count: 5)
    }

    private static let biller = Biller(
        id: "zj-power", name: LocalizedText(zh: "浙江电力", en: "Zhejiang Power"), service: .electricity, currency: .cny,
        hotline: "95598", exactness: .exactUp, tenders: [.cash], accountDigits: 10...10,
        accountLabel: LocalizedText(zh: "户号", en: "Account number"))
}
