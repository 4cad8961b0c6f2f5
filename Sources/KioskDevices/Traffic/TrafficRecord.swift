/// One thing that happened on a device's line, as `kioskctl device record` writes it: a line of JSON.
///
///     {"atMilliseconds":0,"event":"opened","identity":{"portPath":"1-2","productID":514,"vendorID":1208}}
///     {"atMilliseconds":0,"bytes":"05010906","event":"described"}
///     {"atMilliseconds":3,"command":"{\"askStatus\":{}}","event":"command"}
///     {"atMilliseconds":12,"bytes":"100401","direction":"out"}
///     {"atMilliseconds":14,"bytes":"12","direction":"in"}
///     {"atMilliseconds":20,"bytes":"18","event":"portStatus"}
///     {"atMilliseconds":950,"event":"closed"}
///
/// `out` is what the kiosk sent, `in` what the device sent, `command` what the kiosk wanted of the driver. Times count
/// from the start of the recording. A recording holds every byte as it went, but for a payment terminal's password
/// (`TrafficMask`), so a bill's account number or a resident's name may be in it, in a scan or a receipt, and what a
/// smart card was told: keep it as carefully as the journal. Payment cards' numbers and PINs are not on these lines
/// in clear: such cards are read by the certified terminal, which tells the kiosk no more than the last digits.
package struct TrafficRecord: Hashable, Sendable {
    package enum Event: Hashable, Sendable {
        /// The line was opened, or was open already when the recording began.
        case opened(LineIdentity?, already: Bool)
        /// What the device says of itself; comes right after `opened`.
        case described([UInt8])
        case sent([UInt8])
        case received([UInt8])
        /// GET_PORT_STATUS was asked and answered; nil where there is no answer.
        case portStatus(UInt8?)
        /// What the driver was told to do: its `Command` as JSON. Told while the line is down, too.
        case command(String)
        /// The line ended, by either side.
        case closed
        /// So many records found no room; nothing after this is whole.
        case dropped(Int)
    }

    /// Since the recording began.
    package var atMilliseconds: Int64
    package var event: Event

    package init(atMilliseconds: Int64, event: Event) {
        self.atMilliseconds = atMilliseconds
        self.event = event
    }
}

extension TrafficRecord: Codable {
    private enum Key: String, CodingKey {
        case atMilliseconds, direction, event, bytes, identity, already, count, command
    }

    private enum Direction: String, Codable {
        case out, `in`
    }

    private enum Name: String, Codable {
        case opened, described, portStatus, command, closed, dropped
    }

    package init(from decoder: any Decoder) throws {
        let fields = try decoder.container(keyedBy: Key.self)
        atMilliseconds = try fields.decode(Int64.self, forKey: .atMilliseconds)
        if let direction = try fields.decodeIfPresent(Direction.self, forKey: .direction) {
            let bytes = try TrafficRecord.bytes(in: fields)
            event =
                switch direction {
                case .out: .sent(bytes)
                case .in: .received(bytes)
                }
            return
        }
        switch try fields.decode(Name.self, forKey: .event) {
        case .opened:
            event = .opened(
                try fields.decodeIfPresent(LineIdentity.self, forKey: .identity),
                already: try fields.decodeIfPresent(Bool.self, forKey: .already) ?? false)
        case .described: event = .described(try TrafficRecord.bytes(in: fields))
        case .portStatus:
            let bytes = fields.contains(.bytes) ? try TrafficRecord.bytes(in: fields) : []
            guard bytes.count <= 1 else {
                throw DecodingError.dataCorruptedError(
                    forKey: .bytes, in: fields, debugDescription: "a port status is one byte")
            }
            event = .portStatus(bytes.first)
        case .command: event = .command(try fields.decode(String.self, forKey: .command))
        case .closed: event = .closed
        case .dropped: event = .dropped(try fields.decode(Int.self, forKey: .count))
        }
    }

    package func encode(to encoder: any Encoder) throws {
        var fields = encoder.container(keyedBy: Key.self)
        try fields.encode(atMilliseconds, forKey: .atMilliseconds)
        switch event {
        case .opened(let identity, let already):
            try fields.encode(Name.opened, forKey: .event)
            try fields.encodeIfPresent(identity, forKey: .identity)
            if already { try fields.encode(true, forKey: .already) }
        case .described(let bytes):
            try fields.encode(Name.described, forKey: .event)
            try fields.encode(Hexadecimal.text(of: bytes), forKey: .bytes)
        case .sent(let bytes):
            try fields.encode(Direction.out, forKey: .direction)
            try fields.encode(Hexadecimal.text(of: bytes), forKey: .bytes)
        case .received(let bytes):
            try fields.encode(Direction.in, forKey: .direction)
            try fields.encode(Hexadecimal.text(of: bytes), forKey: .bytes)
        case .portStatus(let status):
            try fields.encode(Name.portStatus, forKey: .event)
            if let status { try fields.encode(Hexadecimal.text(of: [status]), forKey: .bytes) }
        case .command(let command):
            try fields.encode(Name.command, forKey: .event)
            try fields.encode(command, forKey: .command)
        case .closed: try fields.encode(Name.closed, forKey: .event)
        case .dropped(let count):
            try fields.encode(Name.dropped, forKey: .event)
            try fields.encode(count, forKey: .count)
        }
    }

    private static func bytes(in fields: KeyedDecodingContainer<Key>) throws -> [UInt8] {
        guard let bytes = Hexadecimal.bytes(in: try fields.decode(String.self, forKey: .bytes)) else {
            throw DecodingError.dataCorruptedError(
                forKey: .bytes, in: fields, debugDescription: "bytes are pairs of hexadecimal digits")
        }
        return bytes
    }
}

/// Bytes as pairs of hexadecimal digits.
enum Hexadecimal {
    private static let digits = Array("0123456789abcdef".utf8)

    static func text(of bytes: [UInt8]) -> String {
        String(decoding: bytes.flatMap { [digits[Int($0 >> 4)], digits[Int($0 & 0x0F)]] }, as: UTF8.self)
    }

    /// Nil for anything but pairs of digits; small and capital letters are both read.
    static func bytes(in text: String) -> [UInt8]? {
        var bytes: [UInt8] = []
        var high: UInt8?
        bytes.reserveCapacity(text.utf8.count / 2)
        for letter in text.utf8 {
            guard let digit = value(of: letter) else { return nil }
            if let first = high {
                bytes.append(first << 4 | digit)
                high = nil
            } else {
                high = digit
            }
        }
        return high == nil ? bytes : nil
    }

    private static func value(of letter: UInt8) -> UInt8? {
        switch letter {
        case 0x30...0x39: letter - 0x30
        case 0x41...0x46: letter - 0x41 + 10
        case 0x61...0x66: letter - 0x61 + 10
        default: nil
        }
    }
}
