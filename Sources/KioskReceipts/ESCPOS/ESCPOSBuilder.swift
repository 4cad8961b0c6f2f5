package import KioskPictures

/// Puts together the bytes of one document for an ESC/POS printer.
///
/// Command names and forms are those of Epson's ESC/POS command reference, which other makers follow. Text is
/// freed of control characters first: a biller's name must not be able to command the printer.
package struct ESCPOSBuilder: Sendable {
    package private(set) var bytes: [UInt8] = []
    private let glyphs: PrinterProfile.Glyphs
    private let rasterCommand: PrinterProfile.RasterCommand

    package init(glyphs: PrinterProfile.Glyphs, rasterCommand: PrinterProfile.RasterCommand = .gsV0) {
        self.glyphs = glyphs
        self.rasterCommand = rasterCommand
    }

    /// ESC @: modes as after power-on; the line that is not printed yet is thrown away.
    package mutating func initialize() { bytes += [0x1B, 0x40] }

    /// ESC a n.
    package mutating func align(_ alignment: ReceiptElement.TextAlignment) {
        let n: UInt8 =
            switch alignment {
            case .left: 0
            case .center: 1
            case .right: 2
            }
        bytes += [0x1B, 0x61, n]
    }

    /// ESC E n.
    package mutating func bold(_ isOn: Bool) { bytes += [0x1B, 0x45, isOn ? 1 : 0] }

    /// GS B n: white on black.
    package mutating func reversed(_ isOn: Bool) { bytes += [0x1D, 0x42, isOn ? 1 : 0] }

    /// GS ! n for all characters, then FS ! n, because some models heed only the latter for Chinese ones; it
    /// knows double and no more, so it is left out for larger sizes.
    package mutating func size(across: Int, down: Int) {
        let across = min(max(across, 1), 8)
        let down = min(max(down, 1), 8)
        if glyphs != .none, across <= 2, down <= 2 {
            bytes += [0x1C, 0x21, (across == 2 ? 0x04 : 0) | (down == 2 ? 0x08 : 0)]
        }
        bytes += [0x1D, 0x21, UInt8(across - 1) << 4 | UInt8(down - 1)]
    }

    /// ESC 3 n: how far a line feed moves, in dots.
    package mutating func lineSpacing(dots: UInt8) { bytes += [0x1B, 0x33, dots] }

    /// Text without a line feed, or false, and nothing added, when the printer has no glyph for part of it.
    package mutating func text(_ text: String) -> Bool {
        let visible = text.withoutControls
        if visible.utf8.allSatisfy({ $0 < 0x80 }) {
            bytes += visible.utf8
            return true
        }
        guard glyphs != .none, let encoded = GB18030.encode(visible),
            glyphs == .gb18030 || !GB18030.needsFourBytes(encoded)
        else { return false }
        // FS & and FS .: Chinese on and off.
        bytes += [0x1C, 0x26] + encoded + [0x1C, 0x2E]
        return true
    }

    package mutating func lineFeed() { bytes.append(0x0A) }

    /// ESC d n.
    package mutating func feed(lines: UInt8) { bytes += [0x1B, 0x64, lines] }

    /// A picture in bands, so that a printer with a small buffer prints as the data comes.
    package mutating func raster(_ raster: DotRaster) {
        let rowBytes = raster.bytesPerRow
        for top in stride(from: 0, to: raster.height, by: ESCPOSBuilder.bandHeight) {
            let rows = min(ESCPOSBuilder.bandHeight, raster.height - top)
            let dots = raster.bytes[top * rowBytes..<(top + rows) * rowBytes]
            switch rasterCommand {
            case .gsV0:
                bytes += [0x1D, 0x76, 0x30, 0] + ESCPOSBuilder.word(rowBytes) + ESCPOSBuilder.word(rows) + dots
            case .gsParenL:
                // Function 112 stores the band: monochrome (48), not enlarged (1, 1), first colour (49), and its
                // width and height in dots. Function 50 prints what is stored.
                let store: [UInt8] = [0x30, 0x70, 0x30, 1, 1, 0x31]
                let size = ESCPOSBuilder.word(rowBytes * 8) + ESCPOSBuilder.word(rows)
                bytes += [0x1D, 0x28, 0x4C] + ESCPOSBuilder.word(store.count + size.count + dots.count)
                bytes += store + size + dots
                bytes += [0x1D, 0x28, 0x4C, 2, 0, 0x30, 0x32]
            }
        }
    }

    /// Sixteen bits, the low byte first.
    private static func word(_ number: Int) -> [UInt8] { [UInt8(number & 0xFF), UInt8(number >> 8 & 0xFF)] }

    /// Rows in one band; below 256, so that the high byte stays 0, as the oldest models want it.
    package static let bandHeight = 128

    /// GS ( k: model 2, module size, error correction, the data, print (functions 65, 67, 69, 80, 81).
    package mutating func qr(_ text: String, moduleDots: UInt8, correction: QRSymbol.Correction = .medium) {
        // Function 69 counts the levels from 48, L.
        let level = UInt8(47 + correction.rawValue)
        let data = Array(text.utf8.prefix(QRSymbol.longestText))
        let length = data.count + 3
        bytes += [0x1D, 0x28, 0x6B, 4, 0, 0x31, 0x41, 0x32, 0]
        bytes += [0x1D, 0x28, 0x6B, 3, 0, 0x31, 0x43, moduleDots]
        bytes += [0x1D, 0x28, 0x6B, 3, 0, 0x31, 0x45, level]
        bytes += [0x1D, 0x28, 0x6B, UInt8(length & 0xFF), UInt8(length >> 8), 0x31, 0x50, 0x30] + data
        bytes += [0x1D, 0x28, 0x6B, 3, 0, 0x31, 0x51, 0x30]
    }

    /// GS V 66 0: feed to the knife and cut, leaving one point.
    package mutating func cut() { bytes += [0x1D, 0x56, 0x42, 0x00] }
}

extension String {
    /// The text without control characters; a line break or tab becomes a space.
    var withoutControls: String {
        guard unicodeScalars.contains(where: { $0.properties.generalCategory == .control }) else { return self }
        var scalars = String.UnicodeScalarView()
        for scalar in unicodeScalars {
            if scalar.properties.generalCategory != .control {
                scalars.append(scalar)
            } else if scalar == "\n" || scalar == "\t" {
                scalars.append(" ")
            }
        }
        return String(scalars)
    }
}
