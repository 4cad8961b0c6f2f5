internal import CZBar
internal import CZXing

/// One of the two engines as it comes, with its own defaults and nothing of ours: what the reader is measured against.
///
/// Of libzbar's defaults only DataBar is off: it is on no bill, and where its decoder loses its way in other bars, libzbar
/// prints a warning on the standard error each time (decoder/databar.c).
package enum EngineAlone: String, CaseIterable, Sendable {
    case zbar
    case zxing = "zxing-cpp"

    /// The bytes of all codes of a frame.
    package func read(_ frame: LumaFrame) throws(CodeReaderError) -> [[UInt8]] {
        switch self {
        case .zbar:
            guard let scanner = zbar_image_scanner_create() else { throw .outOfMemory(in: "libzbar") }
            defer { zbar_image_scanner_destroy(scanner) }
            guard let image = zbar_image_create() else { throw .outOfMemory(in: "libzbar") }
            defer { zbar_image_destroy(image) }
            for type in [ZBAR_DATABAR, ZBAR_DATABAR_EXP] {
                _ = zbar_image_scanner_set_config(scanner, type, ZBAR_CFG_ENABLE, 0)
            }
            zbar_image_set_format(image, 0x3030_3859)
            zbar_image_set_size(image, UInt32(frame.width), UInt32(frame.height))
            return frame.image.read { pixels in
                zbar_image_set_data(image, pixels, UInt(frame.width * frame.height), nil)
                defer { zbar_image_set_data(image, nil, 0, nil) }
                var codes: [[UInt8]] = []
                guard zbar_scan_image(scanner, image) > 0 else { return codes }
                var symbol = zbar_image_first_symbol(image)
                while let current = symbol {
                    if let data = zbar_symbol_get_data(current) {
                        let length = Int(zbar_symbol_get_data_length(current))
                        codes.append([UInt8](UnsafeRawBufferPointer(start: data, count: length)))
                    }
                    symbol = zbar_symbol_next(current)
                }
                return codes
            }
        case .zxing:
            let list = frame.image.read { pixels in
                var view = kiosk_zxing_frame(
                    luma: pixels, width: Int32(frame.width), height: Int32(frame.height), stride: Int32(frame.width))
                let options: [kiosk_zxing_option] = [
                    KIOSK_ZXING_TRY_HARDER, KIOSK_ZXING_TRY_ROTATE, KIOSK_ZXING_TRY_DOWNSCALE, KIOSK_ZXING_EVERY_FORMAT,
                ]
                return kiosk_zxing_read(&view, 0, options.reduce(0) { $0 | UInt32($1.rawValue) }, 255)
            }
            guard let list else { throw .outOfMemory(in: "zxing-cpp") }
            defer { kiosk_zxing_free(list) }
            return (0..<kiosk_zxing_count(list)).map { index in
                let code = kiosk_zxing_at(list, index)
                return [UInt8](UnsafeBufferPointer(start: code.bytes, count: code.length))
            }
        }
    }
}
