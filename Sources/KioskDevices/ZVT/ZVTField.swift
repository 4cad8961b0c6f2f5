/// The fields, called bitmaps or BMPs, of a message's data: one byte for the number, then content whose length the
/// number decides.
///
/// A number that is not in the list ends the reading, because nobody knows where the next one starts.
/// Source: ECR-Interface ZVT-Protocol PA00P015 rev. 13.06, chapter "List of bitmaps".
package enum ZVTField {
    package static let amount: UInt8 = 0x04
    package static let container: UInt8 = 0x06
    package static let traceNumber: UInt8 = 0x0B
    package static let time: UInt8 = 0x0C
    package static let date: UInt8 = 0x0D
    package static let expiry: UInt8 = 0x0E
    package static let sequenceNumber: UInt8 = 0x17
    package static let paymentType: UInt8 = 0x19
    package static let cardNumber: UInt8 = 0x22
    package static let resultCode: UInt8 = 0x27
    package static let terminalID: UInt8 = 0x29
    package static let contractNumber: UInt8 = 0x2A
    /// The trace number of what is undone: only a reversal has it.
    package static let originalTraceNumber: UInt8 = 0x37
    package static let authorisationAttribute: UInt8 = 0x3B
    package static let additionalText: UInt8 = 0x3C
    package static let currency: UInt8 = 0x49
    package static let totals: UInt8 = 0x60
    package static let receiptNumber: UInt8 = 0x87
    package static let turnoverNumber: UInt8 = 0x88
    package static let cardType: UInt8 = 0x8A
    package static let cardName: UInt8 = 0x8B

    enum Length: Sendable {
        case fixed(Int)
        /// Two or three bytes Fx, each a decimal digit of the length.
        case digits(Int)
        /// The length of a BER-TLV object: one byte, or 81 and one, or 82 and two.
        case container
    }

    static func length(of number: UInt8) -> Length? {
        switch number {
        case 0x01, 0x02, 0x03, 0x05, 0x19, 0x27, 0x72...0x75, 0x8A, 0x8C, 0xA0, 0xD0, 0xD2, 0xD3, 0xE0, 0xE9, 0xEA,
            0xF0, 0xF9...0xFD:
            .fixed(1)
        case 0x0D, 0x0E, 0x17, 0x3A, 0x49, 0x87: .fixed(2)
        case 0x0B, 0x0C, 0x37, 0x3D, 0x88, 0xAA: .fixed(3)
        case 0x29, 0x70, 0x71: .fixed(4)
        case 0xBA: .fixed(5)
        case 0x04: .fixed(6)
        case 0x3B, 0xEB: .fixed(8)
        case 0x2A: .fixed(15)
        case 0x22, 0x23, 0x2D, 0x8B, 0xA7, 0xD1, 0xE1...0xE8, 0xF1...0xF8: .digits(2)
        case 0x24, 0x2E, 0x3C, 0x60, 0x92, 0x9A, 0xAF: .digits(3)
        case 0x06: .container
        default: nil
        }
    }

    /// The fields in order, up to the first that is cut short or unknown.
    static func fields(in data: ArraySlice<UInt8>) -> [(number: UInt8, content: ArraySlice<UInt8>)] {
        var reader = ByteReader(data)
        var fields: [(UInt8, ArraySlice<UInt8>)] = []
        while let number = reader.byte(), let length = length(of: number), let content = read(length, &reader) {
            fields.append((number, content))
        }
        return fields
    }

    private static func read(_ length: Length, _ reader: inout ByteReader) -> ArraySlice<UInt8>? {
        switch length {
        case .fixed(let count): return reader.bytes(count)
        case .digits(let digits):
            var count = 0
            for _ in 0..<digits {
                guard let digit = reader.byte(), digit >> 4 == 0xF, digit & 0xF < 10 else { return nil }
                count = count * 10 + Int(digit & 0xF)
            }
            return reader.bytes(count)
        case .container:
            guard let first = reader.byte() else { return nil }
            if first < 0x80 { return reader.bytes(Int(first)) }
            guard first == 0x81 || first == 0x82, let size = reader.bytes(Int(first & 0x0F)) else { return nil }
            return reader.bytes(size.reduce(0) { $0 << 8 | Int($1) })
        }
    }

    /// A field whose content is given; its length is written as its number demands.
    package static func field(_ number: UInt8, _ content: [UInt8]) -> [UInt8] {
        switch length(of: number) {
        case .fixed(let count):
            precondition(content.count == count, "field \(number) has \(count) bytes")
            return [number] + content
        case .digits(2): return [number, digit(content.count / 10), digit(content.count)] + content
        case .digits:
            return [number, digit(content.count / 100), digit(content.count / 10), digit(content.count)] + content
        case .container:
            precondition(content.count < 0x80, "short containers are all that is written")
            return [number, UInt8(content.count)] + content
        case nil: preconditionFailure("field \(number) is not in the list")
        }
    }

    private static func digit(_ number: Int) -> UInt8 { 0xF0 | UInt8(number % 10) }
}
