internal import KioskCore

extension SwissQRBill {
    private static let format = BillFormat.swissQRBill

    static func read(_ text: CodeText) throws(CodeFault) -> SwissQRBill? {
        guard text.starts(with: "SPC\n") || text.starts(with: "SPC\r\n") else { return nil }
        guard text.scalars.count <= longest else {
            throw CodeFault(
                .tooLong, at: text.offset + longest, "A QR-bill has at most \(longest) characters.", in: format)
        }
        try checkCharacters(text)
        let lines = try CodeLines(text, of: format)
        guard lines[1].count == 4, lines[1].text.isASCIIDigits, lines[1].text.hasPrefix("02") else {
            throw lines.fault(.version, lines[1], "Only version 2 is known, 0200.")
        }
        guard lines[2].text == "1" else { throw lines.fault(.value, lines[2], "The coding is not 1, UTF-8.") }
        let iban = try iban(lines)
        let creditor = try party(lines, at: 4, "creditor")
        try lines.nothing(11..<18, "The ultimate creditor is for the future and must be empty.")
        let currency = try currency(lines)
        let amount = try amount(lines, currency)
        let debtor = try debtor(lines)
        let (type, reference) = try reference(lines, iban)
        let message = try lines.optional(29, "message", upTo: 140)
        guard lines[30].text == "EPD" else {
            throw lines.fault(lines.lines.count > 30 ? .value : .missing, lines[30], "The trailer EPD is missing.")
        }
        let information = try lines.optional(31, "bill information", upTo: 140 - (message?.unicodeScalars.count ?? 0))
        let schemes = [
            try lines.optional(32, "first alternative scheme", upTo: 100),
            try lines.optional(33, "second alternative scheme", upTo: 100),
        ]
        if lines.lines.count > 34 { throw lines.fault(.trailing, lines[34], "Something stands behind the last line.") }
        return SwissQRBill(
            version: lines[1].text, iban: iban, creditor: creditor, amount: amount, currency: currency, debtor: debtor,
            referenceType: type, reference: reference, message: message, billInformation: information,
            alternativeSchemes: schemes.compactMap { $0 })
    }

    /// The guidelines' 2.3: Latin of the first three blocks of Unicode, S and T with comma, and the euro.
    private static func checkCharacters(_ text: CodeText) throws(CodeFault) {
        let stray = text.scalars.firstIndex { scalar in
            switch scalar.value {
            case 0x0A, 0x0D, 0x20...0x7E, 0xA0...0x17F, 0x218...0x21B, 0x20AC: false
            default: true
            }
        }
        guard let stray else { return }
        throw CodeFault(
            .character, at: text.offset + stray, "A QR-bill may not have this character.", in: format)
    }

    private static func iban(_ lines: CodeLines) throws(CodeFault) -> String {
        let line = lines[3]
        guard !line.isEmpty else { throw lines.fault(.missing, line, "The IBAN is missing.") }
        guard line.text.hasPrefix("CH") || line.text.hasPrefix("LI") else {
            throw lines.fault(.country, line, "The IBAN is neither Swiss nor of Liechtenstein.")
        }
        do throws(IBAN.Finding) {
            return try IBAN(line.text).text
        } catch {
            throw CodeFault(error.code, at: line.place + error.offset, error.message, in: format)
        }
    }

    /// Seven lines: type, name, four of the address, country.
    private static func party(_ lines: CodeLines, at first: Int, _ whose: String) throws(CodeFault) -> Party {
        let type = lines[first].text
        guard !type.isEmpty else { throw lines.fault(.missing, lines[first], "The \(whose)'s address is missing.") }
        guard type == "S" || type == "K" else {
            throw lines.fault(.value, lines[first], "The \(whose)'s address type is neither S nor K.")
        }
        let name = try lines.required(first + 1, "\(whose)'s name", upTo: 70)
        let street = try lines.optional(first + 2, "\(whose)'s street", upTo: 70)
        var building: String?
        var postalCode: String?
        var town: String?
        if type == "S" {
            building = try lines.optional(first + 3, "\(whose)'s building number", upTo: 16)
            postalCode = try lines.required(first + 4, "\(whose)'s postal code", upTo: 16)
            town = try lines.required(first + 5, "\(whose)'s town", upTo: 35)
        } else {
            building = try lines.required(first + 3, "\(whose)'s second address line", upTo: 70)
            try lines.nothing(first + 4..<first + 6, "An address in two lines has no postal code or town of its own.")
        }
        let country = lines[first + 6]
        guard !country.isEmpty else { throw lines.fault(.missing, country, "The \(whose)'s country is missing.") }
        guard ISOCountry.hasLetters(country.text) else {
            throw lines.fault(.country, country, "The \(whose)'s country is none of ISO 3166-1.")
        }
        return Party(
            addressType: type, name: name, street: street, building: building, postalCode: postalCode, town: town,
            country: country.text)
    }

