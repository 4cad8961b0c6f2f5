package import KioskCore

/// What each of the validator's 24 bill types is worth: its answer to GET BILL TABLE.
///
/// An entry is five bytes: a mantissa, three letters for the country or the currency, and an exponent of ten
/// whose highest bit is its sign (MAN_CCNET rev. 2.3.1, section 5.4). Makers write the country (`CHN`) or the
/// currency (`CNY`); an entry with other letters, or worth nothing, is a type that is never enabled.
package struct CCNETBillTable: NoteTable {
    package static let size = 24
    package static let byteCount = size * 5

    /// By bill type; nil where the type is not used.
    package let denominations: [Money?]

    /// The letters that validators use, and what they mean.
    package static let knownCurrencies: [String: Currency] = [
        "CHN": .cny, "CNY": .cny, "RMB": .cny, "EUR": .eur, "BRA": .brl, "BRL": .brl, "JPN": .jpy, "JPY": .jpy,
        "CHE": .chf, "CHF": .chf,
    ]

    /// Entries past the 24th are left out.
    package init(_ denominations: [Money?]) {
        let known = denominations.prefix(Self.size)
        self.denominations = known + Array(repeating: nil, count: Self.size - known.count)
    }

    /// Nil unless there are exactly 24 entries.
    package init?(_ bytes: [UInt8]) {
        guard bytes.count == Self.byteCount else { return nil }
        var reader = ByteReader(bytes)
        var denominations: [Money?] = []
        while let entry = reader.bytes(5) {
            denominations.append(Self.money(of: Array(entry)))
        }
        self.init(denominations)
    }

    package func money(ofType type: Int) -> Money? { money(at: type) }

    package func types(worth wanted: Set<Money>) -> CCNETBillTypes {
        CCNETBillTypes(places(worth: wanted).map(CCNETBillTypes.init(type:)))
    }

    private static func money(of entry: [UInt8]) -> Money? {
        let letters = String(decoding: entry[1...3], as: UTF8.self)
        guard entry[0] > 0, let currency = knownCurrencies[letters] else { return nil }
        var minorUnits = Int64(entry[0]) * currency.minorUnitsPerMajorUnit
        let exponent = entry[4] & 0x7F
        // More zeros than this is no banknote, and would overflow.
        guard exponent <= 8 else { return nil }
        for _ in 0..<exponent {
            if entry[4] & 0x80 == 0 {
                minorUnits *= 10
            } else {
                guard minorUnits % 10 == 0 else { return nil }
                minorUnits /= 10
            }
        }
        return Money(validating: minorUnits, currency: currency)
    }
}
