/// Every payment that took money on one business day, as the kiosk's journal has it.
package struct DayStatement: Hashable, Codable, Sendable {
    package struct Line: Hashable, Codable, Sendable {
        package let payment: PaymentID
        package let taken: Money
        /// Whether the kiosk was told a final outcome: then the hub must know it too.
        package let isFinal: Bool

        package init(payment: PaymentID, taken: Money, isFinal: Bool) {
            self.payment = payment
            self.taken = taken
            self.isFinal = isFinal
        }
    }

    package let kiosk: KioskID
    package let date: CalendarDate
    package let lines: [Line]

    package init(kiosk: KioskID, date: CalendarDate, lines: [Line]) {
        self.kiosk = kiosk
        self.date = date
        self.lines = lines
    }
}

/// One payment of which kiosk, cash box and hub do not say the same.
package struct PaymentDifference: Hashable, Codable, Sendable {
    package enum Kind: String, CaseIterable, Codable, Sendable {
        /// The kiosk took money and the hub has not heard of it.
        case missingAtHub = "MISSING_AT_HUB"
        /// The hub has money of this payment, and the kiosk's journal has not.
        case missingAtKiosk = "MISSING_AT_KIOSK"
        case otherAmount = "OTHER_AMOUNT"
        /// A note of this payment may or may not lie in the cash box.
        case uncertainNote = "UNCERTAIN_NOTE"
        /// The cash box held more or less than ledger and hub agree on, and no payment explains it.
        case countedOtherwise = "COUNTED_OTHERWISE"
    }

    /// Nil only for `countedOtherwise`.
    package let payment: PaymentID?
    package let kind: Kind
    package let kiosk: Money
    package let hub: Money

    package init(payment: PaymentID?, kind: Kind, kiosk: Money, hub: Money) {
        self.payment = payment
        self.kind = kind
        self.kiosk = kiosk
        self.hub = hub
    }
}

package enum ReconciliationOutcome: Hashable, Codable, Sendable {
    /// Empty when everything agrees.
    case compared([PaymentDifference])
    case unavailable(HubTrouble)
}

/// How the hub, witness of every kiosk's journal, judges the head it was shown.
package enum JournalStanding: String, CaseIterable, Codable, Sendable {
    case accepted = "ACCEPTED"
    /// The hub has seen a longer journal of this kiosk: an old disk image was put back.
    case older = "OLDER"
    /// The hub has seen other entries at the same places: the disk was cloned, or entries were changed.
    case forked = "FORKED"
    /// The head is signed with another key than the one this kiosk was enrolled with.
    case otherKey = "OTHER_KEY"
}
