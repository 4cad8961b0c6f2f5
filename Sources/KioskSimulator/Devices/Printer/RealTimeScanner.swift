/// Finds the commands that are obeyed on arrival, wherever in the stream they stand, even within a picture.
struct RealTimeScanner: Sendable {
    enum Command {
        /// DLE EOT n.
        case status(UInt8)
        /// DLE ENQ 1 or 2.
        case recover
        /// DLE DC4 function 8.
        case clear
    }

    private static let clearSequence: [UInt8] = [0x10, 0x14, 0x08, 0x01, 0x03, 0x14, 0x01, 0x06, 0x02, 0x08]
    /// The last bytes, as many as the longest command has, the newest lowest.
    private var last: [UInt8] = []

    mutating func received(_ byte: UInt8) -> Command? {
        // All of them begin with DLE; without one, nothing is remembered.
        guard byte == 0x10 || !last.isEmpty else { return nil }
        last.append(byte)
        if last.count == 3, last[1] == 0x04 {
            return finish((1...4).contains(byte) ? .status(byte) : nil)
        }
        if last.count == 3, last[1] == 0x05 {
            return finish((1...2).contains(byte) ? .recover : nil)
        }
        if last == RealTimeScanner.clearSequence { return finish(.clear) }
        let isBegun =
            last.count == 1 || (last.count == 2 && (byte == 0x04 || byte == 0x05))
            || RealTimeScanner.clearSequence.starts(with: last)
        if !isBegun { last = byte == 0x10 ? [byte] : [] }
        return nil
    }

    private mutating func finish(_ command: Command?) -> Command? {
        last = []
        return command
    }
}
