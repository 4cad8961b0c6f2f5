import CZint

/// A QR code (ISO/IEC 18004) as modules: for a screen, for paper, or to be checked by a decoder.
///
/// The quiet zone of four modules is the caller's to leave.
package struct QRSymbol: Hashable, Sendable {
    package enum Correction: Int32, Sendable {
        case low = 1
        case medium, quartile, high
    }

    /// Square, one dot a module, without a quiet zone.
    package let modules: DotRaster

    /// Bytes that fit version 25 with correction L, 117 modules a side: with its quiet zone and modules of 3 dots it
    /// is the largest that narrow paper (384 dots) takes.
    package static let longestText = 1_273
    package static let quietZone = 4

    /// Modules along one side.
    package var side: Int { modules.width }

    /// The text's UTF-8 bytes in byte mode, as phones and zbar expect. The smallest version that holds it is used.
    package init(text: String, correction: Correction = .medium) throws(PictureError) {
        let bytes = Array(text.utf8)
        guard (1...QRSymbol.longestText).contains(bytes.count) else {
            throw PictureError(
                .notEncodable,
                "A QR code of \(bytes.count) bytes is not made: give 1 to \(QRSymbol.longestText) bytes of text.")
        }
        modules = try zint(BARCODE_QRCODE, bytes, option: correction.rawValue)
    }

    /// The path of all dark modules as SVG path data in units of one module, runs joined to keep it short.
    package var svgPath: String {
        var path = ""
        for y in 0..<side {
            var x = 0
            while x < side {
                guard modules[x, y] else {
                    x += 1
                    continue
                }
                let start = x
                while x < side, modules[x, y] { x += 1 }
                path += "M\(start) \(y)h\(x - start)v1h-\(x - start)z"
            }
        }
        return path
    }
}

/// A Code 128 bar code (ISO/IEC 15417) as one row of modules.
///
/// The quiet zones of ten modules at each end are the caller's to leave.
package struct Code128Symbol: Hashable, Sendable {
    /// One row; a dot is a module of a bar.
    package let bars: DotRaster

    package static let longestText = 80
    package static let quietZone = 10

    package var width: Int { bars.width }

    /// The text may hold printable ASCII only: bills carry digits and letters.
    package init(text: String) throws(PictureError) {
        let bytes = Array(text.utf8)
        guard (1...Code128Symbol.longestText).contains(bytes.count), bytes.allSatisfy({ (32...126).contains($0) })
        else {
            throw PictureError(
                .notEncodable,
                "This is no text for a bar code: Code 128 takes 1 to \(Code128Symbol.longestText) ASCII characters.")
        }
        bars = try zint(BARCODE_CODE128, bytes, option: -1)
    }
}

/// Encodes bytes with zint and copies the modules out. The zint symbol lives only within this call.
private func zint(_ symbology: Int32, _ bytes: [UInt8], option: Int32) throws(PictureError) -> DotRaster {
    guard let symbol = ZBarcode_Create() else {
        throw PictureError(.libraryFailed, "Zint gave no symbol, most likely for want of memory.")
    }
    defer { ZBarcode_Delete(symbol) }
    symbol.pointee.symbology = symbology
    symbol.pointee.input_mode = DATA_MODE
    symbol.pointee.option_1 = option
    let status = ZBarcode_Encode(symbol, bytes, Int32(bytes.count))
    guard status < ZINT_ERROR else {
        throw PictureError(
            .notEncodable, "Zint cannot encode this text: \(String(cString: kiosk_zint_error(symbol))).",
            status: status)
    }
    let rows = Int(symbol.pointee.rows)
    let width = Int(symbol.pointee.width)
    guard (1...200).contains(rows), (1...1_152).contains(width) else {
        throw PictureError(.libraryFailed, "Zint answered with a symbol of \(width) × \(rows) modules.")
    }
    var raster = DotRaster(width: width, height: rows)
    for row in 0..<rows {
        for column in 0..<width where kiosk_zint_module(symbol, Int32(row), Int32(column)) != 0 {
            raster.set(column, row)
        }
    }
    return raster
}
