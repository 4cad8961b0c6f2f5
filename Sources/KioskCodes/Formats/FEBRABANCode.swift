internal import KioskCore

/// A FEBRABAN arrecadação code (layout version 7): 44 digits in ITF on Brazilian utility and tax bills, or the 48
/// digits printed above it for typing.
///
/// Position 1 is `8`; 2 the segment; 3 the kind of value: 6 and 7 use modulus 10, 8 and 9 modulus 11, and 6 and 8
/// say that the amount is in reais; 4 the check digit over the other 43; 5–15 the amount in cents; then the company
/// (16–19, or the CNPJ's first eight digits 16–23 in segment 6) and the biller's free field. The typed line is the same
/// in four blocks of eleven digits, each with a check digit of its own.
package struct FEBRABANCode: Hashable, Sendable {
    /// What the company does: 1 city, 2 water, 3 electricity and gas, 4 telecom, 5 government, 6 others by CNPJ,
    /// 7 traffic, 9 banks' own.
    package let segment: Int
    /// 6 to 9: which modulus, and whether the digits are an amount.
    package let kindOfValue: Int
    /// Four digits, or eight of a CNPJ.
    package let company: String
    /// Cents of a real; nil where the code carries a quantity of another kind, or zero.
    package let amount: Int64?
    /// What stands in place of an amount in a code of another kind: a quantity or an index, eleven digits.
    package let quantity: String?
    package let freeField: String
    /// The 44 digits of the bar code.
    package let barcode: String

    /// Nil for what is no arrecadação. Spaces, hyphens and points between the digits do not matter.
    static func read(_ text: PlacedBytes) throws(CodeFault) -> FEBRABANCode? {
        let typed = text.without(Set(" -.".utf8))
        guard typed.isDigits, typed.bytes[0] == UInt8(ascii: "8"), (40...52).contains(typed.count) else { return nil }
        let format = BillFormat.febraban
        guard segments.contains(typed.bytes[1]) else {
            throw CodeFault(.value, at: typed.place(1), "The second digit is no segment of FEBRABAN.", in: format)
        }
        guard let rule = rule(forKindOfValue: typed.bytes[2]) else {
            throw CodeFault(.value, at: typed.place(2), "The third digit is no kind of value: 6 to 9.", in: format)
        }
        guard typed.count == 44 || typed.count == 48 else {
            throw CodeFault(
                .length, at: typed.place(min(typed.count, 44)),
                "\(typed.count) digits are neither the 44 of the bar code nor the 48 of the typed line.", in: format)
        }
        var digits = typed
        if typed.count == 48 {
            digits = PlacedBytes(end: typed.end)
            for start in stride(from: 0, to: 48, by: 12) {
                let block = typed[start..<start + 12]
                guard rule.holds(for: block.text) else {
                    throw CodeFault(
                        .checkDigit, at: block.place(11), "The check digit of block \(start / 12 + 1) is wrong.",
                        in: format)
                }
                for index in 0..<11 { digits.append(block.bytes[index], at: block.place(index)) }
            }
        }
        guard rule.checkDigits(for: digits[0..<3].text + digits[4..<44].text) == digits[3..<4].text else {
            throw CodeFault(.checkDigit, at: digits.place(3), "The check digit over the whole is wrong.", in: format)
        }
        let code = FEBRABANCode(checked: digits.text)
        // Eleven digits hold more than any bill asks for; the check is one digit, and proves little.
        guard code.amount ?? 0 <= Money.largestAccepted else {
            throw CodeFault(.amount, at: digits.place(4), "The amount is past every bill's.", in: format)
        }
        return code
    }

    /// The 44 digits, checked.
    private init(checked digits: String) {
        let all = Array(digits)
        segment = all[1].wholeNumberValue ?? 0
        kindOfValue = all[2].wholeNumberValue ?? 0
        let companyWidth = segment == 6 ? 8 : 4
        company = String(all[15..<15 + companyWidth])
        freeField = String(all[(15 + companyWidth)...])
        let value = String(all[4..<15])
        let cents = Int64(value) ?? 0
        let isInReais = kindOfValue == 6 || kindOfValue == 8
        amount = isInReais && cents > 0 ? cents : nil
        quantity = isInReais ? nil : value
        barcode = digits
    }

    /// The 48 digits printed for typing.
    package var typedLine: String {
        let rule = FEBRABANCode.rule(forKindOfValue: UInt8(48 + kindOfValue)) ?? .luhn
        let digits = Array(barcode)
        return stride(from: 0, to: 44, by: 11).map { start in
            let block = String(digits[start..<start + 11])
            return block + (rule.checkDigits(for: block) ?? "")
        }.joined()
    }

    /// What the segment is called, for scripts.
    package var segmentName: String {
        switch segment {
        case 1: "city"
        case 2: "water"
        case 3: "electricityAndGas"
        case 4: "telecom"
        case 5: "government"
        case 6: "company"
        case 7: "traffic"
        default: "bank"
        }
    }

    private static let segments = Set("12345679".utf8)

    private static func rule(forKindOfValue digit: UInt8) -> CheckRule? {
        switch digit {
        case UInt8(ascii: "6"), UInt8(ascii: "7"): .luhn
        case UInt8(ascii: "8"), UInt8(ascii: "9"): .mod11
        default: nil
        }
    }
}
