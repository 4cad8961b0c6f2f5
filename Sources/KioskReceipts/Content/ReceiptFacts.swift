package import KioskCore

/// Everything a slip says, taken from the journal and the site; no wording and no layout.
package struct ReceiptFacts: Hashable, Codable, Sendable {
    /// What a slip is for, by what became of the money.
    package enum Kind: Hashable, Codable, Sendable {
        /// The biller has it. What was tendered beyond the bill is owed under a credit note.
        case settled(reference: String, CreditNote?)
        /// The kiosk has the money and the biller's answer is still out.
        case pending
        /// The biller or the hub said no: all of it is owed.
        case refused(HubRefusal.Reason, CreditNote)
        /// The resident stopped after putting notes in: all of it is owed.
        case cancelled(CreditNote)
        /// A device failed or the power went before the bill was paid: all of it is owed.
        case interrupted(CreditNote)
        /// The terminal does not say whether the card was charged.
        case cardUnknown(Money)
        /// The hub does not say whether the wallet was charged.
        case walletUnknown(Money)
        /// The hub does not say whether a credit note is this payment's; `counted` surely is.
        case creditNoteUnknown(counted: Money)
        /// The acceptor does not say where a note went; `counted` is what surely lies in the cash box.
        case noteUnplaced(Money, counted: Money)
        /// A note in the cash box that belongs to no payment.
        case suspense(CreditNote)
        /// Kiosk and hub contradict each other: a person looks at it.
        case examined(Money)
    }

    /// A bill, or money paid ahead when there is no period.
    package struct Item: Hashable, Codable, Sendable {
        package let period: BillingPeriod?
        package let amount: Money

        package init(period: BillingPeriod?, amount: Money) {
            self.period = period
            self.amount = amount
        }
    }

    package let kind: Kind
    package let receiptNumber: String
    package let payment: PaymentID
    package let claimCode: ClaimCode
    package let site: ReceiptSite
    /// When the last of the money was taken.
    package let time: WallTime
    /// Nil for a note that belongs to no payment.
    package let biller: Biller?
    package let maskedAccount: String?
    package let items: [Item]
    package let tenders: [Tender]
    package let currency: Currency
    /// A reprint, marked so on the slip.
    package let isCopy: Bool
    /// The money was taken while the hub could not be asked.
    package let isOffline: Bool
    /// The text of the electronic voucher's QR code, when there is one.
    package let voucher: String?

    package init(
        kind: Kind, receiptNumber: String, payment: PaymentID, claimCode: ClaimCode, site: ReceiptSite,
        time: WallTime, biller: Biller?, maskedAccount: String?, items: [Item], tenders: [Tender],
        currency: Currency, isCopy: Bool, isOffline: Bool = false, voucher: String? = nil
    ) {
        self.kind = kind
        self.receiptNumber = receiptNumber
        self.payment = payment
        self.claimCode = claimCode
        self.site = site
        self.time = time
        self.biller = biller
        self.maskedAccount = maskedAccount
        self.items = items
        self.tenders = tenders
        self.currency = currency
        self.isCopy = isCopy
        self.isOffline = isOffline
        self.voucher = voucher
    }

    package var amountDue: Money { items.map(\.amount).total(currency) }
    /// What was put in beyond what is due; zero where nothing was.
    package var change: Money { taken > amountDue ? taken - amountDue : .zero(currency) }
    package var taken: Money { tenders.map(\.amount).total(currency) }
}

/// What every slip of one kiosk says of the kiosk.
package struct ReceiptSite: Hashable, Codable, Sendable {
    package let kiosk: KioskID
    /// Where it stands, as people there call it.
    package let place: LocalizedText
    /// The operator's telephone number.
    package let hotline: String
    /// Minutes east of Greenwich, for the times on slips.
    package let utcOffsetMinutes: Int

    package init(kiosk: KioskID, place: LocalizedText, hotline: String, utcOffsetMinutes: Int) {
        self.kiosk = kiosk
        self.place = place
        self.hotline = hotline
        self.utcOffsetMinutes = utcOffsetMinutes
    }
}
