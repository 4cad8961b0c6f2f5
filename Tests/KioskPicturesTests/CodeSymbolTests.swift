import KioskPictures
import Testing

struct CodeSymbolTests {
    @Test(arguments: ["PCN:7M2K9QXT04HR", "https://pay.example/r/K0417-000023?id=0192f3a4", "缴费凭证 K0417"])
    func qrCodeHasItsThreeFindersAndTiming(_ text: String) throws {
        let symbol = try QRSymbol(text: text)
        // ISO/IEC 18004, 5.3: a side is 17 + 4 × version modules.
        #expect((symbol.side - 17) % 4 == 0)
        #expect(symbol.modules.height == symbol.side)
        let last = symbol.side - 7
        for (left, top) in [(0, 0), (last, 0), (0, last)] {
            for y in 0..<7 {
                for x in 0..<7 {
                    let ring = max(abs(x - 3), abs(y - 3))
                    #expect(symbol.modules[left + x, top + y] == (ring != 2), "finder at \(left), \(top)")
                }
            }
        }
        for place in 8..<symbol.side - 8 {
            #expect(symbol.modules[place, 6] == (place % 2 == 0))
            #expect(symbol.modules[6, place] == (place % 2 == 0))
        }
        // 6.9: the module above the bottom left finder's right corner is always dark.
        #expect(symbol.modules[8, symbol.side - 8])
    }

    @Test func aShortTextIsVersionOne() throws {
        // Version 1-M holds 14 bytes (ISO/IEC 18004, table 7).
        #expect(try QRSymbol(text: "abcdefghijklmn").side == 21)
        #expect(try QRSymbol(text: "abcdefghijklmno").side == 25)
    }

    @Test func thePathCoversEachDarkModuleOnce() throws {
        let symbol = try QRSymbol(text: "K0417")
        let dark = (0..<symbol.side).reduce(0) { sum, y in
            sum + (0..<symbol.side).count { symbol.modules[$0, y] }
        }
        let drawn = symbol.svgPath.split(separator: "M").reduce(0) { sum, run in
            sum + (run.split(separator: "h").dropFirst().first.flatMap { Int($0.prefix { $0.isNumber }) } ?? 0)
        }
        #expect(drawn == dark)
    }

    @Test func tooLongOrEmptyTextIsAnError() {
        #expect(throws: PictureError.self) { try QRSymbol(text: "") }
        #expect(throws: PictureError.self) {
            try QRSymbol(text: String(repeating: "x", count: QRSymbol.longestText + 1))
        }
        #expect(throws: PictureError.self) { try Code128Symbol(text: "") }
        #expect(throws: PictureError.self) { try Code128Symbol(text: "户号") }
        #expect(throws: PictureError.self) { try Code128Symbol(text: "3307\u{1D}0012") }
        #expect(throws: PictureError.self) {
            try Code128Symbol(text: String(repeating: "1", count: Code128Symbol.longestText + 1))
        }
    }

    @Test func code128BeginsAndEndsAsTheStandardSays() throws {
        let symbol = try Code128Symbol(text: "330700123456")
        var widths: [Int] = []
        var isBar = true
        for x in 0..<symbol.width {
            if symbol.bars[x, 0] == isBar, !widths.isEmpty {
                widths[widths.count - 1] += 1
            } else {
                widths.append(1)
                isBar = symbol.bars[x, 0]
            }
        }
        // ISO/IEC 15417, table 1: start C, the pairs 33 07 00 12 34 56, a check, stop.
        let digits = widths.map(String.init).joined()
        #expect(digits.hasPrefix("211232" + "111323" + "122312"))
        #expect(digits.hasSuffix("2331112"))
        #expect(symbol.width == 11 * 8 + 13)
    }
}
