/// One emptying of the cash box, by the id made for it.
package struct CollectionID: Identifier {
    package let text: String
    package init(_ text: String) { self.text = text }
}

/// Notes of one denomination.
package struct NoteCount: Hashable, Codable, Sendable {
    package let denomination: Money
    package let count: Int

    package init(denomination: Money, count: Int) {
        self.denomination = denomination
        self.count = count
    }
}

/// An emptied cash box: what a person counted in it, and what the ledger says was stacked since the last time.
package struct CashCollection: Hashable, Codable, Sendable {
    package let id: CollectionID
    package let kiosk: KioskID
    /// The person who took the notes out.
    package let by: String
    package let counted: [NoteCount]
    /// The cash of each payment since the last collection, oldest payment first.
    package let payments: [PaymentCash]
    /// Payments with a note of which nobody knows where it went: it may be in the box.
    package let uncertain: [PaymentCash]
    package let taken: WallTime

    package init(
        id: CollectionID, kiosk: KioskID, by: String, counted: [NoteCount], payments: [PaymentCash],
        uncertain: [PaymentCash], taken: WallTime
    ) {
        self.id = id
        self.kiosk = kiosk
        self.by = by
        self.counted = counted
        self.payments = payments
        self.uncertain = uncertain
        self.taken = taken
    }
}

/// How much cash of one payment.
package struct PaymentCash: Hashable, Codable, Sendable {
    package let payment: PaymentID
    package let cash: Money

    package init(payment: PaymentID, cash: Money) {
        self.payment = payment
        self.cash = cash
    }
}
