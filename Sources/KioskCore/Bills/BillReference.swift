/// What a code on a bill asks for: whose bill it is, and as much of the bill as the code carries.
package struct BillReference: Hashable, Codable, Sendable {
    package let biller: BillerID
    package let account: AccountNumber
    /// The payer's reference on the slip, where it has one beside the account.
    package let reference: String?
    package let period: BillingPeriod?
    package let amount: Money?
    package let due: CalendarDate?
    /// The code's text, for the journal.
    package let raw: String

    package init(
        biller: BillerID, account: AccountNumber, reference: String? = nil, period: BillingPeriod? = nil,
        amount: Money? = nil, due: CalendarDate? = nil, raw: String
    ) {
        self.biller = biller
        self.account = account
        self.reference = reference
        self.period = period
        self.amount = amount
        self.due = due
        self.raw = raw
    }
}

/// What the text of a scanned code turned out to be.
package enum CodeReading: Hashable, Codable, Sendable {
    case bill(BillReference)
    /// Two or more billers claim the code; the resident is asked.
    case ambiguous([BillReference])
    /// A bill by its form, of a biller that is not in the catalogue; `company` is what the code says of it.
    case unknownBiller(format: String, company: String)
    /// A bill by its form that was misread or misprinted: its check digit is wrong.
    case damagedBill(format: String)
    /// A payment code from a wallet on a phone.
    case walletCode(WalletCode)
    case creditNote(ClaimCode)
    /// A technician's badge: nothing for residents.
    case badge(BadgeCode)
    case notABill
}
