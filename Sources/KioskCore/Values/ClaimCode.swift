/// The code with which a resident reclaims money that is owed: eleven random characters and a check character,
/// printed in groups of four, as in `7K2M-9QXT-04HC`.
///
/// The alphabet is Crockford's base 32 (no I, L, O, U), so that a code read aloud or copied by hand survives.
/// The check character is a weighted sum modulo 31: it finds nearly every wrong character and swap of
/// neighbours before anybody asks the hub.
package struct ClaimCode: Hashable, Codable, Sendable, CustomStringConvertible {
    /// Twelve characters without hyphens.
    package let text: String

    package static let randomCharacterCount = 11
    /// What stands before the code in its QR code, so that a kiosk's scanner knows it for a claim code.
    package static let printedPrefix = "PCN:"
    private static let alphabet = Array("0123456789ABCDEFGHJKMNPQRSTVWXYZ")

    /// A code from eleven random numbers; each is taken modulo 32.
    package init(random numbers: [UInt8]) {
        precondition(numbers.count == ClaimCode.randomCharacterCount, "a claim code takes eleven random numbers")
        let values = numbers.map { Int($0 % 32) }
        let characters = (values + [ClaimCode.checkValue(of: values)]).map { ClaimCode.alphabet[$0] }
        text = String(characters)
    }

    /// The code a person typed or a scanner read: hyphens, spaces and case do not matter, and the letters
    /// I, L and O are read as the digits they look like. Nil when it is no claim code.
    package init?(reading typed: String) {
        var values: [Int] = []
        for character in typed.uppercased() where character != "-" && character != " " {
            let meant: Character =
                switch character {
                case "O": "0"
                case "I", "L": "1"
                default: character
                }
            guard let value = ClaimCode.alphabet.firstIndex(of: meant), values.count < 12 else { return nil }
            values.append(value)
        }
        guard values.count == 12, ClaimCode.checkValue(of: Array(values.prefix(11))) == values[11] else { return nil }
        text = String(values.map { ClaimCode.alphabet[$0] })
    }

    /// The code in groups of four.
    package var description: String {
        let characters = Array(text)
        return stride(from: 0, to: characters.count, by: 4)
            .map { String(characters[$0..<min($0 + 4, characters.count)]) }
            .joined(separator: "-")
    }

    /// Weights 1 to 11; 31 is prime, so two different values differ in the sum unless they are 31 apart (0 and Z).
    private static func checkValue(of values: [Int]) -> Int {
        values.enumerated().reduce(0) { sum, place in (sum + (place.offset + 1) * (place.element + 1)) % 31 }
    }

    package init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        let typed = try container.decode(String.self)
        guard let code = ClaimCode(reading: typed) else {
            throw DecodingError.dataCorruptedError(in: container, debugDescription: "\(typed) is no claim code.")
        }
        self = code
    }

    package func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(text)
    }
}
