package import KioskCore

/// The answer to `GET /v1/reconciliations/{date}`: every payment booked on one business day.
package struct ReconciliationAnswer: Hashable, Codable, Sendable {
    package struct Entry: Hashable, Codable, Sendable {
        package let payment: PaymentID
        package let kiosk: KioskID
        package let receiptNumber: String
        package let state: PaymentAnswer.State
        package let reference: String
        package let tendered: Money
        package let settled: Money
        package let credited: Money

        package init(
            payment: PaymentID, kiosk: KioskID, receiptNumber: String, state: PaymentAnswer.State, reference: String,
            tendered: Money, settled: Money, credited: Money
        ) {
            self.payment = payment
            self.kiosk = kiosk
            self.receiptNumber = receiptNumber
            self.state = state
            self.reference = reference
            self.tendered = tendered
            self.settled = settled
            self.credited = credited
        }
    }

    /// The sums of one currency over the whole day, not of this page alone.
    package struct Totals: Hashable, Codable, Sendable {
        package let payments: Int
        package let tendered: Money
        package let settled: Money
        package let credited: Money

        package init(payments: Int, tendered: Money, settled: Money, credited: Money) {
            self.payments = payments
            self.tendered = tendered
            self.settled = settled
            self.credited = credited
        }
    }

    /// Where kiosk, cash box and hub do not say the same: about the kiosk's own day, and about the cash collections
    /// that the hub heard of on it.
    package struct Difference: Hashable, Codable, Sendable {
        package let kiosk: KioskID
        /// Nil for a difference that a day statement showed.
        package let collection: CollectionID?
        package let difference: PaymentDifference

        package init(kiosk: KioskID, collection: CollectionID?, difference: PaymentDifference) {
            self.kiosk = kiosk
            self.collection = collection
            self.difference = difference
        }
    }

    /// The business day: the day in Asia/Shanghai on which the hub booked the money.
    package let date: CalendarDate
    package let entries: [Entry]
    package let totals: [Totals]
    /// On the first page alone: the first `mostDifferences` of the day.
    package let differences: [Difference]
    /// Pass it as `after` for the next page; nil on the last.
    package let next: String?

    package static let entriesPerPage = 500
    package static let mostDifferences = 500

    package init(
        date: CalendarDate, entries: [Entry], totals: [Totals], differences: [Difference] = [], next: String?
    ) {
        self.date = date
        self.entries = entries
        self.totals = totals
        self.differences = differences
        self.next = next
    }
}
