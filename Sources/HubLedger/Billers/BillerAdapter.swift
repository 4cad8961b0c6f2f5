package import KioskCore

/// How the hub meets one biller: what the catalogue says of it, what it adds to a late bill, and how it hears of
/// a settlement.
///
/// Bills and accounts themselves lie in the hub's database, whoever fills them: the built-in demo billers from
/// their tariffs, a bill-file biller from its monthly file, a biller with a line of its own by answering
/// inquiries into the same tables. So a payment is judged and booked in one database transaction.
package protocol BillerAdapter: Sendable {
    var biller: Biller { get }
    var latePenalty: LatePenalty? { get }
    /// Amounts offered for paying ahead, and the range accepted; nil where bills are sent.
    var topUps: TopUps? { get }
    /// How long this account's bills take to come; zero when they are at hand.
    func inquiryDelay(of account: AccountNumber) -> Duration
    func settlementRoute(of account: AccountNumber) -> SettlementRoute
}

extension BillerAdapter {
    package var latePenalty: LatePenalty? { nil }
    package var topUps: TopUps? { nil }
    package func inquiryDelay(of account: AccountNumber) -> Duration { .zero }
    package func settlementRoute(of account: AccountNumber) -> SettlementRoute { .online(after: .zero, refusal: nil) }
}

/// How a settlement reaches the biller.
package enum SettlementRoute: Hashable, Sendable {
    /// Over the line, with an answer after some time; until then the payment is pending.
    case online(after: Duration, refusal: HubRefusal?)
    /// In the settlement file of the business day.
    case dailyFile
}

/// Which amounts can be paid ahead.
package struct TopUps: Hashable, Sendable {
    package let suggested: [Money]
    package let smallest: Money
    package let largest: Money

    package init(suggested: [Money], smallest: Money, largest: Money) {
        self.suggested = suggested
        self.smallest = smallest
        self.largest = largest
    }
}

/// A company that sends its bills as a file and fetches a settlement file each day, as small water and gas
/// companies do.
package struct BillFileBiller: BillerAdapter {
    package let biller: Biller
    package let latePenalty: LatePenalty?

    package init(biller: Biller, latePenalty: LatePenalty?) {
        self.biller = biller
        self.latePenalty = latePenalty
    }

    package func settlementRoute(of account: AccountNumber) -> SettlementRoute { .dailyFile }
}
