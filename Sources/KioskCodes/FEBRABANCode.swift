internal import KioskCore

/// A FEBRABAN arrecadação code (layout version 7): 44 digits in ITF on Brazilian utility and tax bills, or the 48
/// digits printed above it for typing.
///
/// Position 1 is `8`; 2 the segment; 3 the kind of value: 6 and 7 use modulus 10, 8 and 9 modulus 11, and 6 and 8
/// say that the amount is in reais; 4 the check digit over the other 43; 5–15 the amount in cents; then the company
/// (16–19, or the CNPJ's first eight digits 16–23 in segment 6) and the biller's free field.
package struct FEBRABANCode: Hashable, Sendable {
    package let segment: Int
    /// Four digits, or eight of a CNPJ.
    package let company: String
    /// Cents of a real; nil where the code carries a quantity of another kind, or zero.
    package let amount: Int64?
    package let freeField: String

    /// What a text turned out to be.
    package enum Outcome: Hashable, Sendable {
        case other, damaged
        case read(FEBRABANCode)
    }

    package static func read(_ text: String) -> Outcome {
        guard text.isASCIIDigits, text.utf8.count == 44 || text.utf8.count == 48 else { return .other }
        let typed = Array(text)
        guard typed[0] == "8", typed[1] != "0", typed[1] != "8", let rule = rule(forKindOfValue: typed[2]) else {
            return .other
        }
        var digits = typed
        if typed.count == 48 {
            // Four blocks of eleven digits, each with a check digit of its own.
            let blocks = stride(from: 0, to: 48, by: 12).map { typed[$0..<$0 + 12] }
            guard blocks.allSatisfy({ rule.holds(for: String($0)) }) else { return .damaged }
            digits = blocks.flatMap { $0.dropLast() }
        }
        let others = String(digits[..<3] + digits[4...])
        guard rule.checkDigits(for: others) == String(digits[3]) else { return .damaged }
        let code = FEBRABANCode(checked: digits)
        // Eleven digits hold more than any bill asks for; the check is one digit, and proves little.
        guard code.amount ?? 0 <= Money.largestAccepted else { return .damaged }
        return .read(code)
    }

    private init(checked digits: [Character]) {
        let companyWidth = digits[1] == "6" ? 8 : 4
        segment = digits[1].wholeNumberValue ?? 0
        company = String(digits[15..<15 + companyWidth])
        freeField = String(digits[(15 + companyWidth)...])
        let cents = Int64(String(digits[4..<15])) ?? 0
        let isInReais = digits[2] == "6" || digits[2] == "8"
        amount = isInReais && cents > 0 ? cents : nil
    }

    private static func rule(forKindOfValue digit: Character) -> CheckRule? {
        switch digit {
        case "6", "7": .luhn
        case "8", "9": .mod11
        default: nil
        }
    }
}
