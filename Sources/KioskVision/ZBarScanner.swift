internal import CZBar
internal import KioskCore

/// The owner of one libzbar image scanner, set up for some symbologies.
struct ZBarScanner: ~Copyable {
    /// Owned: made in `init`, destroyed in `deinit`, lent to nobody longer than a call.
    let pointer: OpaquePointer

    init(symbologies: Set<Symbology>) throws(CodeReaderError) {
        guard let pointer = zbar_image_scanner_create() else {
            throw CodeReaderError(code: .outOfMemory, message: "libzbar could not make a scanner: out of memory.")
        }
        self.pointer = pointer
        set(ZBAR_NONE, ZBAR_CFG_ENABLE, 0)
        for symbology in symbologies {
            guard let type = symbology.zbarType else { continue }
            set(type, ZBAR_CFG_ENABLE, 1)
        }
        // Otherwise libzbar guesses the character set of a QR code and mangles UTF-8 (mchehab/zbar #105, #212).
        set(ZBAR_QRCODE, ZBAR_CFG_BINARY, 1)
        set(ZBAR_I25, ZBAR_CFG_MIN_LEN, Int32(CodeReader.shortestUncheckedCode))
        set(ZBAR_CODE39, ZBAR_CFG_MIN_LEN, Int32(CodeReader.shortestUncheckedCode))
    }

    deinit { zbar_image_scanner_destroy(pointer) }

    private func set(_ type: zbar_symbol_type_t, _ setting: zbar_config_t, _ value: Int32) {
        // Fails only for a setting that the symbology does not have, which the tests of each symbology would show.
        _ = zbar_image_scanner_set_config(pointer, type, setting, value)
    }
}

/// The owner of one libzbar image of format Y800: one byte of luma a pixel.
struct ZBarImage: ~Copyable {
    /// Owned: made in `init`, destroyed in `deinit`.
    private let pointer: OpaquePointer

    init(width: Int, height: Int) throws(CodeReaderError) {
        guard let pointer = zbar_image_create() else {
            throw CodeReaderError(code: .outOfMemory, message: "libzbar could not make an image: out of memory.")
        }
        self.pointer = pointer
        zbar_image_set_format(pointer, ZBarImage.y800)
        zbar_image_set_size(pointer, UInt32(width), UInt32(height))
    }

    deinit { zbar_image_destroy(pointer) }

    /// The codes in `pixels`, which must be as many as the image's size says.
    func codes(in pixels: [UInt8], scanner: borrowing ZBarScanner) -> [ScannedCode] {
        pixels.withUnsafeBytes { bytes in
            // The image borrows the pixels until they are taken away again below; without a clean-up function it
            // never frees them.
            zbar_image_set_data(pointer, bytes.baseAddress, UInt(bytes.count), nil)
            defer { zbar_image_set_data(pointer, nil, 0, nil) }
            guard zbar_scan_image(scanner.pointer, pointer) > 0 else { return [] }
            var codes: [ScannedCode] = []
            var symbol = zbar_image_first_symbol(pointer)
            while let current = symbol, codes.count < CodeReader.mostCodes {
                if let code = ScannedCode(symbol: current) { codes.append(code) }
                symbol = zbar_symbol_next(current)
            }
            return codes
        }
    }

    /// The four-character code `Y800`, first character in the lowest byte.
    private static let y800 = "Y800".utf8.reversed().reduce(into: UInt(0)) { code, byte in
        code = code << 8 | UInt(byte)
    }
}

extension ScannedCode {
    /// A copy of what libzbar found; nil for an empty or oversized text and for a symbology nobody asked for.
    fileprivate init?(symbol: OpaquePointer) {
        let length = Int(zbar_symbol_get_data_length(symbol))
        guard (1...ScannedCode.largestAccepted).contains(length), let data = zbar_symbol_get_data(symbol) else {
            return nil
        }
        // Bit 0 (ZBAR_MOD_GS1) says that the code began with FNC1, which libzbar leaves out of the text.
        let isGS1 = zbar_symbol_get_modifiers(symbol) & (1 << ZBAR_MOD_GS1.rawValue) != 0
        guard let (symbology, aim) = Symbology.read(zbar_symbol_get_type(symbol), isGS1: isGS1) else { return nil }
        // The text belongs to the image; the array is a copy of it.
        let bytes = [UInt8](UnsafeRawBufferPointer(start: data, count: length))
        self.init(bytes: bytes, symbology: symbology, aim: aim)
    }
}

extension Symbology {
    /// What libzbar calls the symbology; nil for what it cannot look for.
    fileprivate var zbarType: zbar_symbol_type_t? {
        switch self {
        case .code128, .gs1Code128: ZBAR_CODE128
        case .itf: ZBAR_I25
        case .ean13: ZBAR_EAN13
        case .ean8: ZBAR_EAN8
        case .code39: ZBAR_CODE39
        case .qr: ZBAR_QRCODE
        case .unknown: nil
        }
    }

    /// The symbology and the AIM identifier (ISO/IEC 15424) of what libzbar read.
    fileprivate static func read(_ type: zbar_symbol_type_t, isGS1: Bool) -> (Symbology, aim: String)? {
        switch type {
        case ZBAR_CODE128: isGS1 ? (.gs1Code128, "]C1") : (.code128, "]C0")
        case ZBAR_I25: (.itf, "]I0")
        case ZBAR_EAN13: (.ean13, "]E0")
        case ZBAR_EAN8: (.ean8, "]E4")
        case ZBAR_CODE39: (.code39, "]A0")
        case ZBAR_QRCODE: (.qr, isGS1 ? "]Q3" : "]Q1")
        default: nil
        }
    }
}
