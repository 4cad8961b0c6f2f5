import KioskConfiguration
import KioskCore
import KioskDevices
import KioskReceipts

/// What the drivers and the receipts want to know of a device's model.

extension PrinterProfile {
    init(_ printer: DeviceProfile.Printer) {
        let glyphs: Glyphs =
            switch printer.codePage {
            case .ascii: .none
            case .gbk: .twoByte
            case .gb18030: .gb18030
            }
        let raster: RasterCommand =
            switch printer.raster {
            case .gsV0: .gsV0
            case .gsParenL: .gsParenL
            }
        self.init(
            columns: printer.columns, dotsWidth: printer.dotsWidth, glyphs: glyphs,
            hasProcessID: printer.hasProcessID, hasCutter: printer.hasCutter, hasQRCode: printer.hasQRCode,
            canClearBuffer: printer.canClearBuffer, rasterCommand: raster)
    }
}

extension ESCPOSCapabilities {
    init(_ printer: DeviceProfile.Printer) {
        self.init(
            hasProcessID: printer.hasProcessID, canClearBuffer: printer.canClearBuffer, hasCutter: printer.hasCutter,
            answersStatus: printer.answersStatus)
    }
}

extension KeyboardWedgeProfile {
    init(_ scanner: DeviceProfile.Scanner) {
        let layout: KeyboardLayout =
            switch scanner.layout {
            case .us: .us
            case .gb: .gb
            case .de: .de
            case .fr: .fr
            }
        self.init(
            layout: layout, prefix: Array(scanner.prefix.utf8), suffix: Suffix(scanner.suffix),
            characterTimeout: scanner.characterTimeout, isCapsLocked: scanner.isCapsLocked)
    }
}

extension KeyboardWedgeProfile.Suffix {
    fileprivate init(_ suffix: DeviceProfile.Scanner.Suffix) {
        self =
            switch suffix {
            case .enter: .enter
            case .tab: .tab
            case .none: .none
            }
    }
}

extension LineScannerProfile {
    init(_ scanner: DeviceProfile.Scanner) {
        self.init(
            prefix: Array(scanner.prefix.utf8), suffix: KeyboardWedgeProfile.Suffix(scanner.suffix),
            characterTimeout: scanner.characterTimeout)
    }
}

extension ZVTProfile {
    init(_ terminal: DeviceProfile.PaymentTerminal, currency: Currency) {
        let framing: ZVTFraming =
            switch terminal.framing {
            case .plain: .plain
            case .serial: .serial
            }
        self.init(framing: framing, currency: currency)
        repeatsReceipt = terminal.repeatsReceipt
        canAbort = terminal.canAbort
    }
}
