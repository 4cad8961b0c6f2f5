package import KioskCore

/// Something at the hub that a person must look at, until somebody acknowledges it.
package struct HubAlarm: Hashable, Codable, Sendable {
    package enum Kind: String, CaseIterable, Codable, Sendable {
        case journalOlder = "JOURNAL_OLDER"
        case journalForked = "JOURNAL_FORKED"
        case journalOtherKey = "JOURNAL_OTHER_KEY"
        /// Count, ledger and hub do not agree about a cash collection.
        case collectionDiffers = "COLLECTION_DIFFERS"
        /// Kiosk and hub do not agree about a business day.
        case dayDiffers = "DAY_DIFFERS"
        /// A kiosk had payments on a business day and has not sent its statement.
        case dayMissing = "DAY_MISSING"
        /// A wallet paid, and the payment never came.
        case walletUnclaimed = "WALLET_UNCLAIMED"
        /// A credit note was claimed for a payment, and that never came.
        case creditNoteUnspent = "CREDIT_NOTE_UNSPENT"
        /// A wallet charge could not be undone, again and again.
        case walletNotReversed = "WALLET_NOT_REVERSED"
    }

    package let id: Int64
    package let kind: Kind
    package let kiosk: KioskID?
    package let payment: PaymentID?
    /// What happened and what to do, for an operator.
    package let message: String
    package let raised: WallTime
    /// When it was seen last, and how often.
    package let seen: WallTime
    package let count: Int
    package let acknowledged: WallTime?
    package let acknowledgedBy: String?

    package init(
        id: Int64, kind: Kind, kiosk: KioskID?, payment: PaymentID?, message: String, raised: WallTime,
        seen: WallTime, count: Int, acknowledged: WallTime? = nil, acknowledgedBy: String? = nil
    ) {
        self.id = id
        self.kind = kind
        self.kiosk = kiosk
        self.payment = payment
        self.message = message
        self.raised = raised
        self.seen = seen
        self.count = count
        self.acknowledged = acknowledged
        self.acknowledgedBy = acknowledgedBy
    }
}

/// The answer to `GET /v1/alarms`: the open ones, oldest first.
package struct AlarmsAnswer: Hashable, Codable, Sendable {
    package static let mostAlarms = 500

    package let alarms: [HubAlarm]
    /// Open alarms in all, those past `mostAlarms` among them.
    package let open: Int

    package init(alarms: [HubAlarm], open: Int) {
        self.alarms = alarms
        self.open = open
    }
}
