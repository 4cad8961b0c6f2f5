package import KioskCore

/// Text → what it is, or what is wrong with it, by the forms that codes have of their own.
///
/// A form is known by how it begins or by what the scanner says of it; from then on, whatever is wrong is a fault of that
/// form. What has no form is `notABill`: an article's number, an address, a ticket.
package enum CodeParser {
    package static func parse(_ code: ScannedCode) throws(CodeFault) -> ParsedCode {
        let text = try text(of: code)
        if let prefixed = try prefixed(text) { return prefixed }
        if code.mayBeMatrix, let matrix = try matrix(text, byteCount: code.bytes.count) { return matrix }
        if let place = text.firstControl(except: ["\u{1D}"]) {
            throw CodeFault(.character, at: place, "A control character stands in the code.")
        }
        guard let bytes = PlacedBytes(text) else { throw notABill }
        if let linear = try linear(bytes, code) { return linear }
        throw notABill
    }

    /// The code's text in the character set that it names: UTF-8 but for EPC069-12.
    static func text(of code: ScannedCode) throws(CodeFault) -> CodeText {
        EPCCharset.isClaimed(by: code.bytes)
            ? try EPCCharset.text(of: code.bytes) : try CodeText(utf8: code.bytes)
    }

    package static let notABill = CodeFault(.notABill, at: 0, "The code has no form that bills have.")

    /// The kiosk's own codes.
    private static func prefixed(_ text: CodeText) throws(CodeFault) -> ParsedCode? {
        if text.starts(with: ClaimCode.printedPrefix) {
            let place = ClaimCode.printedPrefix.utf8.count
            let printed = text.dropping(place)
            guard printed.scalars.count <= 32, let claimCode = ClaimCode(reading: printed.string) else {
                throw CodeFault(.checkDigit, at: place, "No claim code stands behind PCN:.", in: .creditNote)
            }
            return .creditNote(claimCode)
        }
        if text.starts(with: BadgeCode.printedPrefix) {
            let place = BadgeCode.printedPrefix.utf8.count
            let printed = text.dropping(place)
            guard printed.scalars.count <= 32, let badge = BadgeCode(reading: printed.string) else {
                throw CodeFault(.checkDigit, at: place, "No badge's number stands behind the prefix.", in: .badge)
            }
            return .badge(badge)
        }
        return nil
    }

    /// What stands in QR codes.
    private static func matrix(_ text: CodeText, byteCount: Int) throws(CodeFault) -> ParsedCode? {
        if let bill = try SwissQRBill.read(text) { return .swissQRBill(bill) }
        if let transfer = try EPCTransfer.read(text, byteCount: byteCount) { return .epcTransfer(transfer) }
        if let code = try EMVMerchantCode.read(text) { return .emvMerchant(code) }
        if let bytes = PlacedBytes(text), let notice = try PagoPANotice.read(bytes) { return .pagoPA(notice) }
        return nil
    }

    /// What stands in bar codes, GS1 in QR codes as well, and wallets' codes in both.
    private static func linear(_ bytes: PlacedBytes, _ code: ScannedCode) throws(CodeFault) -> ParsedCode? {
        if let gs1 = try gs1(bytes, code) { return gs1 }
        if code.mayBeArrecadacao, let febraban = try FEBRABANCode.read(bytes) { return .febraban(febraban) }
        if code.mayBeWallet, let wallet = WalletCode(reading: bytes.text) { return .wallet(wallet) }
        // A trade item's or a case's elements without a separator, where nobody says that they are GS1: the key in front
        // has a check digit, every check must hold, and it is not as long as an arrecadação with a misread digit.
        guard code.mayBeGS1, ![44, 48].contains(bytes.count), ["00", "01", "02"].contains(bytes[0..<2].text),
            let elements = try? elements(bytes)
        else { return nil }
        return .gs1(elements)
    }

    private static func isGS1(_ bytes: PlacedBytes, _ code: ScannedCode) -> Bool {
        code.saysGS1 || bytes.withoutGS1Prefix != nil || GS1Elements.isBracketed(bytes)
            || bytes.bytes.contains(GS1Elements.separator)
    }

    private static func gs1(_ bytes: PlacedBytes, _ code: ScannedCode) throws(CodeFault) -> ParsedCode? {
        guard code.mayBeGS1 else { return nil }
        if isGS1(bytes, code) {
            let text = bytes.withoutGS1Prefix ?? bytes
            if let slip = try JapaneseSlip.read(japaneseDigits(text)) { return .japaneseSlip(slip) }
            return .gs1(try elements(text))
        }
        // A scanner that says nothing: a slip is known by what it is made of, and other elements may be anything.
        if let slip = try JapaneseSlip.read(bytes) { return .japaneseSlip(slip) }
        var raws: [GS1Elements.Raw] = []
        guard bytes.bytes.first?.isASCIIDigit == true, (try? GS1Elements.split(bytes, into: &raws)) != nil else {
            return nil
        }
        let identifiers = raws.map(\.entry.code)
        guard identifiers.contains("415"), identifiers.contains("8020") else { return nil }
        return .gs1(try GS1Elements(checking: raws))
    }

    /// A fault of something that names a payee or a slip's reference is a bill's; of anything else it is a label's.
    private static func elements(_ text: PlacedBytes) throws(CodeFault) -> GS1Elements {
        var raws: [GS1Elements.Raw] = []
        do throws(CodeFault) {
            try GS1Elements.split(text, into: &raws)
            return try GS1Elements(checking: raws)
        } catch {
            guard raws.contains(where: { ["415", "8020"].contains($0.entry.code) }) else {
                throw CodeFault(error.code, at: error.position, error.message, in: .gs1, isOfBill: false)
            }
            throw error
        }
    }

    /// The digits of a text as it is printed under a Japanese slip's bar code: `(91)912345-…-1`.
    private static func japaneseDigits(_ text: PlacedBytes) -> PlacedBytes {
        text.starts(with: "(91)") ? text.without(Set("()- ".utf8)) : text.without([GS1Elements.separator])
    }
}

