import Testing

@testable import KioskCodes

/// The checks that the GS1 Syntax Dictionary names, with its own examples, and its lists against ours.
@Suite struct GS1CheckTests {
    static let checkPairs: [String] = [
        "1987654Ad4X4bL5ttr2310c2K", "12345678901234567890123NT", "12345_ABCDEFGHIJKLMCP", "12345_NOPQRSTUVWXYZDN",
        "12345_abcdefghijklmN3", "12345_nopqrstuvwxyzP2", "12345_!\"%&'()*+,-./LC", "12345_0123456789:;<=>?62",
        "7907665Bm8v2AB", "97850l6KZm0yCD", "62577B8fRG7HJK", "23956qk1&dB!23", "57453Uq3qA<H67", "00000!HV",
        "99999zzzzzzzzzzzzzzzzzzT2",
    ]
    static let accounts: [String] = [
        "FR7630006000011234567890189", "DE91100000000123456789", "GR9608100010000001234567890",
        "MU43BOMM0101123456789101000MUR", "PK70BANK0000123456789000", "PL10105000997603123456789123",
        "RO09BCYP0000001234567890", "SA4420000001234567891234", "ES7921000813610123456789",
        "CH5604835012345678009", "GB98MIDL07009312345678", "BE71096123456769", "LC14BOSL123456789012345678901234",
    ]
    static let positions: [String] = ["1/1", "2/3", "9/10", "100/100", "998/999"]
    static let offers: [String] = [
        "001234561234560123456", "101234561234560123456", "001234561234569123456789012345",
        "061234567890121234569123456789012345",
    ]
    static let coupons: [String] = [
        "012345612345611110123", "012345612345611110123101101239", "012345612345611110123101101230123456",
        "012345612345611110123101101236123456789012",
    ]
    static let values: [(GS1Check, String)] = [
        (.iso4217, "999"), (.iso4217, "924"), (.iso3166, "894"), (.iso3166999, "999"), (.iso3166alpha2, "ZW"),
        (.iso5218, "9"), (.mediatype, "10"), (.mediatype, "80"), (.packagetype, "X11"), (.packagetype, "8"),
        (.winding, "9"), (.yesno, "1"), (.zero, "0"), (.nonzero, "0010"), (.nozeroprefix, "0"),
        (.nozeroprefix, "10"), (.hasnondigit, "12a"), (.hyphen, "-"), (.importeridx, "_"), (.pieceoftotal, "0102"),
        (.latitude, "1800000000"), (.longitude, "3600000000"), (.pcenc, "A%20b%C3%A9"), (.yymmdd, "240229"),
        (.yymmd0, "230200"), (.yyyymmdd, "20240229"), (.hh, "23"), (.hhmi, "2359"), (.mi, "59"), (.ss, "00"),
        (.key, "1234A"), (.keyoff1, "91234"), (.csum, "4006381333931"),
    ]

    static let good: [(GS1Check, String)] = {
        var good = values
        for (check, texts): (GS1Check, [String]) in [
            (.csumalpha, checkPairs), (.iban, accounts), (.posinseqslash, positions), (.couponposoffer, offers),
            (.couponcode, coupons),
        ] {
            for text in texts { good.append((check, text)) }
        }
        return good
    }()

