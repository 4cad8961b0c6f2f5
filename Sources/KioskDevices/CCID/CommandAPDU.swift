/// A command for a card, of one of the four cases: with or without data, with or without data in the answer.
///
/// Source: ISO/IEC 7816-4:2013, section 5.2; ISO/IEC 7816-3:2006, section 12.1.3.
package struct CommandAPDU: Hashable, Sendable {
    /// Header, Lc of three bytes, 65,535 bytes of data, Le of two bytes.
    package static let longest = 65_544
    static let mostShortData = 255
    static let mostShortExpected = 256
    static let mostExpected = 65_536

    package var cla: UInt8
    package var ins: UInt8
    package var p1: UInt8
    package var p2: UInt8
    /// At most 65,535 bytes.
    package var data: [UInt8]
    /// Ne, the most bytes expected in the answer, 1 to 65,536; nil when none are.
    package var expected: Int?

    package init(
        cla: UInt8, ins: UInt8, p1: UInt8 = 0, p2: UInt8 = 0, data: [UInt8] = [], expected: Int? = nil
    ) {
        self.cla = cla
        self.ins = ins
        self.p1 = p1
        self.p2 = p2
        self.data = data
        self.expected = expected
    }

    /// Nil for bytes that are no command APDU.
    package init?(parsing bytes: [UInt8]) {
        guard bytes.count >= 4, bytes.count <= CommandAPDU.longest else { return nil }
        self.init(cla: bytes[0], ins: bytes[1], p1: bytes[2], p2: bytes[3])
        let body = Array(bytes.dropFirst(4))
        guard let first = body.first else { return }
        if body.count == 1 {
            expected = first == 0 ? CommandAPDU.mostShortExpected : Int(first)
        } else if first != 0 {
            let length = Int(first)
            guard body.count == 1 + length || body.count == 2 + length else { return nil }
            data = Array(body[1...length])
            if body.count == 2 + length {
                let last = Int(body[body.count - 1])
                expected = last == 0 ? CommandAPDU.mostShortExpected : last
            }
        } else {
            guard body.count >= 3 else { return nil }
            let number = Int(body[1]) << 8 | Int(body[2])
            if body.count == 3 {
                expected = number == 0 ? CommandAPDU.mostExpected : number
            } else {
                guard number > 0, body.count == 3 + number || body.count == 5 + number else { return nil }
                data = Array(body[3..<(3 + number)])
                if body.count == 5 + number {
                    let last = Int(body[3 + number]) << 8 | Int(body[4 + number])
                    expected = last == 0 ? CommandAPDU.mostExpected : last
                }
            }
        }
    }

    /// Whether lengths of one byte are enough.
    package var fitsShort: Bool {
        data.count <= CommandAPDU.mostShortData && (expected ?? 0) <= CommandAPDU.mostShortExpected
    }

    var header: [UInt8] { [cla, ins, p1, p2] }

    /// The short form where it is enough, the extended one otherwise.
    package var bytes: [UInt8] { fitsShort ? shortBytes : extendedBytes }

    private var shortBytes: [UInt8] {
        let lc = data.isEmpty ? [] : [UInt8(truncatingIfNeeded: data.count)] + data
        return header + lc + (expected.map { [UInt8(truncatingIfNeeded: $0)] } ?? [])
    }

    private var extendedBytes: [UInt8] {
        func two(_ number: Int) -> [UInt8] {
            [UInt8(truncatingIfNeeded: number >> 8), UInt8(truncatingIfNeeded: number)]
        }
        let lc = data.isEmpty ? [] : [0] + two(data.count) + data
        let le = expected.map { (data.isEmpty ? [0] : []) + two($0) } ?? []
        return header + lc + le
    }

    /// The same as a TPDU of T=0: a fifth byte P3 always, and no Le beside data (ISO/IEC 7816-3:2006, section 10.3.2).
    /// Only for what `fitsShort`.
    var t0TPDU: [UInt8] {
        if data.isEmpty { return header + [UInt8(truncatingIfNeeded: expected ?? 0)] }
        return header + [UInt8(truncatingIfNeeded: data.count)] + data
    }

    /// The class byte for the commands that carry this one's rest (GET RESPONSE, ENVELOPE): the same logical channel,
    /// without secure messaging and chaining (ISO/IEC 7816-4:2013, section 5.4.1). Proprietary classes stay.
    var transportClass: UInt8 {
        if cla & 0x80 != 0 { return cla }
        return cla & 0x40 != 0 ? cla & 0x4F : cla & 0x03
    }
}
