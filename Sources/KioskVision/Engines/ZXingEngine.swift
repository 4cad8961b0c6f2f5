internal import CZXing
internal import KioskCore

/// The second engine. It looks at fewer scan lines than libzbar, and reads QR codes that libzbar misses: those with a
/// picture in the middle, small ones, and ones seen from the side.
struct ZXingEngine {
    struct Options: OptionSet {
        let rawValue: UInt32

        static let harder = Options(KIOSK_ZXING_TRY_HARDER)
        static let rotated = Options(KIOSK_ZXING_TRY_ROTATE)
        static let downscaled = Options(KIOSK_ZXING_TRY_DOWNSCALE)
        static let globalThreshold = Options(KIOSK_ZXING_GLOBAL_THRESHOLD)
        static let blackAndWhite = Options(KIOSK_ZXING_BLACK_AND_WHITE)

        init(rawValue: UInt32) { self.rawValue = rawValue }
        private init(_ option: kiosk_zxing_option) { rawValue = UInt32(option.rawValue) }
    }

    let symbologies: Set<Symbology>

    func without(_ symbology: Symbology) -> ZXingEngine {
        ZXingEngine(symbologies: symbologies.subtracting([symbology]))
    }

    /// The codes in a picture. Throws when the library gives up, which it does for want of memory.
    func codes(
        in picture: LumaImage, _ options: Options = [.harder, .rotated, .downscaled]
    ) throws(CodeReaderError) -> [EngineRead] {
        let list = picture.read { pixels in
            var frame = kiosk_zxing_frame(
                luma: pixels, width: Int32(picture.width), height: Int32(picture.height), stride: Int32(picture.width))
            return kiosk_zxing_read(&frame, formats, options.rawValue, UInt8(CodeReader.mostCodes))
        }
        guard let list else { throw .outOfMemory(in: "zxing-cpp") }
        defer { kiosk_zxing_free(list) }
        return (0..<kiosk_zxing_count(list)).compactMap { index in
            read(kiosk_zxing_at(list, index))
        }
    }

    private var formats: UInt32 {
        symbologies.reduce(0) { bits, symbology in
            let formats: [kiosk_zxing_format] =
                switch symbology {
                case .code128, .gs1Code128: [KIOSK_ZXING_CODE128]
                case .itf: [KIOSK_ZXING_ITF]
                // An EAN-13 with a leading zero is told as UPC-A.
                case .ean13: [KIOSK_ZXING_EAN13, KIOSK_ZXING_UPCA]
                case .ean8: [KIOSK_ZXING_EAN8]
                case .code39: [KIOSK_ZXING_CODE39]
                case .qr: [KIOSK_ZXING_QR]
                case .unknown: []
                }
            return formats.reduce(bits) { $0 | UInt32($1.rawValue) }
        }
    }

    private func read(_ code: kiosk_zxing_code) -> EngineRead? {
        guard (1...ScannedCode.largestAccepted).contains(code.length), let data = code.bytes else { return nil }
        // They belong to the list; the array is a copy.
        var bytes = [UInt8](UnsafeBufferPointer(start: data, count: code.length))
        let told = withUnsafeBytes(of: code.aim) { String(decoding: $0.prefix { $0 != 0 }, as: UTF8.self) }
        let symbology: Symbology
        let aim: String
        switch kiosk_zxing_format(code.format) {
        case KIOSK_ZXING_CODE128: (symbology, aim) = told == "]C1" ? (.gs1Code128, told) : (.code128, "]C0")
        case KIOSK_ZXING_ITF: (symbology, aim) = (.itf, "]I0")
        case KIOSK_ZXING_EAN13: (symbology, aim) = (.ean13, "]E0")
        case KIOSK_ZXING_UPCA:
            (symbology, aim) = (.ean13, "]E0")
            if bytes.count == 12 { bytes.insert(UInt8(ascii: "0"), at: 0) }
        case KIOSK_ZXING_EAN8: (symbology, aim) = (.ean8, "]E4")
        case KIOSK_ZXING_CODE39: (symbology, aim) = (.code39, "]A0")
        case KIOSK_ZXING_QR: (symbology, aim) = (.qr, told.isEmpty ? "]Q1" : told)
        default: return nil
        }
        let isUnchecked = symbology == .itf || symbology == .code39
        guard !isUnchecked || bytes.count >= CodeReader.shortestUncheckedCode else { return nil }
        let escaped = code.eci_bytes.map { [UInt8](UnsafeBufferPointer(start: $0, count: code.eci_length)) }
        let corners = withUnsafeBytes(of: code.corners) { points in
            points.bindMemory(to: kiosk_zxing_point.self).map { FramePoint(x: Double($0.x), y: Double($0.y)) }
        }
        return EngineRead(
            symbology: symbology, aim: aim, bytes: bytes, text: escaped.flatMap(CharacterSets.text(withECI:)),
            corners: corners, quality: max(1, Int(code.line_count)))
    }
}
