import KioskCodes
import Testing

@Suite struct CheckRuleTests {
    /// Numbers with right check digits, from the rules' own documents.
    static let vectors: [(CheckRule, String)] = [
        // ISO/IEC 7812-1 and any text book on Luhn.
        (.luhn, "79927398713"),
        // GS1's GLNs of the payment slip examples (GS1 syntax dictionary), and an EAN-13 (GS1 General Specifications).
        (.weighted31, "1231231231232"), (.weighted31, "5412345678908"), (.weighted31, "1234567890128"),
        (.weighted31, "4006381333931"),
        // Swiss Implementation Guidelines QR-bill, the QR reference.
        (.recursiveMod10, "210000000003139471430009017"),
        // ISO 11649 RF18539007547034 as the number it stands for: 539007547034, R = 27, F = 15, 18.
        (.mod97, "539007547034271518"),
        // The blocks of the FEBRABAN typed line of R$ 509.60.
        (.mod11, "838600000050"), (.mod11, "096000190009"), (.mod11, "000801782309"), (.mod11, "000343062712"),
    ]

    @Test(arguments: vectors)
    func publishedNumbersHold(rule: CheckRule, number: String) {
        #expect(rule.holds(for: number))
        let head = number.dropLast(rule.checkDigitCount)
        #expect(rule.checkDigits(for: head) == String(number.suffix(rule.checkDigitCount)))
    }

    @Test(arguments: vectors.filter { $0.0 != .mod11 })
    func everySingleWrongDigitIsFound(rule: CheckRule, number: String) {
        for wrong in number.withOneDigitChanged { #expect(!rule.holds(for: wrong), "\(wrong)") }
    }

    @Test(arguments: CheckRule.allCases.filter { $0 != .none })
    func whatIsNotDigitsNeverHolds(rule: CheckRule) {
        for text in ["", "0", "12a4", "１２３４", "12 34", "-12"] where text != "0" || rule == .mod97 {
            #expect(!rule.holds(for: text), "\(text)")
        }
    }

    @Test func theFEBRABANModulusElevenFoldsTwoRemaindersIntoZero() {
        // Weights from the right 2, 3, 4, 5: 0001 gives 2 → 9; 0005 gives 10 → 1; 0006 gives 12, remainder 1 → 0.
        #expect(CheckRule.mod11.checkDigits(for: "0001") == "9")
        #expect(CheckRule.mod11.checkDigits(for: "0005") == "1")
        #expect(CheckRule.mod11.checkDigits(for: "0006") == "0")
        #expect(CheckRule.mod11.checkDigits(for: "0000") == "0")
    }
}

extension String {
    /// Every text that differs from this one in one digit.
    var withOneDigitChanged: [String] {
        indices.flatMap { index -> [String] in
            guard let digit = self[index].wholeNumberValue else { return [] }
            return (0...9).filter { $0 != digit }.map { other in
                var changed = self
                changed.replaceSubrange(index...index, with: String(other))
                return changed
            }
        }
    }
}
