/// What a household is billed for.
package enum Service: String, CaseIterable, Codable, Sendable {
    case electricity, water, gas, telecom, cableTelevision
}

/// Which amounts a biller takes for a bill (the usual four exactness rules of bill payment).
package enum Exactness: String, Codable, Sendable {
    /// Any amount: prepaid accounts.
    case adhoc = "ADHOC"
    /// The amount due and nothing else.
    case exact = "EXACT"
    /// The amount due or more.
    case exactUp = "EXACT_UP"
    /// The amount due or less.
    case exactDown = "EXACT_DOWN"
}

/// A way to pay.
package enum TenderKind: String, CaseIterable, Codable, Sendable {
    case cash, card, wallet
}

/// A company that sends bills, as the hub's catalogue describes it.
package struct Biller: Hashable, Codable, Sendable {
    package let id: BillerID
    package let name: LocalizedText
    package let service: Service
    package let currency: Currency
    /// The telephone number for questions about the bill.
    package let hotline: String
    package let exactness: Exactness
    package let tenders: [TenderKind]
    /// How many digits an account number of this biller has.
    package let accountDigits: ClosedRange<Int>
    /// What the account number is called on the bill: 户号, "Account number".
    package let accountLabel: LocalizedText

    package init(
        id: BillerID, name: LocalizedText, service: Service, currency: Currency, hotline: String,
        exactness: Exactness, tenders: [TenderKind], accountDigits: ClosedRange<Int>, accountLabel: LocalizedText
    ) {
        self.id = id
        self.name = name
        self.service = service
        self.currency = currency
        self.hotline = hotline
        self.exactness = exactness
        self.tenders = tenders
        self.accountDigits = accountDigits
        self.accountLabel = accountLabel
    }
}
