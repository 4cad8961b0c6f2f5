package import KioskCore

/// What a terminal has taken since its last end of day, as a status information tells it in bitmap 60: the numbers of
/// the first and the last receipt, and for each kind of card how many charges there were and how much they came to.
/// Source: ECR-Interface ZVT-Protocol PA00P015 rev. 13.06, chapters "End-of-Day" and "Send Turnover Totals".
package struct ZVTTotals: Hashable, Sendable {
    package let firstReceipt: Int
    package let lastReceipt: Int
    /// Charges of all kinds of cards.
    package let count: Int
    package let sum: Money

    /// Nil when the field is cut short or is not decimal.
    init?(_ content: ArraySlice<UInt8>, currency: Currency) {
        var reader = ByteReader(content)
        guard let first = reader.bytes(2).flatMap(ZVTCodec.number(bcd:)),
            let last = reader.bytes(2).flatMap(ZVTCodec.number(bcd:))
        else { return nil }
        var (count, sum) = (0, Int64(0))
        while let kind = reader.byte() {
            guard let total = reader.bytes(6).flatMap(ZVTCodec.number(bcd:)) else { return nil }
            count += Int(kind)
            sum += total
        }
        guard let money = Money(validating: sum, currency: currency) else { return nil }
        self.init(firstReceipt: Int(first), lastReceipt: Int(last), count: count, sum: money)
    }

    init(firstReceipt: Int, lastReceipt: Int, count: Int, sum: Money) {
        self.firstReceipt = firstReceipt
        self.lastReceipt = lastReceipt
        self.count = count
        self.sum = sum
    }
}

extension ZVTTotals {
    /// A terminal that has charged nothing since its last end of day.
    static func none(_ currency: Currency) -> ZVTTotals {
        ZVTTotals(firstReceipt: 0, lastReceipt: 0, count: 0, sum: .zero(currency))
    }

    enum Change: Hashable {
        /// Nothing was charged since.
        case none
        case charged(CardCapture)
        /// The sum went down, or rose without a receipt: the day was ended, or somebody else was at the terminal.
        case unclear
    }

    /// What was charged since, when at most one charge can have been.
    func change(to new: ZVTTotals) -> Change {
        guard new.sum.currency == sum.currency else { return .unclear }
        if new.lastReceipt == lastReceipt, new.sum == sum { return .none }
        let (added, overflow) = new.sum.minorUnits.subtractingReportingOverflow(sum.minorUnits)
        guard !overflow, added > 0, new.lastReceipt != lastReceipt,
            let amount = Money(validating: added, currency: sum.currency)
        else { return .unclear }
        return .charged(CardCapture(amount: amount, terminalReceiptNumber: new.lastReceipt))
    }
}

extension CardCapture {
    /// A charge of which only the totals tell.
    init(amount: Money, terminalReceiptNumber: Int) {
        self.init(
            amount: amount, terminalReceiptNumber: terminalReceiptNumber, traceNumber: 0, authorisationCode: "",
            lastFour: "", cardName: "", terminalID: "")
    }
}