    private static func debtor(_ lines: CodeLines) throws(CodeFault) -> Party? {
        guard lines[20].isEmpty else { return try party(lines, at: 20, "debtor") }
        try lines.nothing(21..<27, "The debtor's address has no type.")
        return nil
    }

    private static func currency(_ lines: CodeLines) throws(CodeFault) -> ISOCurrency {
        let line = lines[19]
        guard !line.isEmpty else { throw lines.fault(.missing, line, "The currency is missing.") }
        guard ["CHF", "EUR"].contains(line.text), let currency = ISOCurrency.named(line.text) else {
            throw lines.fault(.currency, line, "The currency is neither CHF nor EUR.")
        }
        return currency
    }

    /// Without leading zeros, with a point and two decimals; 0.00 is on notices that ask for nothing.
    private static func amount(_ lines: CodeLines, _ currency: ISOCurrency) throws(CodeFault) -> CodeAmount? {
        guard let text = try lines.optional(18, "amount", upTo: 12) else { return nil }
        let amount = CodeAmount(decimal: text, currency: currency)
        guard let amount, amount.decimals == 2, !text.hasPrefix("0") || text.hasPrefix("0.") else {
            throw lines.fault(.amount, lines[18], "An amount is written as in 1949.75.")
        }
        guard amount.digits > 0 else {
            throw lines.fault(.amount, lines[18], "The amount is 0.00: this is a notice that asks for no payment.")
        }
        return amount
    }

    private static func reference(_ lines: CodeLines, _ iban: String) throws(CodeFault) -> (ReferenceType, String?) {
        guard !lines[27].isEmpty else { throw lines.fault(.missing, lines[27], "The reference type is missing.") }
        guard let type = ReferenceType(rawValue: lines[27].text) else {
            throw lines.fault(.value, lines[27], "The reference type is none of QRR, SCOR and NON.")
        }
        guard isQRIBAN(iban) == (type == .qr) else {
            throw lines.fault(.exclusive, lines[27], "A QR-IBAN goes with QRR, and QRR with a QR-IBAN.")
        }
        let line = lines[28]
        switch type {
        case .none:
            guard line.isEmpty else { throw lines.fault(.exclusive, line, "NON says that there is no reference.") }
            return (type, nil)
        case .qr:
            try checkQRReference(lines, line)
        case .creditor:
            guard !line.isEmpty else { throw lines.fault(.missing, line, "The reference is missing.") }
            if let finding = CreditorReference.finding(in: line.text) {
                throw CodeFault(finding.code, at: line.place + finding.offset, finding.message, in: format)
            }
        }
        return (type, line.text)
    }

    private static func checkQRReference(_ lines: CodeLines, _ line: CodeLines.Line) throws(CodeFault) {
        guard !line.isEmpty else { throw lines.fault(.missing, line, "The reference is missing.") }
        if let stray = line.text.unicodeScalars.enumerated().first(where: { !$0.element.isASCIIDigit }) {
            throw CodeFault(
                .character, at: line.place + stray.offset, "A QR reference has digits alone.", in: format)
        }
        guard line.count == 27 else {
            throw CodeFault(
                .length, at: line.place + min(line.count, 27), "A QR reference has 27 digits, not \(line.count).",
                in: format)
        }
        guard CheckRule.recursiveMod10.holds(for: line.text) else {
            throw CodeFault(.checkDigit, at: line.place + 26, "The reference's check digit is wrong.", in: format)
        }
    }
}
