package import KioskCore

/// A card's answer to reset: the protocols it offers and the parameters it asks for.
///
/// Source: ISO/IEC 7816-3:2006, sections 8.1 to 8.3, 10.2 (T=0) and 11.4 (T=1). Where the card says nothing, the
/// standard's defaults stand here. Programming voltages (TB1, TB2) belong to cards of before 1990 and are passed over.
package struct ATR: Hashable, Sendable {
    /// TS and 32 more characters (section 8.2.1).
    package static let mostBytes = 33

    package enum Convention: Hashable, Sendable { case direct, inverse }

    package enum BlockCheck: Hashable, Sendable {
        /// One byte: the exclusive-or of all others.
        case lrc
        /// Two bytes: a cyclic redundancy check.
        case crc
    }

    /// Whether protocol and parameters can still be chosen (section 6.3.1).
    package enum Mode: Hashable, Sendable {
        case negotiable
        /// The card speaks this protocol at once, at the speed of TA1 or at one known to both sides.
        case specific(SmartCardTransmission, speedIsImplicit: Bool)
    }

    package var bytes: [UInt8]
    package var convention = Convention.direct
    package var historicalBytes: [UInt8] = []
    /// In the order in which the card offers them, each once. Those beyond T=1 are left out, so that there may be none.
    package var transmissions: [SmartCardTransmission] = []
    package var mode = Mode.negotiable
    /// TA1, the indices of Fi and Di.
    package var speed: UInt8 = ATRSpeed.standard.rawValue
    /// TC1 (N): time between characters beyond the least; 255 means the least.
    package var extraGuardTime: UInt8 = 0
    /// TC2 (WI) of T=0.
    package var waitingInteger: UInt8 = 10
    /// IFSC of T=1: the largest information field the card takes.
    package var blockSize: UInt8 = 32
    package var characterWaitingInteger: UInt8 = 13
    package var blockWaitingInteger: UInt8 = 4
    package var blockCheck = BlockCheck.lrc
    /// The low six bits of the first TA after T=15: bit 0 5 V, bit 1 3 V, bit 2 1.8 V.
    package var voltageClasses: UInt8 = 0x01
    /// A check character where none belongs, and right; cards that offer T=0 alone do that.
    package var hasNeedlessCheckCharacter = false

    init(bytes: [UInt8]) { self.bytes = bytes }
}

/// Fi and Di as TA1 codes them (ISO/IEC 7816-3:2006, tables 7 and 8).
package struct ATRSpeed: RawRepresentable, Hashable, Sendable {
    package let rawValue: UInt8
    package init(rawValue: UInt8) { self.rawValue = rawValue }

    /// Fi = 372, Di = 1: what every card starts with.
    package static let standard = ATRSpeed(rawValue: 0x11)

    /// The clock rate conversion integer; nil for reserved codes.
    package var clockRateConversion: Int? {
        let table: [Int?] = [
            372, 372, 558, 744, 1_116, 1_488, 1_860, nil, nil, 512, 768, 1_024, 1_536, 2_048, nil, nil,
        ]
        return table[Int(rawValue >> 4)]
    }

    /// The baud rate adjustment integer; nil for reserved codes.
    package var baudRateAdjustment: Int? {
        let table: [Int?] = [nil, 1, 2, 4, 8, 16, 32, 64, 12, 20, nil, nil, nil, nil, nil, nil]
        return table[Int(rawValue & 0x0F)]
    }

    /// Bits per second at this clock in kHz; nil for reserved codes.
    package func dataRate(clock: Int) -> Int? {
        guard let conversion = clockRateConversion, let adjustment = baudRateAdjustment else { return nil }
        return clock * 1_000 * adjustment / conversion
    }
}
