package import KioskCore

/// What a terminal says of one transaction, in a status information (04 0F).
///
/// Reads what the kiosk needs and nothing else: of the card number the last four digits, even when a terminal is set
/// wrongly and sends it in clear; expiry date, tracks and chip data are passed over.
/// Source: ECR-Interface ZVT-Protocol PA00P015 rev. 13.06, chapter "Status-Information".
package struct ZVTStatusInformation: Hashable, Sendable {
    package var resultCode: UInt8?
    package var amount: Money?
    package var traceNumber: Int?
    package var receiptNumber: Int?
    package var turnoverNumber: Int?
    package var authorisationCode = ""
    package var lastFour = ""
    package var cardName = ""
    package var terminalID = ""
    /// This is the undoing of an earlier transaction.
    package var isReversal = false
    /// What was charged since the last end of day: only an end of day and a question for the totals have it.
    package var totals: ZVTTotals?

    /// More than any card's name takes on a receipt.
    package static let longestCardName = 32

    /// ISO 4217 numeric codes, for the field that has no letters.
    package static func numericCode(of currency: Currency) -> Int64? {
        switch currency {
        case .cny: 156
        case .jpy: 392
        case .chf: 756
        case .eur: 978
        case .brl: 986
        default: nil
        }
    }

    /// `currency` is the terminal's; an amount in another one is no amount.
    package init(_ data: [UInt8], currency: Currency) {
        var minorUnits: Int64?
        var isOtherCurrency = false
        for (number, content) in ZVTField.fields(in: data[...]) {
            var value: Int64? { ZVTCodec.number(bcd: content) }
            switch number {
            case ZVTField.resultCode: resultCode = content.first
            case ZVTField.amount: minorUnits = value
            case ZVTField.traceNumber: traceNumber = value.map { Int($0) }
            case ZVTField.receiptNumber: receiptNumber = value.map { Int($0) }
            case ZVTField.turnoverNumber: turnoverNumber = value.map { Int($0) }
            case ZVTField.currency: isOtherCurrency = value != Self.numericCode(of: currency)
            case ZVTField.authorisationAttribute: authorisationCode = Self.text(content, limit: 8)
            case ZVTField.cardNumber: lastFour = Self.lastFour(content)
            case ZVTField.cardName: cardName = Self.cardName(content)
            case ZVTField.terminalID: terminalID = value.map { Self.padded($0, 8) } ?? ""
            case ZVTField.originalTraceNumber: isReversal = true
            case ZVTField.totals: totals = ZVTTotals(content, currency: currency)
            default: break
            }
        }
        if let minorUnits, !isOtherCurrency { amount = Money(validating: minorUnits, currency: currency) }
    }

    /// The capture this tells of, or nil when the amount is missing.
    package var capture: CardCapture? {
        amount.map {
            CardCapture(
                amount: $0, terminalReceiptNumber: receiptNumber ?? turnoverNumber ?? traceNumber ?? 0,
                traceNumber: traceNumber ?? 0, authorisationCode: authorisationCode, lastFour: lastFour,
                cardName: cardName, terminalID: terminalID)
        }
    }

    /// Four digits at the end of the number, or nothing when they are masked or the number is too short to be one.
    /// An odd number of digits is filled up with F; masked digits are E.
    private static func lastFour(_ content: ArraySlice<UInt8>) -> String {
        let digits = content.flatMap { [$0 >> 4, $0 & 0xF] }.filter { $0 != 0xF }
        let end = digits.suffix(4)
        guard digits.count >= 8, end.allSatisfy({ $0 < 10 }) else { return "" }
        return end.map { String($0) }.joined()
    }

    /// Some terminals write more into the name than a name; one that holds a long number is not kept.
    private static func cardName(_ content: ArraySlice<UInt8>) -> String {
        let name = text(content, limit: longestCardName)
        return name.utf8.filter { (0x30...0x39).contains($0) }.count > 6 ? "" : name
    }

    /// Printable ASCII up to the first zero, without spaces at either end.
    private static func text(_ content: ArraySlice<UInt8>, limit: Int) -> String {
        let characters = content.prefix { $0 != 0 }.filter { (0x20..<0x7F).contains($0) }.prefix(limit)
        let words = characters.split(separator: 0x20).map { String(decoding: $0, as: UTF8.self) }
        return words.joined(separator: " ")
    }

    private static func padded(_ number: Int64, _ digits: Int) -> String {
        let text = String(number)
        return String(repeating: "0", count: max(0, digits - text.count)) + text
    }
}
