/// The QR code of a pagoPA notice: `PAGOPA|002|notice|payee|cents` (PagoPA S.p.A., avviso di pagamento, codice QR).
///
/// The notice number has 18 digits. Its first says how the rest is made (SACI, numero avviso): where it is 0, 2 or 3, the
/// last two digits are the sixteen before them modulo 93; where it is 1, there is no check. The payee's tax code has 11
/// digits; its own check digit is no part of the rules of the QR code, and `payeeIsConsistent` says whether it fits.
package struct PagoPANotice: Hashable, Sendable {
    package let notice: String
    package let payee: String
    /// Cents of a euro.
    package let amount: Int64

    package var payeeIsConsistent: Bool { CheckRule.luhn.holds(for: payee) }

    /// The notice's first digit.
    package var auxiliaryDigit: Int { notice.first?.wholeNumberValue ?? 0 }
    /// The payer's unique reference, IUV: behind the first digit, and where that is 0 behind the application code.
    package var paymentReference: String { String(notice.dropFirst(auxiliaryDigit == 0 ? 3 : 1)) }

    static func read(_ text: PlacedBytes) throws(CodeFault) -> PagoPANotice? {
        guard text.starts(with: "PAGOPA|") else { return nil }
        let format = BillFormat.pagoPA
        let fields = fields(of: text)
        guard fields[1].text == "002" else {
            throw CodeFault(.version, at: fields[1].place(0), "Only version 002 is known.", in: format)
        }
        guard fields.count >= 5 else {
            throw CodeFault(.missing, at: text.end, "There are \(fields.count) of five fields.", in: format)
        }
        guard fields.count == 5 else {
            throw CodeFault(.trailing, at: fields[5].place(0) - 1, "A sixth field is too many.", in: format)
        }
        for (field, lengths) in zip(fields[2...], [18...18, 11...11, 1...10]) {
            guard !field.isEmpty else { throw CodeFault(.missing, at: field.end, "A field is empty.", in: format) }
            if let stray = field.firstNonDigit {
                throw CodeFault(.character, at: field.place(stray), "Only digits may stand here.", in: format)
            }
            guard lengths.contains(field.count) else {
                throw CodeFault(
                    .length, at: field.place(min(field.count, lengths.upperBound)),
                    "The field has \(field.count) digits, not \(lengths.upperBound).", in: format)
            }
        }
        let notice = fields[2]
        switch notice.bytes[0] {
        case UInt8(ascii: "0"), UInt8(ascii: "2"), UInt8(ascii: "3"):
            guard Int(notice[0..<16].text).map({ $0 % 93 }) == Int(notice[16..<18].text) else {
                throw CodeFault(.checkDigit, at: notice.place(16), "The notice's check digits are wrong.", in: format)
            }
        case UInt8(ascii: "1"): break
        default:
            throw CodeFault(.value, at: notice.place(0), "No notice number begins with this digit.", in: format)
        }
        guard let cents = Int64(fields[4].text), cents > 0 else {
            throw CodeFault(.amount, at: fields[4].place(0), "The amount is zero.", in: format)
        }
        return PagoPANotice(notice: notice.text, payee: fields[3].text, amount: cents)
    }

    /// At least two: the text begins with `PAGOPA|`. More than six are one fault, however many there are.
    private static func fields(of text: PlacedBytes) -> [PlacedBytes] {
        var fields: [PlacedBytes] = []
        var start = 0
        for (index, byte) in text.bytes.enumerated() where byte == UInt8(ascii: "|") && fields.count < 6 {
            fields.append(text[start..<index])
            start = index + 1
        }
        fields.append(text.from(start))
        return fields
    }
}
