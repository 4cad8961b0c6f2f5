/// What one simulated card reader is like, and the class descriptor in which it says so.
///
/// Source: Universal Serial Bus Device Class: Smart Card CCID, revision 1.1, section 5.1.
package struct CardReaderModel: Hashable, Sendable {
    package enum Level: UInt32, CaseIterable, Hashable, Sendable {
        case character = 0x0000_0000
        case tpdu = 0x0001_0000
        case shortAPDU = 0x0002_0000
        case extendedAPDU = 0x0004_0000
    }

    /// `dwFeatures` without the exchange level.
    package enum Automatic {
        /// Everything, the way QEMU's own reader says it.
        package static let everything: UInt32 = 0x04FE
        /// Clock and baud rate; voltage, parameters, PPS and the size of blocks are left to the driver.
        package static let nothing: UInt32 = 0x0030
        /// Parameters from the answer to reset, clock, baud rate and PPS, as many readers on the market.
        package static let pps: UInt32 = 0x00B2
    }

    package var level = Level.tpdu
    package var automatic = Automatic.everything
    package var maximumSlotIndex: UInt8 = 0
    /// Bit 0 T=0, bit 1 T=1.
    package var protocols: UInt32 = 0x03
    /// `dwMaxCCIDMessageLength`: the header and what a message holds.
    package var maximumMessage = 271
    /// Whether it has an interrupt endpoint and tells of cards by itself.
    package var notifies = true
    /// How long it takes for an answer, the card's time included.
    package var thinking: Duration = .milliseconds(2)

    package init() {}

    package init(_ level: Level, automatic: UInt32 = Automatic.everything, maximumMessage: Int = 271) {
        self.level = level
        self.automatic = automatic
        self.maximumMessage = maximumMessage
    }

    /// All 54 bytes.
    package var classDescriptor: [UInt8] {
        func double(_ number: UInt32) -> [UInt8] { (0..<4).map { UInt8(truncatingIfNeeded: number >> (8 * $0)) } }
        // Length, type, revision 1.10, slots, 5 V, 3 V and 1.8 V.
        let head: [UInt8] = [54, 0x21, 0x10, 0x01, maximumSlotIndex, 0x07] + double(protocols)
        // Clock 4 MHz, always; 10,752 to 344,086 bits per second; blocks of 254 bytes.
        let rates = double(4_000) + double(4_000) + [0] + double(10_752) + double(344_086) + [0] + double(254)
        let rest = double(0) + double(0) + double(level.rawValue | automatic) + double(UInt32(maximumMessage))
        // The class of GET RESPONSE and ENVELOPE is that of the command; no display, no keys; one slot at a time.
        return head + rates + rest + [0xFF, 0xFF, 0, 0, 0, 1]
    }

    var choosesVoltage: Bool { automatic & 0x08 != 0 }
    var activatesOnInsertion: Bool { automatic & 0x04 != 0 }
    /// Whether it finds protocol and parameters by itself.
    var negotiates: Bool { automatic & 0x40 != 0 || level == .shortAPDU || level == .extendedAPDU }
    var sendsPPS: Bool { automatic & 0x80 != 0 }
}
