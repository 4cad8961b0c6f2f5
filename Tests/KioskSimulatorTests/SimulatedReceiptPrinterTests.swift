import KioskCore
import KioskPictures
import KioskReceipts
import KioskSimulator
import Testing

/// The printer's firmware alone.
struct SimulatedReceiptPrinterTests {
    private let now = KioskInstant(sinceBoot: .seconds(1), wall: WallTime(milliseconds: 0))
    private var printer = SimulatedReceiptPrinter()

    @Test mutating func statusIsAnsweredEvenInsideAPictureAndOffline() {
        _ = printer.received([0x1D, 0x76, 0x30, 0, 1, 0, 200, 0, 0xAA], at: now)
        #expect(printer.received([0x10, 0x04, 0x01], at: now) == [0x12])
        #expect(printer.hand(.openCover, at: now).isEmpty)
        #expect(printer.received([0x10, 0x04, 0x01, 0x10, 0x04, 0x02], at: now) == [0x1A, 0x16])
    }

    @Test mutating func anEchoWaitsForThePaper() {
        _ = printer.hand(.takePaperOut, at: now)
        let job: [UInt8] = [0x41, 0x0A, 0x1D, 0x28, 0x48, 6, 0, 0x30, 0x30, 0x41, 0x42, 0x43, 0x44]
        #expect(printer.received(job, at: now).isEmpty)
        #expect(printer.hand(.loadPaper, at: now) == [0x37, 0x22, 0x41, 0x42, 0x43, 0x44, 0x00])
        #expect(printer.currentPage.text == "A\n")
    }

    @Test mutating func automaticStatusSpeaksOnChangeAndInitializeEndsIt() {
        #expect(printer.received([0x1D, 0x61, 0x0E], at: now) == [0x10, 0, 0, 0x0F])
        #expect(printer.hand(.takePaperOut, at: now) == [0x18, 0, 0x0F, 0x0F])
        #expect(printer.hand(.loadPaper, at: now) == [0x10, 0, 0, 0x0F])
        _ = printer.received([0x1B, 0x40], at: now)
        #expect(printer.hand(.takePaperOut, at: now).isEmpty)
    }

    @Test mutating func clearingThrowsAwayWhatIsNotPrinted() {
        _ = printer.hand(.openCover, at: now)
        _ = printer.received(Array("lost\n".utf8), at: now)
        let clear: [UInt8] = [0x10, 0x14, 0x08, 0x01, 0x03, 0x14, 0x01, 0x06, 0x02, 0x08]
        #expect(printer.received(clear, at: now) == [0x37, 0x25, 0x00])
        _ = printer.hand(.closeCover, at: now)
        #expect(printer.currentPage.isEmpty)
    }

    @Test mutating func chineseNeedsItsMode() {
        let word: [UInt8] = [0xD6, 0xD0, 0xCE, 0xC4]
        _ = printer.received([0x1C, 0x26] + word + [0x1C, 0x2E, 0x0A] + word + [0x0A], at: now)
        #expect(printer.currentPage.text == "中文\n????\n")
    }

    @Test func aTwoByteModelPrintsRubbishForFourByteCodes() {
        var printer = SimulatedReceiptPrinter(profile: .narrow)
        _ = printer.received([0x1C, 0x26, 0x94, 0x39, 0xFC, 0x36, 0x0A], at: now)
        #expect(printer.currentPage.text.contains("?"))
    }

    @Test mutating func fullLinesGoOnBeneath() {
        _ = printer.received([UInt8](repeating: UInt8(ascii: "x"), count: 50) + [0x0A], at: now)
        #expect(printer.currentPage.text == String(repeating: "x", count: 48) + "\nxx\n")
        // Double width: 24 columns.
        _ = printer.received([0x1D, 0x21, 0x11] + [UInt8](repeating: UInt8(ascii: "y"), count: 25) + [0x0A], at: now)
        #expect(printer.currentPage.text.hasSuffix(String(repeating: "y", count: 24) + "\ny\n"))
    }

    @Test mutating func unknownCommandsAreReadOver() {
        // ESC p (drawer), GS h (bar code height), FS S, ESC D with its end, an unknown ESC command.
        let bytes: [UInt8] = [
            0x1B, 0x70, 0, 50, 50, 0x1D, 0x68, 80, 0x1C, 0x53, 0, 0, 0x1B, 0x44, 8, 16, 0, 0x1B, 0x7E, 0x41, 0x0A,
        ]
        _ = printer.received(bytes, at: now)
        #expect(printer.currentPage.text == "A\n")
    }

    @Test mutating func thePictureShowsWhatTheTextSays() throws {
        let receipt = Receipt(
            languages: .chinese,
            elements: [.banner(LocalizedText(same: "缴费成功")), .qr("K0417", caption: LocalizedText(same: "凭证"))])
        _ = printer.received(ESCPOSReceipt.bytes(of: receipt, for: .wide), at: now)
        let pictures = try printer.receipts
        let picture = try #require(pictures.first)
        #expect(picture.width == 576 + 64)
        // The banner is black from edge to edge, with white letters in its middle.
        #expect(picture[34, 50] < 50 && picture[600, 50] < 50)
        let middle = (300..<340).flatMap { x in (36..<78).map { picture[x, $0] } }
        #expect(middle.contains { $0 > 200 } && middle.contains { $0 < 50 })
        #expect(printer.receiptTexts[0].contains("[QR] K0417"))
    }

    @Test mutating func powerLossKeepsThePaperAndNothingElse() {
        _ = printer.received([0x1D, 0x61, 0x0E, 0x41, 0x0A, 0x42], at: now)
        _ = printer.powerCycled(at: now)
        #expect(printer.currentPage.text == "A\n")
        _ = printer.received([0x43, 0x0A], at: now)
        #expect(printer.currentPage.text == "A\nC\n")
        #expect(printer.hand(.openCover, at: now).isEmpty)
    }

    @Test(arguments: [UInt64(1), 2, 3])
    func rubbishDoesNoHarm(_ seed: UInt64) throws {
        var state = seed
        var printer = SimulatedReceiptPrinter(profile: seed == 2 ? .narrow : .wide)
        for _ in 0..<100 {
            var bytes: [UInt8] = []
            for _ in 0..<1_000 {
                state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
                bytes.append(UInt8(truncatingIfNeeded: state >> 56))
            }
            _ = printer.received(bytes, at: now)
        }
        _ = printer.currentPage.text
        _ = try printer.pages.last?.picture()
        #expect(printer.received([0x10, 0x04, 0x04], at: now).last == 0x12)
    }

    @Test func aHundredReceiptsWithoutPicturesAreQuick() {
        var printer = SimulatedReceiptPrinter()
        let bytes = PaperSample.bytes(lines: 40)
        for _ in 0..<100 { _ = printer.received(bytes, at: now) }
        #expect(printer.pageCount == 100)
    }
}
