package import KioskCore

/// The class descriptor of a CCID reader: what it can do and what is left to the driver.
///
/// Source: Universal Serial Bus Device Class: Smart Card CCID, revision 1.1, section 5.1. Every figure in it is the
/// device's word and is bounded before it is used.
package struct CCIDClassDescriptor: Hashable, Sendable {
    /// `bLength` of revision 1.1.
    package static let byteCount = 54
    /// The longest message a descriptor may allow: an extended APDU with both lengths, and the header.
    package static let longestMessage = 65_544 + CCIDCodec.headerLength
    /// A short APDU and the header: readers that claim less are taken at this, for they take it all the same.
    package static let shortestMessage = 261 + CCIDCodec.headerLength

    /// Who forms what goes to the card. Exactly one bit of `dwFeatures` says so.
    package enum ExchangeLevel: Hashable, Sendable {
        /// The driver would have to send single characters in time, which USB cannot promise.
        case character
        /// The driver forms TPDUs: T=0 commands, T=1 blocks.
        case tpdu
        /// The reader takes whole short APDUs.
        case shortAPDU
        /// The reader takes whole APDUs, short or extended, in one message or several.
        case extendedAPDU
    }

    package struct Features: OptionSet, Hashable, Sendable {
        package let rawValue: UInt32
        package init(rawValue: UInt32) { self.rawValue = rawValue }

        package static let parametersFromATR = Features(rawValue: 0x0000_0002)
        package static let activatesOnInsertion = Features(rawValue: 0x0000_0004)
        package static let choosesVoltage = Features(rawValue: 0x0000_0008)
        package static let changesClock = Features(rawValue: 0x0000_0010)
        package static let changesBaudRate = Features(rawValue: 0x0000_0020)
        /// Protocol and speed are agreed on by the reader alone.
        package static let negotiatesParameters = Features(rawValue: 0x0000_0040)
        /// The reader sends the PPS for the parameters that the driver sets.
        package static let sendsPPS = Features(rawValue: 0x0000_0080)
        package static let agreesOnBlockSize = Features(rawValue: 0x0000_0400)
        package static let exchangesTPDUs = Features(rawValue: 0x0001_0000)
        package static let exchangesShortAPDUs = Features(rawValue: 0x0002_0000)
        package static let exchangesExtendedAPDUs = Features(rawValue: 0x0004_0000)
    }

    /// The voltages of a card's supply by their class (ISO/IEC 7816-3:2006, section 5.1.3), in the order in which they
    /// are tried: no card is harmed by too little.
    package enum Voltage: UInt8, CaseIterable, Hashable, Sendable {
        /// 1.8 V.
        case classC = 3
        /// 3 V.
        case classB = 2
        /// 5 V.
        case classA = 1

        /// Its bit in `bVoltageSupport`; the raw value is `bPowerSelect` of section 6.1.1.
        var bit: UInt8 { 1 << (rawValue - 1) }
    }

    package var maximumSlotIndex: UInt8
    package var voltages: [Voltage]
    /// Empty when the reader names neither: then the card's word decides.
    package var transmissions: Set<SmartCardTransmission>
    /// Of the card while nothing else was agreed on, in kHz, between 1,000 and 20,000.
    package var defaultClock: Int
    /// In bits per second.
    package var maximumDataRate: Int
    /// The largest block of T=1 the reader takes from a card, without prologue and check.
    package var maximumIFSD: Int
    package var features: Features
    /// The longest message in either direction, with its header, between `shortestMessage` and `longestMessage`.
    package var maximumMessage: Int

    package init(parsing bytes: [UInt8]) throws(CCIDDescriptorProblem) {
        guard bytes.count >= CCIDClassDescriptor.byteCount else { throw .truncated(bytes.count) }
        // Readers from before revision 1.0 say FF instead of 21.
        guard bytes[0] == UInt8(CCIDClassDescriptor.byteCount), bytes[1] == 0x21 || bytes[1] == 0xFF else {
            throw .notCCID
        }
        func number(at offset: Int) -> UInt32 {
            (0..<4).reduce(0) { $0 | UInt32(bytes[offset + $1]) << UInt32(8 * $1) }
        }
        let protocols = number(at: 6)
        maximumSlotIndex = bytes[4]
        voltages = Voltage.allCases.filter { bytes[5] & $0.bit != 0 }
        transmissions = Set(SmartCardTransmission.allCases.filter { protocols & 1 << UInt32($0.rawValue) != 0 })
        defaultClock = min(max(Int(number(at: 10)), 1_000), 20_000)
        maximumDataRate = Int(number(at: 23))
        maximumIFSD = min(max(Int(number(at: 28)), 1), 254)
        features = Features(rawValue: number(at: 40))
        let longest = min(Int(number(at: 44)), CCIDClassDescriptor.longestMessage)
        maximumMessage = max(longest, CCIDClassDescriptor.shortestMessage)
    }

    /// Nil when the reader claims two levels at once.
    package var exchangeLevel: ExchangeLevel? {
        let levels = features.intersection([.exchangesTPDUs, .exchangesShortAPDUs, .exchangesExtendedAPDUs])
        return switch levels {
        case []: .character
        case .exchangesTPDUs: .tpdu
        case .exchangesShortAPDUs: .shortAPDU
        case .exchangesExtendedAPDUs: .extendedAPDU
        default: nil
        }
    }

    /// Why this reader cannot be driven, and what to do; nil when it can.
    package var refusal: String? {
        switch exchangeLevel {
        case .tpdu, .shortAPDU, .extendedAPDU: nil
        case .character:
            "this card reader exchanges single characters (CCID character level), whose timing cannot be kept over "
                + "USB: use a reader of TPDU, short APDU or extended APDU level"
        case nil:
            "this card reader claims several exchange levels at once: its descriptor is damaged; plug it in again, "
                + "update its firmware or use another reader"
        }
    }

    /// Bytes of the slots' state in a slot change notification: two bits a slot (section 6.3.1).
    var slotStateByteCount: Int { (Int(maximumSlotIndex) + 1 + 3) / 4 }
}

/// Why bytes are no class descriptor of a CCID reader.
package enum CCIDDescriptorProblem: Error, Hashable, Sendable {
    /// So many bytes instead of 54.
    case truncated(Int)
    /// Length or type are those of another descriptor.
    case notCCID

    package var explanation: String {
        switch self {
        case .truncated(let count):
            "the reader's CCID class descriptor has \(count) bytes instead of \(CCIDClassDescriptor.byteCount): "
                + "it is no CCID reader, or it is damaged"
        case .notCCID: "the reader's class descriptor is not that of a CCID reader: its profile names another protocol"
        }
    }
}
