internal import CPNG

/// PNG (ISO/IEC 15948) of every colour type, depth and interlacing, by libpng, as luma on white paper.
enum PNGPicture {
    private static let signature: [UInt8] = [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A]

    static func isBegun(_ bytes: [UInt8]) -> Bool { bytes.starts(with: signature) }

    static func frame(of bytes: [UInt8]) throws(PictureFileError) -> LumaFrame {
        // libpng takes a picture for whole once it has its last row; a copy that was cut off lacks the end chunk.
        guard hasEnd(bytes) else { throw PictureFileError(.damaged, "The PNG is cut short. Copy or export it again.") }
        var image = png_image()
        defer { png_image_free(&image) }
        let isBegun = bytes.withUnsafeBytes { kiosk_png_begin(&image, $0.baseAddress, $0.count) != 0 }
        guard isBegun else { throw damaged(&image) }
        let (width, height) = (Int(image.width), Int(image.height))
        try PictureFile.check(width: width, height: height)
        var luma = [UInt8](repeating: 255, count: width * height)
        // Begun again, because libpng reads from the bytes until it is finished, and they must stay where they are.
        let isRead = bytes.withUnsafeBytes { source in
            png_image_free(&image)
            guard kiosk_png_begin(&image, source.baseAddress, source.count) != 0, Int(image.width) == width,
                Int(image.height) == height
            else { return false }
            return luma.withUnsafeMutableBufferPointer { kiosk_png_finish(&image, $0.baseAddress) != 0 }
        }
        guard isRead else { throw damaged(&image) }
        // More rows than the header tells of are a warning for libpng.
        let warning = message(&image)
        guard !warning.contains("Extra compressed data"), !warning.contains("Too much image data") else {
            throw PictureFileError(.damaged, "The PNG is larger than its header says: \(warning).")
        }
        return try PictureFile.frame(luma, width: width, height: height)
    }

    /// Whether the chunks follow each other up to IEND (PNG specification, 5.3).
    private static func hasEnd(_ bytes: [UInt8]) -> Bool {
        var place = signature.count
        while bytes.count - place >= 12 {
            let length = bytes[place..<place + 4].reduce(0) { $0 << 8 | Int($1) }
            guard length <= bytes.count - place - 12 else { return false }
            if bytes[place + 4..<place + 8].elementsEqual("IEND".utf8) { return true }
            place += 12 + length
        }
        return false
    }

    private static func damaged(_ image: inout png_image) -> PictureFileError {
        PictureFileError(.damaged, "The PNG is damaged: \(message(&image)). Copy or export it again.")
    }

    private static func message(_ image: inout png_image) -> String { String(cString: kiosk_png_message(&image)) }
}
