import Testing

/// A picture of a code drawn from its modules, `1` black and `0` white. The modules were made by the zint encoder,
/// which knows nothing of libzbar.
struct DrawnCode: Sendable, CustomTestStringConvertible {
    let name: String
    let rows: [String]
    /// How many times each row is repeated: 1 for a matrix, the bars' height in modules for bars.
    let repeats: Int

    var testDescription: String { name }

    /// Luma with a quiet zone of ten modules around the code; each row is `padding` bytes longer than the picture.
    func luma(
        pixelsPerModule: Int = 3, padding: Int = 0, turned: Bool = false
    ) -> (bytes: [UInt8], width: Int, height: Int, stride: Int) {
        let quiet = 10
        var modules = rows.flatMap { row in
            Array(
                repeating: Array(repeating: UInt8(255), count: quiet)
                    + row.map { $0 == "1" ? UInt8(0) : 255 } + Array(repeating: 255, count: quiet), count: repeats)
        }
        let blank = Array(repeating: UInt8(255), count: modules[0].count)
        modules = Array(repeating: blank, count: quiet) + modules + Array(repeating: blank, count: quiet)
        if turned { modules = modules.reversed().map { $0.reversed() } }
        let width = modules[0].count * pixelsPerModule
        let bytes = modules.flatMap { row -> [UInt8] in
            let line = row.flatMap { Array(repeating: $0, count: pixelsPerModule) }
            return Array(repeating: line + Array(repeating: 0, count: padding), count: pixelsPerModule).flatMap { $0 }
        }
        return (bytes, width, modules.count * pixelsPerModule, width + padding)
    }

    /// The bill of zj-power: account 3312345678, October 2026, ¥186.40, due 2026-11-21.
    static let code128 = DrawnCode(
        name: "Code 128",
        rows: [
            "110100111001010001100010110011100100010110001110001011011000010100110010011101110010011011001000"
                + "100110110011001100110110011110100100110001010001110010011011000100100110111001001011110111011001"
                + "011100101100001001100011101011"
        ], repeats: 30)

    /// `(415)5412345678908(8020)REF123(3902)18640`.
    static let gs1 = DrawnCode(
        name: "GS1-128",
        rows: [
            "110100111001111010111011000100010111010001101100010001011101101110101110110001000010110011011011"
                + "110100011001001010011110011001001110101111011101100010111010001101000100011000101001110011010111"
                + "011110111011011101111010111010111101110110010111001011101111011011110110110111001001111010010011"
                + "000101000111000101101100011101011"
        ], repeats: 30)

    /// The FEBRABAN vector of R$ 509.60.
    static let itf = DrawnCode(
        name: "ITF",
        rows: [
            "101011100010001011101011101000100011101010101110001110001010101110001110001010101110001110001011"
                + "101011100010001010111000100011101010101110001110001010001011101110100010111010001110001010101110"
                + "001110001010101110001110001010001011101110001010001011101110100010001010111000111010001110001010"
                + "111010101110001110001010101110001110001011101110100010100011101110100010001010111000111010100010"
                + "001010111011100011101"
        ], repeats: 30)

    /// `5901234123457`, an article of food.
    static let ean13 = DrawnCode(
        name: "EAN-13",
        rows: [
            "10100010110100111011001100100110111101001110101010110011011011001000010101110010011101000100101"
        ], repeats: 30)

    /// `2000012345`.
    static let code39 = DrawnCode(
        name: "Code 39",
        rows: [
            "100101101101010110010101101010011011010101001101101010100110110101010011011010110100101011010110"
                + "01010110110110010101010100110101101101001101010100101101101"
        ], repeats: 30)

    /// `PAGO|Zürich 杭州电费` in UTF-8.
    static let qr = DrawnCode(
        name: "QR",
        rows: [
            "1111111010010010001111111",
            "1000001010010101101000001",
            "1011101001000010001011101",
            "1011101010001001001011101",
            "1011101001111101101011101",
            "1000001000010011001000001",
            "1111111010101010101111111",
            "0000000010000110100000000",
            "1011011101100011101001011",
            "1100010000110000000100001",
            "1000001010010101111001100",
            "0011100100011010010101110",
            "1010011101111000111111001",
            "0110110111011000011111110",
            "0110111110010111100101010",
            "1001000000010100110110001",
            "0000111111000110111111110",
            "0000000011000110100011010",
            "1111111011000010101011011",
            "1000001011010101100011000",
            "1011101000111011111111101",
            "1011101011011101011111111",
            "1011101011000010011000110",
            "1000001001101000001011000",
            "1111111010000101001001011",
        ], repeats: 1)
}
