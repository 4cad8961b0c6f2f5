internal import CZint
package import KioskCore
package import KioskPictures

/// A code as modules, made by zint, which shares nothing with the engines that read it.
package struct CodeModules: Sendable {
    package let symbology: Symbology
    /// What an engine must answer.
    package let bytes: [UInt8]
    /// One row of a bar code, or a matrix; a dot is a dark module. Without quiet zones.
    package let dots: DotRaster
    /// Whether a cross lies on its middle, as on the Swiss QR-bill.
    package let hasCross: Bool

    package var isMatrix: Bool { dots.height > 1 }
    /// The quiet zone that the symbology's standard asks for, in modules.
    package var quietZone: Int { isMatrix ? 4 : 10 }

    /// The symbologies that bills use.
    package static let symbologies: [Symbology] = [.code128, .gs1Code128, .itf, .ean13, .code39, .qr]

    /// A bill's code, with numbers from the generator.
    package init(_ bill: BillKind, using random: inout SeededGenerator) throws {
        symbology = bill.symbology
        hasCross = bill == .swiss
        let content = bill.content(using: &random)
        bytes = content.bytes
        dots =
            switch bill.symbology {
            case .code128, .unknown: try CodeModules.encode(BARCODE_CODE128, content.zint)
            case .gs1Code128: try CodeModules.encode(BARCODE_GS1_128, content.zint, mode: GS1_MODE)
            case .itf: try CodeModules.encode(BARCODE_C25INTER, content.zint)
            // Zint adds the check digit.
            case .ean13, .ean8: try CodeModules.encode(BARCODE_EANX, String(content.zint.dropLast()))
            case .code39: try CodeModules.encode(BARCODE_CODE39, content.zint)
            // Error correction M, which EPC and the Swiss guidelines ask for.
            case .qr: try CodeModules.encode(BARCODE_QRCODE, content.zint, option: 2)
            }
    }

    private static func encode(
        _ symbology: Int32, _ text: String, mode: Int32 = DATA_MODE, option: Int32 = -1
    ) throws -> DotRaster {
        guard let symbol = ZBarcode_Create() else { throw PictureFactoryError("Zint gave no symbol.") }
        defer { ZBarcode_Delete(symbol) }
        symbol.pointee.symbology = symbology
        symbol.pointee.input_mode = mode
        symbol.pointee.option_1 = option
        let bytes = Array(text.utf8)
        guard ZBarcode_Encode(symbol, bytes, Int32(bytes.count)) < ZINT_ERROR else {
            throw PictureFactoryError(
                "Zint cannot encode \(text): \(String(cString: kiosk_zint_error(symbol))).")
        }
        var raster = DotRaster(width: Int(symbol.pointee.width), height: Int(symbol.pointee.rows))
        for row in 0..<raster.height {
            for column in 0..<raster.width where kiosk_zint_module(symbol, Int32(row), Int32(column)) != 0 {
                raster.set(column, row)
            }
        }
        return raster
    }
}

/// Why a picture could not be made.
package struct PictureFactoryError: Error, CustomStringConvertible {
    package let description: String
    init(_ description: String) { self.description = description }
}
