/// A block of T=1: prologue (NAD, PCB, LEN), information, and a check.
///
/// The check is the exclusive-or of everything before it, or a cyclic redundancy check: x¹⁶ + x¹² + x⁵ + 1 reflected,
/// starting from FFFF, high byte first. ISO/IEC 7816-3:2006, section 11.3.4, refers to ISO/IEC 13239 for the latter
/// and leaves its order open; this is the one that cards with it are used with (OsEID, `doc/T1_CRC.txt`).
///
/// Source: ISO/IEC 7816-3:2006, section 11.3.
package struct T1Block: Hashable, Sendable {
    package static let mostInformation = 254

    package enum Fault: UInt8, Hashable, Sendable {
        case none = 0
        case check = 1
        case other = 2
    }

    package enum Control: UInt8, Hashable, Sendable {
        case resynch = 0
        case blockSize = 1
        case abort = 2
        case waitingTime = 3
    }

    package enum Kind: Hashable, Sendable {
        case information(sequence: UInt8, isChained: Bool)
        /// Ready for the information block with this sequence number.
        case ready(sequence: UInt8, Fault)
        case request(Control)
        case response(Control)
    }

    package var kind: Kind
    package var information: [UInt8]

    package init(_ kind: Kind, information: [UInt8] = []) {
        self.kind = kind
        self.information = information
    }

    private var control: UInt8 {
        switch kind {
        case .information(let sequence, let isChained): sequence << 6 | (isChained ? 0x20 : 0)
        case .ready(let sequence, let fault): 0x80 | sequence << 4 | fault.rawValue
        case .request(let control): 0xC0 | control.rawValue
        case .response(let control): 0xE0 | control.rawValue
        }
    }

    /// The block with node address 00, as all cards take it.
    package func bytes(_ check: ATR.BlockCheck) -> [UInt8] {
        let body = [0x00, control, UInt8(truncatingIfNeeded: information.count)] + information
        return body + T1Block.check(check, of: body)
    }

    static func check(_ check: ATR.BlockCheck, of bytes: some Sequence<UInt8>) -> [UInt8] {
        switch check {
        case .lrc: return [bytes.reduce(0, ^)]
        case .crc:
            let crc = bytes.reduce(UInt16(0xFFFF)) { crc, byte in
                (0..<8).reduce(crc ^ UInt16(byte)) { crc, _ in crc & 1 == 1 ? crc >> 1 ^ 0x8408 : crc >> 1 }
            }
            return [UInt8(crc >> 8), UInt8(crc & 0xFF)]
        }
    }

    /// The block in these bytes, or what an R-block says of them.
    package static func parse(_ bytes: [UInt8], _ check: ATR.BlockCheck) throws(Damage) -> T1Block {
        let checkLength = check == .lrc ? 1 : 2
        guard bytes.count >= 3 + checkLength else { throw Damage(.other) }
        let body = bytes.dropLast(checkLength)
        guard Array(bytes.suffix(checkLength)) == T1Block.check(check, of: body) else { throw Damage(.check) }
        let length = Int(bytes[2])
        guard length <= mostInformation, body.count == 3 + length, let kind = kind(of: bytes[1], length) else {
            throw Damage(.other)
        }
        return T1Block(kind, information: Array(body.dropFirst(3)))
    }

    package struct Damage: Error, Hashable, Sendable {
        package var fault: Fault
        init(_ fault: Fault) { self.fault = fault }
    }

    /// Nil for codes that are reserved, and for lengths that do not belong to theirs (section 11.3.2).
    private static func kind(of control: UInt8, _ length: Int) -> Kind? {
        if control & 0x80 == 0 {
            guard control & 0x1F == 0 else { return nil }
            return .information(sequence: control >> 6, isChained: control & 0x20 != 0)
        }
        if control & 0x40 == 0 {
            guard control & 0x2C == 0, length == 0, let fault = Fault(rawValue: control & 0x03) else { return nil }
            return .ready(sequence: control >> 4 & 1, fault)
        }
        guard let kind = Control(rawValue: control & 0x1F) else { return nil }
        let hasInformation = kind == .blockSize || kind == .waitingTime
        guard length == (hasInformation ? 1 : 0) else { return nil }
        return control & 0x20 == 0 ? .request(kind) : .response(kind)
    }
}
