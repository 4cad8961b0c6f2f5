internal import CTurboJPEG

/// JPEG (ITU-T T.81), baseline and progressive, by libjpeg-turbo, as luma; also single frames of a camera's Motion JPEG.
enum JPEGPicture {
    static func isBegun(_ bytes: [UInt8]) -> Bool { bytes.starts(with: [0xFF, 0xD8, 0xFF]) }

    static func frame(of bytes: [UInt8]) throws(PictureFileError) -> LumaFrame {
        guard let decoder = tjInitDecompress() else {
            throw PictureFileError(.unsupported, "libjpeg-turbo gave no decoder: out of memory.")
        }
        defer { tjDestroy(decoder) }
        var (width, height, sampling, colours): (Int32, Int32, Int32, Int32) = (0, 0, 0, 0)
        guard tjDecompressHeader3(decoder, bytes, UInt(bytes.count), &width, &height, &sampling, &colours) == 0 else {
            throw damaged(decoder)
        }
        try PictureFile.check(width: Int(width), height: Int(height))
        let isFourColour = colours == Int32(TJCS_CMYK.rawValue) || colours == Int32(TJCS_YCCK.rawValue)
        guard !isFourColour else {
            throw PictureFileError(.unsupported, "The JPEG is in the four colours of print. Save it in RGB or gray.")
        }
        var luma = [UInt8](repeating: 255, count: Int(width) * Int(height))
        let status = luma.withUnsafeMutableBufferPointer { pixels in
            tjDecompress2(
                decoder, bytes, UInt(bytes.count), pixels.baseAddress, width, width, height,
                Int32(TJPF_GRAY.rawValue), TJFLAG_LIMITSCANS)
        }
        if status != 0 {
            // libjpeg makes up what is missing, and only warns. Bytes too many between two markers are harmless.
            let isWarning = tjGetErrorCode(decoder) == Int32(TJERR_WARNING.rawValue)
            guard isWarning, message(decoder).contains("extraneous") else { throw damaged(decoder) }
        }
        return try PictureFile.frame(luma, width: Int(width), height: Int(height))
    }

    private static func damaged(_ decoder: tjhandle) -> PictureFileError {
        PictureFileError(.damaged, "The JPEG is cut short or damaged: \(message(decoder)). Copy or export it again.")
    }

    private static func message(_ decoder: tjhandle) -> String { String(cString: tjGetErrorStr2(decoder)) }
}
