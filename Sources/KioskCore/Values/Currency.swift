/// A currency, by its ISO 4217 alphabetic code.
package struct Currency: Hashable, Sendable {
    /// Three capital letters, for example `CNY`.
    package let code: String

    package static let cny = Currency(knownCode: "CNY")
    package static let eur = Currency(knownCode: "EUR")
    package static let brl = Currency(knownCode: "BRL")
    package static let jpy = Currency(knownCode: "JPY")
    package static let chf = Currency(knownCode: "CHF")

    /// Nil unless `code` is three capital letters.
    package init?(code: String) {
        guard code.utf8.count == 3, code.utf8.allSatisfy({ (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains($0) })
        else { return nil }
        self.code = code
    }

    private init(knownCode: String) {
        code = knownCode
    }

    /// Digits after the decimal point (ISO 4217, column "minor unit").
    package var minorUnitDigits: Int { self == .jpy ? 0 : 2 }

    package var minorUnitsPerMajorUnit: Int64 { self == .jpy ? 1 : 100 }

    /// The sign set before an amount.
    package var sign: String {
        switch code {
        case "CNY", "JPY": "¥"
        case "EUR": "€"
        case "BRL": "R$"
        default: code + " "
        }
    }
}

extension Currency: Codable {
    package init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        let code = try container.decode(String.self)
        guard let currency = Currency(code: code) else {
            throw DecodingError.dataCorruptedError(
                in: container, debugDescription: "\(code) is no ISO 4217 code: give three capital letters, as in CNY.")
        }
        self = currency
    }

    package func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(code)
    }
}
