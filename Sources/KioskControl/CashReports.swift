/// Notes of one denomination that a person counted, in whole units of the kiosk's currency.
package struct CountedNotes: Hashable, Codable, Sendable {
    package let denomination: Int
    package let count: Int

    package static let mostNotes = 10_000

    package init(denomination: Int, count: Int) {
        self.denomination = denomination
        self.count = count
    }
}

/// The cash of one payment, in minor units of the report's currency.
package struct PaymentMoney: Hashable, Codable, Sendable {
    package let payment: String
    package let minorUnits: Int64

    package init(payment: String, minorUnits: Int64) {
        self.payment = payment
        self.minorUnits = minorUnits
    }
}

/// What the ledger says lies in the cash box since it was emptied last. Amounts are minor units of the currency.
package struct CashBoxReport: Hashable, Codable, Sendable {
    package let currency: String
    package let total: Int64
    /// Oldest payment first.
    package let payments: [PaymentMoney]
    /// Payments with a note of which nobody knows where it is.
    package let uncertain: [PaymentMoney]

    package init(currency: String, total: Int64, payments: [PaymentMoney], uncertain: [PaymentMoney]) {
        self.currency = currency
        self.total = total
        self.payments = payments
        self.uncertain = uncertain
    }
}

/// An emptied cash box held against ledger and hub. Amounts are minor units of the currency.
package struct CollectionReport: Hashable, Codable, Sendable {
    /// How far the comparison with the hub came.
    package enum Hub: String, CaseIterable, Codable, Sendable {
        case agrees, differs
        /// The hub could not be asked yet. The kiosk goes on asking; the answer stands in `kioskctl exceptions`.
        case notAskedYet
    }

    package struct Difference: Hashable, Codable, Sendable {
        /// Nil where no payment explains it.
        package let payment: String?
        package let kind: String
        /// The kind in a sentence.
        package let what: String
        package let kiosk: Int64
        package let hub: Int64

        package init(payment: String?, kind: String, what: String, kiosk: Int64, hub: Int64) {
            self.payment = payment
            self.kind = kind
            self.what = what
            self.kiosk = kiosk
            self.hub = hub
        }
    }

    package let collection: String
    package let box: CashBoxReport
    package let counted: Int64
    package let hub: Hub
    package let differences: [Difference]

    /// Above zero where more lay in the box than the ledger says.
    package var surplus: Int64 { counted - box.total }

    package init(collection: String, box: CashBoxReport, counted: Int64, hub: Hub, differences: [Difference]) {
        self.collection = collection
        self.box = box
        self.counted = counted
        self.hub = hub
        self.differences = differences
    }
}
