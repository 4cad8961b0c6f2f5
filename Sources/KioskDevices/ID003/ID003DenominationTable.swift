package import KioskCore

/// What each denomination of an ID-003 acceptor is worth: its answer to CURRENCY ASSIGN REQUEST.
///
/// An entry is four bytes: the code the device puts behind ESCROW (61H is the first denomination), a country code, a
/// mantissa, and an exponent of ten. An entry of a country that is not known, or worth nothing, is a denomination
/// that is never enabled. Code 6FH is a bar-coded ticket, which has no worth of its own.
/// Source: ID03-001E rev. 05, sections 6-6 (9) and 6-7 (9); the country codes as open drivers list them.
package struct ID003DenominationTable: NoteTable {
    /// 61H to 70H, the bits of the two bytes behind ENABLE.
    package static let size = 16
    package static let firstCode: UInt8 = 0x61
    package static let ticketCode: UInt8 = 0x6F
    private static let entrySize = 4
    /// More zeros than this is no banknote, and would overflow.
    private static let largestExponent: UInt8 = 8

    /// By denomination, the first being that of code 61H; nil where there is none.
    package let denominations: [Money?]

    package static let knownCurrencies: [UInt8: Currency] = [
        0x0A: .jpy, 0x0C: .brl, 0x16: .chf, 0x2D: .cny, 0xE0: .eur,
    ]

    /// Entries past the 16th are left out.
    package init(_ denominations: [Money?]) {
        let known = denominations.prefix(Self.size)
        self.denominations = known + Array(repeating: nil, count: Self.size - known.count)
    }

    /// `bytes` are what follows the command byte. Nil unless they are whole entries, 1 to 16 of them, of different
    /// codes within the table.
    package init?(_ bytes: [UInt8], currencies: [UInt8: Currency] = knownCurrencies) {
        guard !bytes.isEmpty, bytes.count.isMultiple(of: Self.entrySize), bytes.count <= Self.size * Self.entrySize
        else { return nil }
        var reader = ByteReader(bytes)
        var seen: Set<Int> = []
        var denominations: [Money?] = Array(repeating: nil, count: Self.size)
        while let code = reader.byte(), let country = reader.byte(), let mantissa = reader.byte(),
            let exponent = reader.byte()
        {
            // A place that is not used is all zeros in some firmware.
            if code == 0, mantissa == 0 { continue }
            guard let type = Self.type(ofCode: code), seen.insert(type).inserted else { return nil }
            denominations[type] = currencies[country].flatMap { Self.money(mantissa, exponent, $0) }
        }
        denominations[Int(Self.ticketCode - Self.firstCode)] = nil
        self.denominations = denominations
    }

    package func money(ofType type: Int) -> Money? { money(at: type) }

    package func types(worth wanted: Set<Money>) -> ID003Types {
        ID003Types(places(worth: wanted).map(ID003Types.init(type:)))
    }

    /// The place in the table of the code behind ESCROW; nil for a code that is none.
    static func type(ofCode code: UInt8) -> Int? {
        let type = Int(code) - Int(firstCode)
        return (0..<size).contains(type) ? type : nil
    }

    private static func money(_ mantissa: UInt8, _ exponent: UInt8, _ currency: Currency) -> Money? {
        guard mantissa > 0, exponent <= largestExponent else { return nil }
        var minorUnits = Int64(mantissa) * currency.minorUnitsPerMajorUnit
        for _ in 0..<exponent { minorUnits *= 10 }
        return Money(validating: minorUnits, currency: currency)
    }
}

/// A set of the acceptor's 16 denominations; on the wire two bytes, in which a bit that is set *refuses* its
/// denomination, the first one in the lowest bit of the first byte.
package struct ID003Types: OptionSet, Hashable, Sendable {
    package let rawValue: UInt16

    package init(rawValue: UInt16) { self.rawValue = rawValue }

    package init(type: Int) {
        self.init(rawValue: (0..<ID003DenominationTable.size).contains(type) ? 1 << UInt16(type) : 0)
    }

    /// What follows ENABLE (C0H): the denominations refused.
    package var refusing: [UInt8] {
        let refused = ~rawValue
        return [UInt8(refused & 0xFF), UInt8(refused >> 8)]
    }
}
