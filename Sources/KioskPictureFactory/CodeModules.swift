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

    package var isMatrix: Bool { dots.height > 1 }
    /// The quiet zone that the symbology's standard asks for, in modules.
    package var quietZone: Int { isMatrix ? 4 : 10 }

    /// The symbologies that bills use.
    package static let symbologies: [Symbology] = [.code128, .gs1Code128, .itf, .ean13, .code39, .qr]

    /// A code as a biller prints it, with numbers from the generator.
    package init(_ symbology: Symbology, using random: inout SeededGenerator) throws {
        self.symbology = symbology
        switch symbology {
        case .code128, .unknown:
            let text = "33" + random.digits(8) + "202610" + random.digits(8) + "261121" + random.digits(1)
            (bytes, dots) = (Array(text.utf8), try CodeModules.encode(BARCODE_CODE128, text))
        case .gs1Code128:
            // (415) the payee, (8020) the reference, (3902) the amount: the GS1 payment slip.
            let reference = "R" + random.digits(9)
            let amount = random.digits(6)
            let data = "[415]5412345678908[8020]\(reference)[3902]\(amount)"
            bytes = Array("41554123456789088020\(reference)\u{1D}3902\(amount)".utf8)
            dots = try CodeModules.encode(BARCODE_GS1_128, data, mode: GS1_MODE)
        case .itf:
            // As long as a FEBRABAN code of Brazil.
            let text = "83" + random.digits(42)
            (bytes, dots) = (Array(text.utf8), try CodeModules.encode(BARCODE_C25INTER, text))
        case .ean13, .ean8:
            let text = CodeModules.withCheckDigit("69" + random.digits(10))
            (bytes, dots) = (Array(text.utf8), try CodeModules.encode(BARCODE_EANX, String(text.dropLast())))
        case .code39:
            let text = "XQ" + random.digits(10)
            (bytes, dots) = (Array(text.utf8), try CodeModules.encode(BARCODE_CODE39, text))
        case .qr:
            let text = "https://pay.hz-water.example/b/\(random.digits(12))?a=\(random.digits(5))&y=2026"
            (bytes, dots) = (Array(text.utf8), try CodeModules.encode(BARCODE_QRCODE, text, option: 2))
        }
    }

    private static func withCheckDigit(_ digits: String) -> String {
        // GS1 General Specifications, 7.9: weights 3 and 1 from the right.
        let sum = digits.reversed().enumerated().reduce(0) { sum, digit in
            sum + (digit.element.wholeNumberValue ?? 0) * (digit.offset % 2 == 0 ? 3 : 1)
        }
        return digits + "\((10 - sum % 10) % 10)"
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
