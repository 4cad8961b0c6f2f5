/// A currency of ISO 4217: its letters, its number, and how many digits its minor unit has.
package struct ISOCurrency: Hashable, Sendable {
    /// Three capital letters.
    package let code: String
    /// Three digits.
    package let number: String
    /// Digits behind the point: 2 for most, 0 for yen, 3 for dinars.
    package let minorUnitDigits: Int

    /// Nil for letters that are in no list.
    package static func named(_ code: String) -> ISOCurrency? { byCode[code] }
    /// Nil for a number that is in no list.
    package static func numbered(_ number: some StringProtocol) -> ISOCurrency? { byNumber[String(number)] }

    package static let all: [ISOCurrency] = table.split(whereSeparator: \.isWhitespace).map { entry in
        let digits = entry.dropFirst(6).first?.wholeNumberValue ?? 2
        return ISOCurrency(
            code: String(entry.dropFirst(3).prefix(3)), number: String(entry.prefix(3)), minorUnitDigits: digits)
    }

    private static let byCode = Dictionary(all.map { ($0.code, $0) }) { first, _ in first }
    private static let byNumber = Dictionary(all.map { ($0.number, $0) }) { first, _ in first }

    /// ISO 4217 lists one, and what the GS1 Syntax Dictionary of 2025 has beyond it because a slip may still be in use:
    /// number, letters, and the digits of the minor unit where they are not two.
    private static let table = """
        008ALL 012DZD 032ARS 036AUD 044BSD 048BHD3 050BDT 051AMD 052BBD 060BMD 064BTN 068BOB 072BWP 084BZD 090SBD
        096BND 104MMK 108BIF0 116KHR 124CAD 132CVE 136KYD 144LKR 152CLP0 156CNY 170COP 174KMF0 188CRC 191HRK 192CUP
        203CZK 208DKK 214DOP 222SVC 230ETB 232ERN 238FKP 242FJD 262DJF0 270GMD 292GIP 320GTQ 324GNF0 328GYD 332HTG
        340HNL 344HKD 348HUF 352ISK0 356INR 360IDR 364IRR 368IQD3 376ILS 388JMD 392JPY0 396XAD 398KZT 400JOD3 404KES
        408KPW 410KRW0 414KWD3 417KGS 418LAK 422LBP 426LSL 430LRD 434LYD3 446MOP 454MWK 458MYR 462MVR 480MUR 484MXN
        496MNT 498MDL 504MAD 512OMR3 516NAD 524NPR 532XCG 533AWG 548VUV0 554NZD 558NIO 566NGN 578NOK 586PKR 590PAB
        598PGK 600PYG0 604PEN 608PHP 634QAR 643RUB 646RWF0 654SHP 682SAR 690SCR 694SLL 702SGD 704VND0 706SOS 710ZAR
        728SSP 748SZL 752SEK 756CHF 760SYP 764THB 776TOP 780TTD 784AED 788TND3 800UGX0 807MKD 818EGP 826GBP 834TZS
        840USD 858UYU 860UZS 882WST 886YER 901TWD 924ZWG 925SLE 926VED 927UYW4 928VES 929MRU 930STN 931CUC 932ZWL
        933BYN 934TMT 936GHS 938SDG 940UYI0 941RSD 943MZN 944AZN 946RON 947CHE 948CHW 949TRY 950XAF0 951XCD 952XOF0
        953XPF0 955XBA 956XBB 957XBC 958XBD 959XAU 960XDR 961XAG 962XPT 963XTS 964XPD 965XUA 967ZMW 968SRD 969MGA
        970COU 971AFN 972TJS 973AOA 975BGN 976CDF 977BAM 978EUR 979MXV 980UAH 981GEL 984BOV 985PLN 986BRL 990CLF4
        994XSU 997USN 999XXX
        """
}
