internal import CZBar
internal import KioskCore

/// The owner of one libzbar image scanner and the image it looks at, set up for some symbologies.
struct ZBarScanner: ~Copyable {
    /// Owned: made in `init`, destroyed in `deinit`, lent to nobody longer than a call.
    private let scanner: OpaquePointer
    private let image: OpaquePointer

    init(symbologies: Set<Symbology>) throws(CodeReaderError) {
        guard let scanner = zbar_image_scanner_create() else { throw .outOfMemory(in: "libzbar") }
        guard let image = zbar_image_create() else {
            zbar_image_scanner_destroy(scanner)
            throw .outOfMemory(in: "libzbar")
        }
        self.scanner = scanner
        self.image = image
        zbar_image_set_format(image, ZBarScanner.y800)
        set(ZBAR_NONE, ZBAR_CFG_ENABLE, 0)
        for symbology in symbologies {
            guard let type = symbology.zbarType else { continue }
            set(type, ZBAR_CFG_ENABLE, 1)
        }
        // With UPC-E off, libzbar tells of the six digits that it takes for one, which blurred bars often are, as of an
        // EAN-13 (decoder/ean.c). With it on, they come as UPC-E, and nobody asked for that.
        if symbologies.contains(.ean13) { set(ZBAR_UPCE, ZBAR_CFG_ENABLE, 1) }
        // Otherwise libzbar guesses the character set of a QR code and mangles UTF-8 (mchehab/zbar #105, #212).
        set(ZBAR_QRCODE, ZBAR_CFG_BINARY, 1)
        set(ZBAR_I25, ZBAR_CFG_MIN_LEN, Int32(CodeReader.shortestUncheckedCode))
        set(ZBAR_CODE39, ZBAR_CFG_MIN_LEN, Int32(CodeReader.shortestUncheckedCode))
    }

    deinit {
        zbar_image_destroy(image)
        zbar_image_scanner_destroy(scanner)
    }

    /// Looks at every row and column; with 0 for one of them, at none.
    func look(everyRow: Int, everyColumn: Int) {
        set(ZBAR_NONE, ZBAR_CFG_Y_DENSITY, Int32(everyRow))
        set(ZBAR_NONE, ZBAR_CFG_X_DENSITY, Int32(everyColumn))
    }

    /// The codes in a picture of width × height bytes of luma.
    func codes(in pixels: UnsafePointer<UInt8>, width: Int, height: Int) -> [EngineRead] {
        zbar_image_set_size(image, UInt32(width), UInt32(height))
        // The image borrows the pixels until they are taken away again below; without a clean-up function it never
        // frees them.
        zbar_image_set_data(image, pixels, UInt(width * height), nil)
        defer { zbar_image_set_data(image, nil, 0, nil) }
        guard zbar_scan_image(scanner, image) > 0 else { return [] }
        var reads: [EngineRead] = []
        var symbol = zbar_image_first_symbol(image)
        while let current = symbol, reads.count < CodeReader.mostCodes {
            if let read = EngineRead(symbol: current) { reads.append(read) }
            symbol = zbar_symbol_next(current)
        }
        return reads
    }

    func codes(in picture: LumaImage) -> [EngineRead] {
        picture.bytes.withUnsafeBufferPointer { buffer in
            guard let base = buffer.baseAddress else { return [] }
            return codes(in: base, width: picture.width, height: picture.height)
        }
    }

    private func set(_ type: zbar_symbol_type_t, _ setting: zbar_config_t, _ value: Int32) {
        // Fails only for a setting that the symbology does not have, which the tests of each symbology would show.
        _ = zbar_image_scanner_set_config(scanner, type, setting, value)
    }

    /// The four-character code `Y800`, first character in the lowest byte.
    private static let y800 = "Y800".utf8.reversed().reduce(into: UInt(0)) { code, byte in
        code = code << 8 | UInt(byte)
    }
}

extension EngineRead {
    /// A copy of what libzbar found; nil for an empty or oversized text and for a symbology nobody asked for.
    fileprivate init?(symbol: OpaquePointer) {
        let length = Int(zbar_symbol_get_data_length(symbol))
        guard (1...ScannedCode.largestAccepted).contains(length), let data = zbar_symbol_get_data(symbol) else {
            return nil
        }
        // Bit 0 (ZBAR_MOD_GS1) says that the code began with FNC1, which libzbar leaves out of the text.
        let isGS1 = zbar_symbol_get_modifiers(symbol) & (1 << ZBAR_MOD_GS1.rawValue) != 0
        guard let (symbology, aim) = Symbology.read(zbar_symbol_get_type(symbol), isGS1: isGS1) else { return nil }
        let points = (0..<min(10_000, zbar_symbol_get_loc_size(symbol))).map { index in
            FramePoint(
                x: Double(zbar_symbol_get_loc_x(symbol, index)), y: Double(zbar_symbol_get_loc_y(symbol, index)))
        }
        let heading = ScanLineEnds.direction(zbar_symbol_get_orientation(symbol))
        let corners: [FramePoint]
        if symbology == .qr {
            // libzbar's are counterclockwise: top left, bottom left, bottom right, top right (qrdectxt.c).
            corners = points.count == 4 ? [points[0], points[3], points[2], points[1]] : []
        } else {
            corners = ScanLineEnds(points, reading: heading).corners
        }
        // The text belongs to the image; the array is a copy of it.
        self.init(
            symbology: symbology, aim: aim, bytes: [UInt8](UnsafeRawBufferPointer(start: data, count: length)),
            text: nil, corners: corners, quality: symbology == .qr ? 1 : max(1, Int(zbar_symbol_get_quality(symbol))),
            heading: FramePoint(x: heading.x, y: heading.y))
    }
}

/// The corners of a bar code from where libzbar's scan lines ended in it.
///
/// libzbar scans forth and back by turns and keeps the place where each line left the code, so that half of the places
/// lie at its end and half at its beginning.
struct ScanLineEnds {
    /// From the code's own top left, clockwise; empty without a place.
    let corners: [FramePoint]

    init(_ points: [FramePoint], reading direction: (x: Double, y: Double)) {
        guard let first = points.first else {
            corners = []
            return
        }
        func along(_ point: FramePoint) -> Double { point.x * direction.x + point.y * direction.y }
        func across(_ point: FramePoint) -> Double { point.y * direction.x - point.x * direction.y }
        let places = points.map(along)
        let middle = ((places.min() ?? 0) + (places.max() ?? 0)) / 2
        let beginning = points.filter { along($0) < middle }
        let end = points.filter { along($0) >= middle }
        func outermost(_ side: [FramePoint], _ other: [FramePoint], last: Bool) -> FramePoint {
            let known = side.isEmpty ? other : side
            return known.max { last ? across($0) < across($1) : across($0) > across($1) } ?? first
        }
        corners = [
            outermost(beginning, end, last: false), outermost(end, beginning, last: false),
            outermost(end, beginning, last: true), outermost(beginning, end, last: true),
        ]
    }

    static func direction(_ orientation: zbar_orientation_t) -> (x: Double, y: Double) {
        switch orientation {
        case ZBAR_ORIENT_RIGHT: (0, 1)
        case ZBAR_ORIENT_DOWN: (-1, 0)
        case ZBAR_ORIENT_LEFT: (0, -1)
        default: (1, 0)
        }
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
