import Foundation
import KioskCore
import KioskPictures
import KioskVision
import Testing

@Suite struct PictureTests {
    @Test func aBillIsReadFromItsPNG() throws {
        let picture = DrawnCode.code128.luma()
        let bitmap = try #require(Bitmap(width: picture.width, height: picture.height, bytes: picture.bytes))
        let path = NSTemporaryDirectory() + "bill-\(UUID().uuidString).png"
        try PNG.write(bitmap, to: path)
        defer { try? FileManager.default.removeItem(atPath: path) }
        #expect(try CodeReader().read(png: path).map(\.text) == ["3312345678202610000186402611213"])
    }

    @Test func aFileThatIsNoPNGIsToldAsSuch() throws {
        let path = NSTemporaryDirectory() + "no-picture-\(UUID().uuidString).png"
        try Data("not a picture".utf8).write(to: URL(filePath: path))
        defer { try? FileManager.default.removeItem(atPath: path) }
        let error = #expect(throws: PictureError.self) { try CodeReader().read(png: path) }
        #expect(error?.code == .notAPNG)
    }

    /// zbar misses some QR codes at some scales; those we print ourselves must be read at all usual ones.
    @Test(arguments: [2, 3, 4, 5, 8], ["PCN:7K2M9QXT04HC", "https://pay.hz-cable.example/card/85710012345678908"])
    func aQRCodeOfOurOwnIsReadAtEveryUsualSize(pixelsPerModule: Int, text: String) throws {
        let symbol = try QRSymbol(text: text)
        let side = (symbol.side + 8) * pixelsPerModule
        let luma = (0..<side * side).map { place -> UInt8 in
            let (x, y) = (place % side / pixelsPerModule - 4, place / side / pixelsPerModule - 4)
            return symbol.modules[x, y] ? 0 : 255
        }
        let bitmap = try #require(Bitmap(width: side, height: side, bytes: luma))
        #expect(try CodeReader().read(bitmap) == [ScannedCode(text, symbology: .qr, aim: "]Q1")])
    }

    @Test(arguments: [2, 3, 4], ["3300123456202610000086402611253", "SHW31001234567891", "XQ600012348"])
    func aBarCodeOfOurOwnIsReadAtEveryUsualSize(pixelsPerModule: Int, text: String) throws {
        let symbol = try Code128Symbol(text: text)
        let width = (symbol.width + 2 * Code128Symbol.quietZone) * pixelsPerModule
        let row = (0..<width).map { x -> UInt8 in
            symbol.bars[x / pixelsPerModule - Code128Symbol.quietZone, 0] ? 0 : 255
        }
        let bitmap = try #require(
            Bitmap(width: width, height: 60, bytes: Array(repeating: row, count: 60).flatMap { $0 }))
        #expect(try CodeReader().read(bitmap) == [ScannedCode(text, symbology: .code128, aim: "]C0")])
    }
}
