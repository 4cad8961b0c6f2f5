/// An international bank account number (ISO 13616): country, two check digits, and the country's own number.
package struct IBAN: Hashable, Sendable {
    /// Capital letters and digits without spaces.
    package let text: String

    package var country: Substring { text.prefix(2) }

    /// What is wrong with a text that is to be an IBAN, and where in it.
    struct Finding: Error, Hashable {
        let code: CodeFault.Code
        let offset: Int
        let message: String
    }

    /// Capital letters and digits; no spaces.
    init(_ text: String) throws(Finding) {
        let bytes = Array(text.utf8)
        if let place = bytes.firstIndex(where: { !$0.isASCIIDigit && !$0.isASCIICapital }) {
            throw Finding(code: .character, offset: place, message: "An IBAN has capital letters and digits alone.")
        }
        // The shortest that the GS1 Syntax Dictionary takes; a registered country's length is exact.
        guard (11...34).contains(bytes.count) else {
            throw Finding(
                code: .length, offset: min(bytes.count, 34), message: "An IBAN of \(bytes.count) characters is none.")
        }
        let country = String(text.prefix(2))
        // Kosovo has a code of its own making, which the registry takes.
        guard ISOCountry.hasLetters(country) || country == "XK" else {
            throw Finding(code: .country, offset: 0, message: "\(country) is no country of an IBAN.")
        }
        if let length = IBAN.lengths[country], length != bytes.count {
            throw Finding(
                code: .length, offset: min(bytes.count, length),
                message: "An IBAN of \(country) has \(length) characters, not \(bytes.count).")
        }
        guard CheckRule.isMod97(bytes[4...] + bytes[..<4]) else {
            throw Finding(code: .checkDigit, offset: 2, message: "The check digits of the IBAN are wrong.")
        }
        self.text = text
    }

    /// SWIFT's IBAN registry, release 101: how long a country's numbers are.
    static let lengths: [String: Int] = Dictionary(
        uniqueKeysWithValues: table.split(whereSeparator: \.isWhitespace).compactMap { entry in
            Int(entry.dropFirst(2)).map { (String(entry.prefix(2)), $0) }
        })

    private static let table = """
        AD24 AE23 AL28 AT20 AZ28 BA20 BE16 BG22 BH22 BI27 BR29 BY28 CH21 CR22 CY28 CZ24 DE22 DJ27 DK18 DO28 EE20 EG29
        ES24 FI18 FK18 FO18 FR27 GB22 GE22 GI23 GL18 GR27 GT28 HN28 HR21 HU28 IE22 IL23 IQ23 IS26 IT27 JO30 KW30 KZ20
        LB28 LC32 LI21 LT20 LU20 LV21 LY25 MC27 MD24 ME22 MK19 MN20 MR27 MT31 MU30 NI28 NL18 NO15 OM23 PK24 PL28 PS29
        PT25 QA29 RO24 RS22 RU33 SA24 SC31 SD18 SE24 SI19 SK24 SM27 SO23 ST25 SV28 TL23 TN24 TR26 UA29 VA22 VG24 XK20
        YE30
        """
}
