package import KioskCore

/// A slip for Japanese convenience stores (GS1 Japan, guideline for payment of public charges by GS1-128): AI (91) and 42
/// digits.
///
/// Behind `91`: issuer 6 (a company prefix of GS1 Japan without its leading 4), the issuer's own field 21, times issued
/// again 1, last day YYMMDD or 999999 for none, stamp duty 1, amount in yen 6, and a check digit with the weights 3 and 1
/// over the 43 digits before it, `91` among them.
package struct JapaneseSlip: Hashable, Sendable {
    package let issuer: String
    package let freeField: String
    /// How often the slip was issued again, 0 to 9.
    package let reissue: Int
    package let due: CalendarDate?
    package let needsStamp: Bool
    /// Yen; nil for zero, which leaves the amount open.
    package let amount: Int64?

    /// `91` and the digits behind it, 44 in all.
    static func read(_ digits: PlacedBytes) throws(CodeFault) -> JapaneseSlip? {
        guard digits.count == 44, digits.isDigits, digits.starts(with: "91") else { return nil }
        let format = BillFormat.japaneseSlip
        guard CheckRule.weighted31.holds(for: digits.text) else {
            throw CodeFault(.checkDigit, at: digits.place(43), "The check digit is wrong.", in: format)
        }
        let day = digits[30..<36].text
        var due: CalendarDate?
        if day != "999999" {
            guard let date = CalendarDate(codeDigits: day) else {
                throw CodeFault(.date, at: digits.place(30), "There is no such day as \(day).", in: format)
            }
            due = date
        }
        let stamp = digits.bytes[36]
        guard stamp == UInt8(ascii: "0") || stamp == UInt8(ascii: "1") else {
            throw CodeFault(.value, at: digits.place(36), "The stamp duty is neither 0 nor 1.", in: format)
        }
        let yen = Int64(digits[37..<43].text) ?? 0
        return JapaneseSlip(
            issuer: digits[2..<8].text, freeField: digits[8..<29].text, reissue: Int(digits.bytes[29]) - 48, due: due,
            needsStamp: stamp == UInt8(ascii: "1"), amount: yen > 0 ? yen : nil)
    }
}
