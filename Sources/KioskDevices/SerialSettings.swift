/// How bits go over a serial line.
package struct SerialSettings: Hashable, Codable, Sendable {
    package enum Parity: String, CaseIterable, Hashable, Codable, Sendable {
        case none, even, odd
    }

    /// Bits per second.
    package var baud: Int
    package var parity: Parity
    /// 1 or 2.
    package var stopBits: Int

    /// Eight data bits, as every device of a kiosk has.
    package init(baud: Int = 9_600, parity: Parity = .none, stopBits: Int = 1) {
        self.baud = baud
        self.parity = parity
        self.stopBits = stopBits
    }
}