extension PlacedBytes {
    /// The text behind an AIM identifier that says GS1, as some scanners leave it in front; nil without one.
    fileprivate var withoutGS1Prefix: PlacedBytes? {
        ScannedCode.gs1Identifiers.contains(self[0..<3].text) ? from(3) : nil
    }
}

extension ScannedCode {
    /// AIM identifiers of GS1-128, GS1 DataBar, GS1 DataMatrix, GS1 QR and GS1 DotCode.
    static let gs1Identifiers: Set<String> = ["]C1", "]e0", "]d2", "]Q3", "]J1"]

    private static let linear: Set<Symbology> = [.code128, .itf, .ean13, .ean8, .code39, .gs1Code128]

    /// A scanner that does not say the symbology is believed, here and below.
    fileprivate var mayBeMatrix: Bool { !ScannedCode.linear.contains(symbology) }

    fileprivate var saysGS1: Bool { symbology == .gs1Code128 || aim.map(ScannedCode.gs1Identifiers.contains) == true }

    fileprivate var mayBeGS1: Bool { saysGS1 || symbology == .unknown }

    fileprivate var mayBeArrecadacao: Bool { [.itf, .code128, .unknown].contains(symbology) }

    /// Wallets show no ITF, and no article's number.
    fileprivate var mayBeWallet: Bool { [.code128, .qr, .unknown].contains(symbology) }
}

extension ScannedCode {
    /// A code as a scanner sends it with an AIM identifier (ISO/IEC 15424).
    package init(bytes: [UInt8], aim: String?) {
        self.init(bytes: bytes, symbology: aim.map(ScannedCode.symbology) ?? .unknown, aim: aim)
    }

    private static func symbology(of aim: String) -> Symbology {
        switch aim.dropFirst().first {
        case "A": .code39
        case "C": aim == "]C1" ? .gs1Code128 : .code128
        case "E": aim == "]E4" ? .ean8 : .ean13
        case "I": .itf
        case "Q": .qr
        default: .unknown
        }
    }
}
