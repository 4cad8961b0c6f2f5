internal import KioskCore

/// A check that the GS1 Syntax Dictionary names for a part of a value ("linter").
enum GS1Check: String, CaseIterable, Hashable, Sendable {
    case csum, csumalpha, key, keyoff1
    case yymmdd, yymmd0, yyyymmdd, hh, hhmi, mi, ss
    case iso3166, iso3166999, iso3166alpha2, iso4217, iso5218, iban
    case nonzero, zero, nozeroprefix, hasnondigit, hyphen, yesno, winding, mediatype, packagetype, importeridx
    case pieceoftotal, posinseqslash, latitude, longitude, pcenc, couponcode, couponposoffer

    struct Finding: Hashable {
        let code: CodeFault.Code
        /// Characters of the part before the place.
        let offset: Int
        let message: String

        init(_ code: CodeFault.Code, _ offset: Int, _ message: String) {
            self.code = code
            self.offset = offset
            self.message = message
        }
    }

    /// What is wrong with a part whose characters and length are right; nil where nothing is.
    func finding(in part: [UInt8]) -> Finding? {
        let text = String(decoding: part, as: UTF8.self)
        let number = Int(text) ?? 0
        switch self {
        case .csum:
            return CheckRule.weighted31.holds(for: text)
                ? nil : Finding(.checkDigit, part.count - 1, "the check digit is wrong.")
        case .csumalpha: return GS1Check.pairFinding(in: part)
        case .key, .keyoff1: return GS1Check.prefixFinding(in: part, from: self == .key ? 0 : 1)
        case .yymmdd: return GS1Check.time(text, exists: CalendarDate(codeDigits: text) != nil)
        case .yymmd0: return GS1Check.time(text, exists: CalendarDate(gs1Digits: text) != nil)
        case .yyyymmdd:
            let day = CalendarDate(year: number / 10_000, month: number / 100 % 100, day: number % 100)
            return GS1Check.time(text, exists: day != nil)
        case .hh: return GS1Check.time(text, exists: number < 24)
        case .mi, .ss: return GS1Check.time(text, exists: number < 60)
        case .hhmi: return GS1Check.time(text, exists: number / 100 < 24 && number % 100 < 60)
        case .iso3166: return GS1Check.country(text, isKnown: ISOCountry.hasNumber(text))
        case .iso3166999: return GS1Check.country(text, isKnown: ISOCountry.hasNumber(text) || text == "999")
        case .iso3166alpha2: return GS1Check.country(text, isKnown: ISOCountry.hasLetters(text))
        case .iso4217:
            return ISOCurrency.numbered(text) != nil ? nil : Finding(.currency, 0, "\(text) is no currency's number.")
        case .iban: return GS1Check.ibanFinding(in: text)
        case .couponcode: return GS1Coupon.finding(inCode: part)
        case .couponposoffer: return GS1Coupon.finding(inOffer: part)
        case .pcenc: return GS1Check.percentFinding(in: part)
        case .iso5218, .nonzero, .zero, .nozeroprefix, .hasnondigit, .hyphen, .yesno, .winding, .mediatype,
            .packagetype, .importeridx, .pieceoftotal, .posinseqslash, .latitude, .longitude:
            return allowsValue(text) ? nil : Finding(.value, 0, "'\(text)' is no value that it may have.")
        }
    }

    /// A pair of check characters (GS1 General Specifications 7.9.5): the values of the characters times growing primes
    /// from the right, modulo 1021, as two characters of five bits.
    private static func pairFinding(in part: [UInt8]) -> Finding? {
        let place = max(0, part.count - 2)
        guard part.count > 2 else { return Finding(.length, part.count, "it is too short for its check characters.") }
        var sum = 0
        for (byte, prime) in zip(part.dropLast(2).reversed(), primes) {
            guard let value = GS1Alphabets.text.utf8.enumerated().first(where: { $0.element == byte })?.offset else {
                return Finding(.character, 0, "it has a character without a value.")
            }
            sum = (sum + value * prime) % 1_021
        }
        let alphabet = Array(GS1Alphabets.check.utf8)
        guard part[place] == alphabet[sum / 32], part[place + 1] == alphabet[sum % 32] else {
            return Finding(.checkDigit, place, "the check characters are wrong.")
        }
        return nil
    }

    /// As many as the longest value has characters.
    private static let primes: [Int] = (2...700).filter { number in
        !(2..<number).contains { $0 * $0 <= number && number.isMultiple(of: $0) }
    }

    /// The shortest company prefix has four digits.
    private static func prefixFinding(in part: [UInt8], from start: Int) -> Finding? {
        guard part.count >= start + 4 else {
            return Finding(.length, part.count, "it is too short for a company prefix.")
        }
        guard let stray = part[start..<start + 4].firstIndex(where: { !$0.isASCIIDigit }) else { return nil }
        return Finding(.character, stray, "a company prefix begins with four digits.")
    }

    private static func time(_ text: String, exists: Bool) -> Finding? {
        exists ? nil : Finding(.date, 0, "there is no such day or time as \(text).")
    }

    private static func country(_ text: String, isKnown: Bool) -> Finding? {
        isKnown ? nil : Finding(.country, 0, "\(text) is no country.")
    }

    private static func ibanFinding(in text: String) -> Finding? {
        do throws(IBAN.Finding) {
            _ = try IBAN(text)
            return nil
        } catch {
            return Finding(error.code, error.offset, error.message)
        }
    }

    private static func percentFinding(in part: [UInt8]) -> Finding? {
        for (index, byte) in part.enumerated() where byte == UInt8(ascii: "%") {
            let digits = part[(index + 1)...].prefix(2)
            guard digits.count == 2, digits.allSatisfy({ Character(Unicode.Scalar($0)).isHexDigit }) else {
                return Finding(.character, index, "a % is not followed by two hexadecimal digits.")
            }
        }
        return nil
    }
}
