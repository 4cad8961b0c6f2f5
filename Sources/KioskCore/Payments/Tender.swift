/// Money that was taken: a stack of equal notes, one card capture, what one wallet paid, or one
/// credit note.
package enum Tender: Hashable, Codable, Sendable {
    /// `count` notes of the same denomination, stacked in the cash box.
    case notes(denomination: Money, count: Int)
    case card(CardCapture)
    case wallet(WalletReceipt)
    /// Money that was owed to the resident, under the code by which it was claimed.
    case creditNote(CreditNote)

    package var amount: Money {
        switch self {
        case .notes(let denomination, let count):
            Money(denomination.minorUnits * Int64(count), denomination.currency)
        case .card(let capture): capture.amount
        case .wallet(let receipt): receipt.amount
        case .creditNote(let note): note.amount
        }
    }
}

/// What the payment terminal said of a captured amount. The kiosk never sees a card number or a PIN.
package struct CardCapture: Hashable, Codable, Sendable {
    package let amount: Money
    /// The terminal's own number for the transaction; a reversal names it.
    package let terminalReceiptNumber: Int
    package let traceNumber: Int
    package let authorisationCode: String
    /// The last four digits, for the receipt.
    package let lastFour: String
    package let cardName: String
    package let terminalID: String

    package init(
        amount: Money, terminalReceiptNumber: Int, traceNumber: Int, authorisationCode: String, lastFour: String,
        cardName: String, terminalID: String
    ) {
        self.amount = amount
        self.terminalReceiptNumber = terminalReceiptNumber
        self.traceNumber = traceNumber
        self.authorisationCode = authorisationCode
        self.lastFour = lastFour
        self.cardName = cardName
        self.terminalID = terminalID
    }
}
