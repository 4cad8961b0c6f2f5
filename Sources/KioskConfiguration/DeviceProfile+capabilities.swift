package import KioskCore

extension DeviceProfile {
    package struct Printer: Hashable, Sendable {
        /// Which Chinese the printer has glyphs for.
        package enum CodePage: String, CaseIterable, Hashable, Sendable {
            /// None: such lines are printed as raster.
            case ascii
            /// The two-byte part of GB18030.
            case gbk
            case gb18030
        }

        package enum Raster: String, CaseIterable, Hashable, Sendable {
            /// `GS v 0`, 1D 76 30.
            case gsV0 = "gs-v-0"
            /// `GS ( L` functions 112 and 50, 1D 28 4C.
            case gsParenL = "gs-paren-l"
        }

        /// Characters of the usual font in a line.
        package var columns: Int
        package var dotsWidth: Int
        package var codePage: CodePage
        package var raster: Raster
        package var hasCutter: Bool
        /// Whether `GS ( H` is answered once the data before it is on paper.
        package var hasProcessID: Bool
        /// Whether `DLE DC4` function 8 throws away what is not printed yet.
        package var canClearBuffer: Bool
        /// Whether it draws QR codes itself.
        package var hasQRCode: Bool
        /// Whether `DLE EOT` is answered over the line it hangs on.
        package var answersStatus: Bool

        package init(
            columns: Int, dotsWidth: Int, codePage: CodePage, raster: Raster = .gsV0, hasCutter: Bool,
            hasProcessID: Bool, canClearBuffer: Bool, hasQRCode: Bool, answersStatus: Bool = true
        ) {
            self.columns = columns
            self.dotsWidth = dotsWidth
            self.codePage = codePage
            self.raster = raster
            self.hasCutter = hasCutter
            self.hasProcessID = hasProcessID
            self.canClearBuffer = canClearBuffer
            self.hasQRCode = hasQRCode
            self.answersStatus = answersStatus
        }

        /// 80 mm paper, everything the protocol offers.
        package static let wide = Printer(
            columns: 48, dotsWidth: 576, codePage: .gb18030, hasCutter: true, hasProcessID: true,
            canClearBuffer: true, hasQRCode: true)
        /// 58 mm paper, a plain printer.
        package static let narrow = Printer(
            columns: 32, dotsWidth: 384, codePage: .gbk, hasCutter: false, hasProcessID: false,
            canClearBuffer: false, hasQRCode: false)
    }

    /// How a scanner that types, or that sends lines, is set up; of one in HID POS mode nothing need be said.
    package struct Scanner: Hashable, Sendable {
        /// The keyboard for which it types; of no meaning for lines.
        package enum Layout: String, CaseIterable, Hashable, Sendable {
            case us, gb, de, fr
        }

        /// What it types after each code.
        package enum Suffix: String, CaseIterable, Hashable, Sendable {
            case enter, tab, none
        }

        package var layout: Layout
        /// What it types before each code: printable ASCII.
        package var prefix: String
        package var suffix: Suffix
        /// Set as if Caps Lock were on; of no meaning for lines.
        package var isCapsLocked: Bool
        /// How long the next character of a code may take; nil for what suits the suffix.
        package var characterTimeout: Duration?

        package init(
            layout: Layout = .us, prefix: String = "", suffix: Suffix = .enter, isCapsLocked: Bool = false,
            characterTimeout: Duration? = nil
        ) {
            self.layout = layout
            self.prefix = prefix
            self.suffix = suffix
            self.isCapsLocked = isCapsLocked
            self.characterTimeout = characterTimeout
        }
    }

    package struct NoteAcceptor: Hashable, Sendable {
        /// What each bill type is worth, from the first on; nil for one that is not used. Nil where the acceptor
        /// tells by itself.
        package var billTable: [Money?]?

        package init(billTable: [Money?]? = nil) { self.billTable = billTable }
    }

    package struct PaymentTerminal: Hashable, Sendable {
        package enum Framing: String, CaseIterable, Hashable, Sendable {
            /// As they are, the only way over TCP.
            case plain
            /// DLE STX … DLE ETX and a CRC.
            case serial
        }

        /// Over USB or a serial line.
        package var framing: Framing
        /// Whether it tells its last transaction again, by which a lost answer is settled.
        package var repeatsReceipt: Bool
        /// Whether the kiosk can abort an authorisation.
        package var canAbort: Bool

        package init(framing: Framing = .serial, repeatsReceipt: Bool = true, canAbort: Bool = true) {
            self.framing = framing
            self.repeatsReceipt = repeatsReceipt
            self.canAbort = canAbort
        }
    }
}