    static let bad: [(GS1Check, String, CodeFault.Code, Int)] = [
        (.csumalpha, "1987654Ad4X4bL5ttr2310cXK", .checkDigit, 23), (.csumalpha, "33", .length, 2),
        (.csumalpha, "1987654Ad4X4bL5ttr2310c2X", .checkDigit, 23),
        (.iban, "BE71096123456760", .checkDigit, 2), (.iban, "LC14BOSLxx3456789012345678901230", .character, 8),
        (.iban, "XX361234567890", .country, 0), (.iban, "BE71", .length, 4), (.iban, "", .length, 0),
        (.posinseqslash, "0/1", .value, 0), (.posinseqslash, "01/2", .value, 0), (.posinseqslash, "10/9", .value, 0),
        (.posinseqslash, "1//2", .value, 0), (.posinseqslash, "/1", .value, 0), (.posinseqslash, "1/", .value, 0),
        (.couponposoffer, "201234561234560123456", .value, 0), (.couponposoffer, "07", .value, 1),
        (.couponposoffer, "0012345612345601234567", .trailing, 21), (.couponposoffer, "a01", .character, 0),
        (.couponposoffer, "00123456123456", .length, 14),
        (.couponcode, "71234567890123", .value, 0), (.couponcode, "0123456123456111101230", .trailing, 21),
        (.couponcode, "012345612345611115", .value, 17), (.couponcode, "01234561234561111012314", .value, 22),
        (.couponcode, "0123456123456111101234261131", .date, 22),
        (.couponcode, "01234561234561111012332611014261102", .date, 35),
        (.iso4217, "053", .currency, 0), (.iso3166, "999", .country, 0), (.iso3166alpha2, "AA", .country, 0),
        (.iso5218, "3", .value, 0), (.mediatype, "11", .value, 0), (.mediatype, "00", .value, 0),
        (.packagetype, "1C", .value, 0), (.winding, "2", .value, 0), (.yesno, "2", .value, 0), (.zero, "1", .value, 0),
        (.nonzero, "000", .value, 0), (.nozeroprefix, "01", .value, 0), (.hasnondigit, "123", .value, 0),
        (.hyphen, "+", .value, 0), (.importeridx, "=", .value, 0), (.pieceoftotal, "0201", .value, 0),
        (.pieceoftotal, "0001", .value, 0), (.latitude, "1800000001", .value, 0), (.longitude, "3600000001", .value, 0),
        (.pcenc, "A%2", .character, 1), (.pcenc, "%GG", .character, 0), (.yymmdd, "230229", .date, 0),
        (.yymmdd, "230200", .date, 0), (.yyyymmdd, "19000229", .date, 0), (.hh, "24", .date, 0),
        (.hhmi, "2360", .date, 0), (.mi, "60", .date, 0), (.ss, "60", .date, 0), (.key, "123A", .character, 3),
        (.key, "123", .length, 3), (.csum, "4006381333930", .checkDigit, 12),
    ]

    @Test(arguments: good)
    func whatIsRightPasses(check: GS1Check, text: String) {
        #expect(check.finding(in: Array(text.utf8)) == nil)
    }

    @Test(arguments: bad)
    func whatIsWrongIsFoundAtItsPlace(check: GS1Check, text: String, code: CodeFault.Code, offset: Int) {
        let finding = check.finding(in: Array(text.utf8))
        #expect(finding?.code == code)
        #expect(finding?.offset == offset)
    }

    @Test func everyCheckIsTried() {
        #expect(Set(GS1CheckTests.good.map(\.0)) == Set(GS1Check.allCases))
        #expect(Set(GS1CheckTests.bad.map(\.0)).union([.keyoff1, .iso3166999, .yymmd0]) == Set(GS1Check.allCases))
    }

    /// The dictionary's bit sets of ISO 4217 and ISO 3166-1, from the highest bit of the first word.
    @Test func theListsAreTheDictionarys() {
        let currencies: [UInt64] = [
            0x0088_0000_8808_b808, 0x8880_0820_8088_0808, 0x0880_8088_0022_0009, 0x8010_8202_0282_2000,
            0x0202_0000_0800_0000, 0x8888_0888_8888_8080, 0x0882_88a2_6222_2002, 0x0222_0000_8800_a080,
            0x8808_0c00_0822_0200, 0x2022_0288_8000_0020, 0x1202_0000_0020_2202, 0xa200_0080_0008_8888,
            0x0088_8800_8100_2020, 0x2080_0028_0000_2200, 0x0400_000d_fead_bfdf, 0xfdfd_fce2_2500_0000,
        ]
        // Two that ISO has given out since: Saint Kitts' dollar of the Arab fund, and the digital bolívar.
        #expect(
            GS1CheckTests.numbers(currencies).union([396, 926]) == Set(ISOCurrency.all.compactMap { Int($0.number) }))
        let countries: [UInt64] = [
            0x08a8_8889_8888_b888, 0x8aa8_0a28_8888_8888, 0x0888_888a_2223_2889, 0x8818_8a22_21e3_22a2,
            0x2a2a_1800_8888_8888, 0x888a_8888_8888_8888, 0x8882_88a2_622a_22a2, 0x2222_2222_8808_b888,
            0x8888_9708_0822_2222, 0x2de1_0288_8888_a222, 0x320a_1b22_2222_a203, 0xe208_08c8_0888_88a8,
            0x8888_889a_8900_2021, 0xe080_222a_0008_2102,
        ]
        #expect(GS1CheckTests.numbers(countries) == Set(ISOCountry.numbers.compactMap { Int($0) }))
        #expect(ISOCountry.letterCodes.count == ISOCountry.numbers.count)
    }

    private static func numbers(_ words: [UInt64]) -> Set<Int> {
        Set((0..<words.count * 64).filter { (words[$0 / 64] >> UInt64(63 - $0 % 64)) & 1 == 1 })
    }
}
