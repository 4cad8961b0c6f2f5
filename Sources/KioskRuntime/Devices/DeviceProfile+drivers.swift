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
        let suffix: Suffix =
            switch scanner.suffix {
            case .enter: .enter
            case .tab: .tab
            case .none: .none
            }
        self.init(
            layout: layout, prefix: Array(scanner.prefix.utf8), suffix: suffix, isCapsLocked: scanner.isCapsLocked)
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
