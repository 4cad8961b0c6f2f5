/// A SEPA credit transfer as a QR code (European Payments Council, EPC069-12, versions 001 and 002): up to twelve lines
/// from `BCD`.
package struct EPCTransfer: Hashable, Sendable {
    package let version: String
    /// 1 to 8.
    package let characterSet: Int
    package let bic: String?
    package let name: String
    package let iban: String
    /// Nil where the payer chooses.
    package let amount: CodeAmount?
    /// ISO 20022's purpose, up to four characters.
    package let purpose: String?
    /// A structured reference: of ISO 11649 where it begins with RF, a country's own otherwise.
    package let reference: String?
    /// Remittance information in words; excludes the reference.
    package let text: String?
    /// For the payer to read.
    package let information: String?

    /// The most bytes of the whole.
    static let longest = 331

    /// `byteCount` is how long the code was before its characters were read.
    static func read(_ text: CodeText, byteCount: Int) throws(CodeFault) -> EPCTransfer? {
        guard text.starts(with: "BCD\n") || text.starts(with: "BCD\r\n") else { return nil }
        let format = BillFormat.epcTransfer
        guard byteCount <= longest else {
            throw CodeFault(
                .tooLong, at: min(text.offset + text.scalars.count, longest),
                "The code has \(byteCount) bytes of at most \(longest).", in: format)
        }
        let lines = try CodeLines(text, of: format)
        guard ["001", "002"].contains(lines[1].text) else {
            throw lines.fault(.version, lines[1], "The version is neither 001 nor 002.")
        }
        guard let set = Int(lines[2].text), (1...8).contains(set), lines[2].count == 1 else {
            throw lines.fault(.value, lines[2], "The character set is none of 1 to 8.")
        }
        guard lines[3].text == "SCT" else {
            throw lines.fault(lines[3].isEmpty ? .missing : .value, lines[3], "This is no SEPA credit transfer, SCT.")
        }
        let bic = try bic(lines)
        let name = try lines.required(5, "name", upTo: 70)
        let iban = try iban(lines)
        let amount = try amount(lines)
        let purpose = try purpose(lines)
        let reference = try reference(lines)
        let remittance = try lines.optional(10, "text", upTo: 140)
        if reference != nil, remittance != nil {
            throw lines.fault(.exclusive, lines[10], "A reference and a text exclude each other.")
        }
        let information = try lines.optional(11, "information", upTo: 70)
        // A line break behind the last line is none of the standard's, and harmless.
        if lines.lines.count > 13 || !lines[12].isEmpty {
            throw lines.fault(.trailing, lines[12], "Something stands behind the last line.")
        }
        return EPCTransfer(
            version: lines[1].text, characterSet: set, bic: bic, name: name, iban: iban, amount: amount,
            purpose: purpose, reference: reference, text: remittance, information: information)
    }

    private static func bic(_ lines: CodeLines) throws(CodeFault) -> String? {
        let line = lines[4]
        guard !line.isEmpty else {
            if lines[1].text == "002" { return nil }
            throw lines.fault(.missing, line, "Version 001 needs the BIC.")
        }
        let scalars = Array(line.text.unicodeScalars)
        guard scalars.count == 8 || scalars.count == 11 else {
            throw lines.fault(.length, line, "A BIC has 8 or 11 characters.")
        }
        let stray = scalars.enumerated().first { index, scalar in
            !scalar.isASCIICapital && (index < 4 || (4..<6).contains(index) || !scalar.isASCIIDigit)
        }
        if let stray {
            throw CodeFault(
                .character, at: line.place + stray.offset, "A BIC may not have this character.", in: lines.format)
        }
        guard ISOCountry.hasLetters(line.text.dropFirst(4).prefix(2)) || line.text.dropFirst(4).hasPrefix("XK") else {
            throw CodeFault(.country, at: line.place + 4, "The BIC's country is none.", in: lines.format)
        }
        return line.text
    }

    private static func iban(_ lines: CodeLines) throws(CodeFault) -> String {
        let line = lines[6]
        guard !line.isEmpty else { throw lines.fault(.missing, line, "The IBAN is missing.") }
        do throws(IBAN.Finding) {
            return try IBAN(line.text).text
        } catch {
            throw CodeFault(error.code, at: line.place + error.offset, error.message, in: lines.format)
        }
    }

    /// `EUR` and 0.01 to 999999999.99, with up to two decimals.
    private static func amount(_ lines: CodeLines) throws(CodeFault) -> CodeAmount? {
        let line = lines[7]
        guard !line.isEmpty else { return nil }
        guard line.text.hasPrefix("EUR"), let euro = ISOCurrency.named("EUR") else {
            throw lines.fault(.currency, line, "The amount is not in EUR.")
        }
        let number = String(line.text.dropFirst(3))
        guard let amount = CodeAmount(decimal: number, currency: euro), amount.decimals <= 2,
            !number.hasPrefix("0") || number.hasPrefix("0."), number.utf8.count <= 12
        else { throw lines.fault(.amount, line, "An amount is written as in EUR12.30.") }
        let largest: Int64 = 999_999_999
        guard amount.digits > 0, number.prefix(while: { $0 != "." }).utf8.count <= String(largest).utf8.count else {
            throw lines.fault(.amount, line, "An amount is 0.01 to 999999999.99.")
        }
        return amount
    }

    private static func purpose(_ lines: CodeLines) throws(CodeFault) -> String? {
        guard let purpose = try lines.optional(8, "purpose", upTo: 4) else { return nil }
        guard purpose.unicodeScalars.allSatisfy({ $0.isASCIICapital || $0.isASCIIDigit }) else {
            throw lines.fault(.character, lines[8], "A purpose has capital letters and digits alone.")
        }
        return purpose
    }

    private static func reference(_ lines: CodeLines) throws(CodeFault) -> String? {
        guard let reference = try lines.optional(9, "reference", upTo: 35) else { return nil }
        if reference.hasPrefix("RF"), let finding = CreditorReference.finding(in: reference) {
            throw CodeFault(finding.code, at: lines[9].place + finding.offset, finding.message, in: lines.format)
        }
        return reference
    }
}
