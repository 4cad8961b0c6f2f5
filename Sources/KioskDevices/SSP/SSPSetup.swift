package import KioskCore

/// What a validator says of itself: its answer to SETUP REQUEST, at protocol version 6 or higher.
///
/// The answer is taken apart by lengths that it carries itself, so each is checked: an answer that is too short, tells
/// no channels or too many, or is laid out for an older protocol, is none.
/// Source: GA138, section Banknote Validator. The expanded values come low byte first and the real value multiplier
/// high byte first, as the maker's own sample programs read them.
package struct SSPSetup: Hashable, Sendable {
    /// A validator that cannot pay out. Others demand the encrypted protocol.
    package static let validator: UInt8 = 0x00
    /// Past this a multiplier is no multiplier; the usual one is 100, from euro to cent.
    static let largestMultiplier = 1_000_000

    package let unitType: UInt8
    /// Four digits, `0110` for 1.10; nil when they are no text.
    package let firmware: String?
    package let protocolVersion: UInt8
    package let table: SSPChannelTable

    /// `data` is what stood after the response byte.
    package init?(_ data: [UInt8]) {
        var reader = ByteReader(data)
        guard let unitType = reader.byte(), let firmware = reader.bytes(4), reader.bytes(3) != nil,
            reader.bytes(3) != nil, let count = reader.byte().map(Int.init),
            (1...SSPChannels.highest).contains(count), reader.bytes(2 * count) != nil,
            let multiplier = reader.bytes(3)?.reduce(0, { $0 << 8 | Int($1) }), let version = reader.byte(),
            version >= SSPProfile.lowestProtocolVersion, let currencies = reader.bytes(3 * count),
            let values = reader.bytes(4 * count)
        else { return nil }
        self.unitType = unitType
        self.firmware = PrintableText.of(firmware)
        protocolVersion = version
        table = SSPChannelTable(
            (0..<count).map { channel in
                Self.money(
                    currency: Array(currencies.dropFirst(3 * channel).prefix(3)),
                    value: values.dropFirst(4 * channel).prefix(4).reversed().reduce(0) { $0 << 8 | Int64($1) },
                    multiplier: multiplier)
            })
    }

    /// Value times multiplier is the amount in minor units: 5 times 100 for 5.00 EUR.
    private static func money(currency: [UInt8], value: Int64, multiplier: Int) -> Money? {
        guard value > 0, (1...largestMultiplier).contains(multiplier),
            let currency = Currency(code: String(decoding: currency, as: UTF8.self))
        else { return nil }
        let (minorUnits, isTooMuch) = value.multipliedReportingOverflow(by: Int64(multiplier))
        return isTooMuch ? nil : Money(validating: minorUnits, currency: currency)
    }
}

/// What the notes of each channel are worth. Channels are counted from 1.
package struct SSPChannelTable: NoteTable {
    /// Channel 1 first; nil where the channel is not used.
    package let denominations: [Money?]

    /// Channels past the highest are left out.
    package init(_ denominations: [Money?]) { self.denominations = Array(denominations.prefix(SSPChannels.highest)) }

    package func money(ofChannel channel: Int) -> Money? { money(at: channel - 1) }

    package func channels(worth wanted: Set<Money>) -> SSPChannels {
        SSPChannels(places(worth: wanted).map { SSPChannels(channel: $0 + 1) })
    }
}
