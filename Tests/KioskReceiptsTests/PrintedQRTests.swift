import KioskPictures
import KioskReceipts
import Testing

/// Sizes against ISO/IEC 18004, table 7 (capacity of versions in byte mode) and the width of the paper.
struct PrintedQRTests {
    @Test(arguments: [(576, 60), (576, 299), (384, 60), (384, 299)])
    func aShortTextMayLoseAnEighthAndHasLargeModules(dots: Int, length: Int) throws {
        let printed = try PrintedQR(String(repeating: "x", count: length), dotsWidth: dots)
        #expect(printed.correction == .medium)
        #expect(printed.moduleDots >= 4)
        #expect(printed.side + 8 * printed.moduleDots <= dots)
    }

    /// 586 bytes fill version 16 with correction L (its 81 modules), 858 fill version 20, 1,273 fill version 25.
    @Test(arguments: [(586, 16), (858, 20), (1_273, 25)])
    func aProofFitsBothPapers(length: Int, version: Int) throws {
        let text = String(repeating: "a", count: length)
        for dots in [576, 384] {
            let printed = try PrintedQR(text, dotsWidth: dots)
            #expect(printed.correction == .low)
            #expect(printed.version == version)
            #expect(printed.symbol.side == 17 + 4 * version)
            #expect(printed.moduleDots >= (dots == 576 ? 4 : 3))
            #expect(printed.side + 8 * printed.moduleDots <= dots)
        }
    }

    @Test func whatNoCodeHoldsIsSaid() {
        #expect(throws: PictureError.self) { try PrintedQR(String(repeating: "a", count: 1_274), dotsWidth: 576) }
        #expect(throws: PictureError.self) { try PrintedQR(String(repeating: "a", count: 1_273), dotsWidth: 300) }
    }

    @Test func thePrinterIsToldTheCorrectionThatWasCounted() {
        let site = Sample.facts(.pending, voucher: String(repeating: "a", count: 700))
        let bytes = ESCPOSReceipt.bytes(of: ReceiptComposer.compose(site, languages: .chinese), for: .wide)
        // GS ( k, function 69: 48 is L, 49 is M. The claim code's is short, the voucher's long.
        let levels = bytes.indices.filter { bytes[$0...].starts(with: [0x1D, 0x28, 0x6B, 3, 0, 0x31, 0x45]) }
            .map { bytes[$0 + 7] }
        #expect(levels == [49, 48])
    }
}
