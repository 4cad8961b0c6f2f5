import KioskCore
import KioskPictures
import KioskReceipts
import Testing

struct ESCPOSBuilderTests {
    private func bytes(_ glyphs: PrinterProfile.Glyphs = .gb18030, _ build: (inout ESCPOSBuilder) -> Void) -> [UInt8] {
        var builder = ESCPOSBuilder(glyphs: glyphs)
        build(&builder)
        return builder.bytes
    }

    private func find(_ pattern: [UInt8], in bytes: [UInt8]) -> Bool {
        bytes.indices.contains { bytes[$0...].starts(with: pattern) }
    }

    @Test func chineseStandsBetweenItsTwoCommands() {
        #expect(bytes { _ = $0.text("中文") } == [0x1C, 0x26, 0xD6, 0xD0, 0xCE, 0xC4, 0x1C, 0x2E])
        #expect(bytes { _ = $0.text("OK 1") } == Array("OK 1".utf8))
    }

    @Test func aNameCannotCommandThePrinter() {
        let evil = "公司\u{1B}@\u{1D}V\u{0}\u{10}\u{14}\u{8}\u{9B}\n名"
        let written = bytes { _ = $0.text(evil) }
        #expect(written == bytes { _ = $0.text("公司@V 名") })
    }

    @Test func aCharacterThePrinterLacksIsRefusedWhole() {
        let cases: [(PrinterProfile.Glyphs, String, Bool)] = [
            (.twoByte, "中😀", false), (.twoByte, "中", true), (.none, "中", false), (.gb18030, "😀", true),
        ]
        for (glyphs, text, isTaken) in cases {
            var builder = ESCPOSBuilder(glyphs: glyphs)
            let taken = builder.text(text)
            #expect(taken == isTaken)
            #expect(builder.bytes.isEmpty != isTaken)
        }
    }

    @Test func commandsHaveTheFormOfTheReference() {
        #expect(bytes { $0.initialize() } == [0x1B, 0x40])
        #expect(bytes { $0.cut() } == [0x1D, 0x56, 0x42, 0x00])
        #expect(bytes(.none) { $0.size(across: 2, down: 3) } == [0x1D, 0x21, 0x12])
        #expect(bytes { $0.align(.center) } == [0x1B, 0x61, 0x01])
        var raster = DotRaster(width: 9, height: 1)
        raster.set(0, 0)
        #expect(bytes { $0.raster(raster) } == [0x1D, 0x76, 0x30, 0, 2, 0, 1, 0, 0x80, 0x00])
    }

    @Test func aQRCodeIsModelledSizedFilledAndPrinted() {
        #expect(
            bytes { $0.qr("AB", moduleDots: 6) } == [
                0x1D, 0x28, 0x6B, 4, 0, 0x31, 0x41, 0x32, 0,
                0x1D, 0x28, 0x6B, 3, 0, 0x31, 0x43, 6,
                0x1D, 0x28, 0x6B, 3, 0, 0x31, 0x45, 0x31,
                0x1D, 0x28, 0x6B, 5, 0, 0x31, 0x50, 0x30, 0x41, 0x42,
                0x1D, 0x28, 0x6B, 3, 0, 0x31, 0x51, 0x30,
            ])
    }

    @Test func tallPicturesGoInBands() {
        let written = bytes { $0.raster(DotRaster(width: 8, height: 300)) }
        #expect(written.count == 300 + 3 * 8)
        #expect(written[6] == 128 && written[6 + 136] == 128 && written[6 + 272] == 44)
    }

    @Test func onlyTheLineThatNeedsItBecomesAPicture() {
        let receipt = Receipt(
            languages: .chinese,
            elements: [.text(LocalizedText(same: "普通一行")), .text(LocalizedText(same: "生僻字𠮷一行"))])
        var profile = PrinterProfile.narrow
        let twoByte = ESCPOSReceipt.bytes(of: receipt, for: profile)
        #expect(find([0x1D, 0x76, 0x30, 0, 48, 0, 36, 0], in: twoByte))
        #expect(find([0xC6, 0xD5, 0xCD, 0xA8], in: twoByte))
        profile.glyphs = .gb18030
        #expect(!find([0x1D, 0x76, 0x30], in: ESCPOSReceipt.bytes(of: receipt, for: profile)))
        profile.glyphs = .none
        let pictures = ESCPOSReceipt.bytes(of: receipt, for: profile)
        #expect(!find([0x1C, 0x26], in: pictures) && !find([0xC6, 0xD5, 0xCD, 0xA8], in: pictures))
    }

    @Test func theYenSignIsOneThatPrintersHave() {
        let receipt = Receipt(languages: .chinese, elements: [.text(LocalizedText(same: "¥80.00"))])
        let written = ESCPOSReceipt.bytes(of: receipt, for: .narrow)
        #expect(find([0x1C, 0x26, 0xA3, 0xA4], in: written))
    }

    @Test func everyDocumentEndsInACutOrAFeed() {
        let receipt = Receipt(languages: .chinese, elements: [.text(LocalizedText(same: "a"))])
        #expect(ESCPOSReceipt.bytes(of: receipt, for: .wide).suffix(4) == [0x1D, 0x56, 0x42, 0x00])
        #expect(ESCPOSReceipt.bytes(of: receipt, for: .narrow).suffix(3) == [0x1B, 0x64, 5])
    }
}
