/// How a code proves that it was read right: check digits at the end of a run of digits.
///
/// All but `mod11` find every single wrong digit. `mod11` folds the remainders 0 and 1 into the digit 0, as its
/// users do to keep to one decimal digit, and so misses some.
package enum CheckRule: String, CaseIterable, Hashable, Codable, Sendable {
    case none
    /// Weights 2, 1 from the right, digits of the products summed, to the next ten (ISO/IEC 7812-1 annex B).
    case luhn
    /// Weights 3, 1 from the right, to the next ten (GS1 General Specifications 7.9; EAN, GLN).
    case weighted31 = "weighted-3-1"
    /// A carry through a table of ten (Swiss payment standards; QRR and ESR references).
    case recursiveMod10 = "recursive-mod10"
    /// Weights 2…9 from the right, 11 minus the remainder; remainders 0 and 1 give 0 (FEBRABAN arrecadação).
    case mod11
    /// Two digits, so that the whole number is 1 modulo 97 (ISO/IEC 7064 MOD 97-10).
    case mod97

    /// How many digits at the end are check digits.
    package var checkDigitCount: Int {
        switch self {
        case .none: 0
        case .luhn, .weighted31, .recursiveMod10, .mod11: 1
        case .mod97: 2
        }
    }

    /// Whether the ASCII `digits`, check digits included, follow the rule. False for anything but digits.
    package func holds(for digits: some StringProtocol) -> Bool {
        guard let values = CheckRule.values(of: digits), values.count > checkDigitCount else { return false }
        let head = values.dropLast(checkDigitCount)
        return checkValues(of: Array(head)) == Array(values.suffix(checkDigitCount))
    }

    /// The check digits that belong after the ASCII `digits`; nil for anything but digits.
    package func checkDigits(for digits: some StringProtocol) -> String? {
        guard let values = CheckRule.values(of: digits), !values.isEmpty else { return nil }
        return checkValues(of: values).map(String.init).joined()
    }

    private static func values(of digits: some StringProtocol) -> [Int]? {
        var values: [Int] = []
        for byte in digits.utf8 {
            guard (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) else { return nil }
            values.append(Int(byte - UInt8(ascii: "0")))
        }
        return values
    }

    private func checkValues(of values: [Int]) -> [Int] {
        switch self {
        case .none: return []
        case .luhn:
            let sum = values.reversed().enumerated().reduce(0) { sum, place in
                let product = place.element * (place.offset.isMultiple(of: 2) ? 2 : 1)
                return sum + product / 10 + product % 10
            }
            return [(10 - sum % 10) % 10]
        case .weighted31:
            let sum = values.reversed().enumerated().reduce(0) { sum, place in
                sum + place.element * (place.offset.isMultiple(of: 2) ? 3 : 1)
            }
            return [(10 - sum % 10) % 10]
        case .recursiveMod10:
            let carry = values.reduce(0) { carry, digit in CheckRule.carries[(carry + digit) % 10] }
            return [(10 - carry) % 10]
        case .mod11:
            let sum = values.reversed().enumerated().reduce(0) { sum, place in
                sum + place.element * (2 + place.offset % 8)
            }
            let remainder = sum % 11
            return [remainder < 2 ? 0 : 11 - remainder]
        case .mod97:
            let remainder = (values + [0, 0]).reduce(0) { remainder, digit in (remainder * 10 + digit) % 97 }
            let check = 98 - remainder
            return [check / 10, check % 10]
        }
    }

    /// Swiss Implementation Guidelines QR-bill, annex B: the row of carries.
    private static let carries = [0, 9, 4, 6, 8, 2, 7, 1, 3, 5]
}
