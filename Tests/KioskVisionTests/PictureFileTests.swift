import Foundation
import KioskCore
import KioskPictures
import KioskVision
import Testing

/// Pictures by other hands: `Fuzz/seed-corpus` writes PNG files with Python's zlib by the specification, and keeps JPEG files
/// that ImageMagick wrote.
@Suite struct PictureFileTests {
    private static let corpus = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent().appending(path: "Fuzz/corpus/picture-file")

    private static func seed(_ name: String) throws -> [UInt8] {
        [UInt8](try Data(contentsOf: corpus.appending(path: "seed-\(name)")))
    }

    @Test(arguments: [
        ("png-gray", 16, 4), ("png-bit", 16, 4), ("png-sixteen", 4, 2), ("png-colour", 2, 2), ("png-palette", 2, 2),
        ("png-alpha", 2, 2), ("png-interlaced", 1, 1), ("jpeg", 16, 8), ("jpeg-progressive", 16, 8),
    ])
    func everyKindOfPictureIsRead(name: String, width: Int, height: Int) throws {
        let frame = try PictureFile.frame(of: Self.seed(name))
        #expect(frame.width == width)
        #expect(frame.height == height)
    }

    @Test(arguments: ["png-cut", "png-short", "png-long", "png-nothing", "jpeg-cut"])
    func aPictureThatLiesAboutItselfIsDamaged(name: String) throws {
        let bytes = try Self.seed(name)
        let error = #expect(throws: PictureFileError.self) { try PictureFile.frame(of: bytes) }
        #expect(error?.code == .damaged)
    }

    @Test func aPictureThatClaimsToBeEnormousIsRefusedBeforeMemoryIsTaken() throws {
        let bytes = try Self.seed("png-enormous")
        let error = #expect(throws: PictureFileError.self) { try PictureFile.frame(of: bytes) }
        #expect(error.map { $0.code == .tooLarge || $0.code == .damaged } == true)
    }

    @Test func whatIsNoPictureIsToldAsSuch() throws {
        for bytes in [try Self.seed("gif"), Array("%PDF-1.7".utf8), [0]] {
            let error = #expect(throws: PictureFileError.self) { try PictureFile.frame(of: bytes) }
            #expect(error?.code == .unknownFormat)
        }
        #expect(throws: PictureFileError.self) { try PictureFile.frame(of: []) }
    }

    @Test(arguments: ["png-gray", "png-palette", "png-alpha", "png-sixteen", "jpeg", "jpeg-progressive"])
    func aFileThatEndsAnywhereIsAnError(name: String) throws {
        let bytes = try Self.seed(name)
        // The marker or the checksum at the very end says nothing of the picture.
        for count in 0..<bytes.count - 4 {
            #expect(throws: PictureFileError.self, "\(count) bytes") {
                try PictureFile.frame(of: Array(bytes.prefix(count)))
            }
        }
    }

    @Test func aFileThatIsNotThereIsAnErrorWithItsPath() {
        let error = #expect(throws: PictureFileError.self) { try PictureFile.frame(at: "/nowhere/bill.png") }
        #expect(error?.code == .notReadable)
        #expect(error?.message.contains("/nowhere/bill.png") == true)
    }

    @Test(arguments: ["/", "/dev/zero", "/dev/null"])
    func whatIsNoOrdinaryFileIsNotReadWithoutEnd(path: String) {
        let error = #expect(throws: PictureFileError.self) { try PictureFile.frame(at: path) }
        #expect(error?.code == .notReadable)
    }

    @Test func aCodeIsReadFromAFile() throws {
        let drawn = DrawnCode.itf.luma()
        let bitmap = try #require(Bitmap(width: drawn.width, height: drawn.height, bytes: drawn.bytes))
        let path = NSTemporaryDirectory() + "bill-\(UUID().uuidString).png"
        try PNG.write(bitmap, to: path)
        defer { try? FileManager.default.removeItem(atPath: path) }
        #expect(
            try CodeReader().read(picture: path).map(\.text) == ["83860000005096000190000008017823000034306271"])
    }
}
