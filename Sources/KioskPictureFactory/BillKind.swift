package import KioskCore

/// A bill with a code of one form, as a biller prints it: every form that `KioskCodes` knows and a camera can read.
package enum BillKind: String, CaseIterable, Hashable, Sendable {
    /// An electricity bill with account, month, amount and due date in Code 128.
    case electricity
    /// A wallet's payment code on a phone.
    case wallet
    /// The GS1 payment slip: (415), (8020), (3902).
    case paymentSlip = "payment-slip"
    /// A Japanese convenience store slip: (91) and 42 digits.
    case japaneseSlip = "japanese-slip"
    /// FEBRABAN arrecadação, Brazil.
    case febraban
    /// A card sold by its article number.
    case article
    /// An account number alone.
    case account
    /// A link to a biller's page.
    case link
    /// An avviso pagoPA, Italy.
    case pagoPA = "pagopa"
    /// The Swiss QR-bill, with a cross in the middle of its code.
    case swiss
    /// A SEPA credit transfer, EPC069-12.
    case epc
    /// An EMVCo merchant-presented code.
    case emv

    package var symbology: Symbology {
        switch self {
        case .electricity, .wallet: .code128
        case .paymentSlip, .japaneseSlip: .gs1Code128
        case .febraban: .itf
        case .article: .ean13
        case .account: .code39
        case .link, .pagoPA, .swiss, .epc, .emv: .qr
        }
    }

    /// In the order of the cases.
    package static func kinds(of symbology: Symbology) -> [BillKind] { allCases.filter { $0.symbology == symbology } }

    /// What zint is given, and what an engine must answer: GS1's brackets are for people, and stand in no code.
    struct Content {
        let zint: String
        let bytes: [UInt8]

        init(_ text: String) { (zint, bytes) = (text, Array(text.utf8)) }

        init(gs1 zint: String, _ bytes: String) { (self.zint, self.bytes) = (zint, Array(bytes.utf8)) }
    }

    /// With numbers from the generator. ASCII alone, because libzbar by itself mangles the rest, which is no question of
    /// the picture.
    func content(using random: inout SeededGenerator) -> Content {
        switch self {
        case .electricity:
            return Content("33" + random.digits(8) + "202610" + random.digits(8) + "261121" + random.digits(1))
        case .wallet: return Content("13" + random.digits(16))
        case .paymentSlip:
            let (reference, amount) = ("R" + random.digits(9), random.digits(6))
            return Content(
                gs1: "[415]5412345678908[8020]\(reference)[3902]\(amount)",
                "41554123456789088020\(reference)\u{1D}3902\(amount)")
        case .japaneseSlip:
            let digits = "91" + "912345" + random.digits(21) + "0" + "261121" + "0" + random.digits(6)
            let checked = digits + CheckDigit.alternating31(digits)
            return Content(gs1: "[91]" + checked.dropFirst(2), checked)
        case .febraban:
            let (head, tail) = ("836", "0000\(random.digits(7))0138" + random.digits(25))
            return Content(head + CheckDigit.luhn(head + tail) + tail)
        case .article:
            let digits = "69" + random.digits(10)
            return Content(digits + CheckDigit.alternating31(digits))
        case .account: return Content("XQ" + random.digits(10))
        case .link:
            return Content("https://pay.hz-water.example/b/\(random.digits(12))?a=\(random.digits(5))&y=2026")
        case .pagoPA:
            let notice = "3" + random.digits(15)
            return Content("PAGOPA|002|\(notice)\(CheckDigit.mod93(notice))|77777777777|1\(random.digits(4))")
        case .swiss: return Content(BillKind.swiss(reference: random.digits(26), cents: random.digits(2)))
        case .epc:
            let lines = [
                "BCD", "002", "1", "SCT", "", "Stadtwerke Musterstadt", "DE89370400440532013000",
                "EUR1\(random.digits(2)).\(random.digits(2))", "", "", "Kundennummer \(random.digits(9)) Oktober 2026",
            ]
            return Content(lines.joined(separator: "\n"))
        case .emv:
            let account = "0012com.hz-water01098" + random.digits(8)
            let text =
                "00020101021226\(account.count)\(account)52044900530315654061\(random.digits(2)).\(random.digits(2))"
                + "5802CN5914HANGZHOU WATER6008HANGZHOU6304"
            return Content(text + CheckDigit.crc16(text))
        }
    }

    /// SIX, Implementation Guidelines QR-bill, version 2.
    private static func swiss(reference: String, cents: String) -> String {
        let lines = [
            "SPC", "0200", "1", "CH4431999123000889012", "S", "Stadtwerke Winterthur", "Untere Vogelsangstrasse", "11",
            "8403", "Winterthur", "CH", "", "", "", "", "", "", "", "149.\(cents)", "CHF", "S", "Pia Rutschmann",
            "Marktgasse", "28", "9400", "Rorschach", "CH", "QRR", reference + CheckDigit.recursive10(reference),
            "Strom, 3. Quartal 2026", "EPD",
        ]
        return lines.joined(separator: "\n")
    }
}

/// The check digits of the codes on bills, written for the pictures alone, so that who reads them is held against another.
enum CheckDigit {
    /// GS1 General Specifications, 7.9: weights 3 and 1 from the right.
    static func alternating31(_ digits: String) -> String {
        let sum = values(digits).reversed().enumerated().reduce(0) { $0 + $1.element * ($1.offset % 2 == 0 ? 3 : 1) }
        return "\((10 - sum % 10) % 10)"
    }

    /// FEBRABAN's módulo 10: weights 2 and 1 from the right, the digits of the products summed.
    static func luhn(_ digits: String) -> String {
        let sum = values(digits).reversed().enumerated().reduce(0) { sum, digit in
            let product = digit.element * (digit.offset % 2 == 0 ? 2 : 1)
            return sum + product / 10 + product % 10
        }
        return "\((10 - sum % 10) % 10)"
    }

    /// Two digits: the number modulo 93.
    static func mod93(_ digits: String) -> String {
        let rest = values(digits).reduce(0) { ($0 * 10 + $1) % 93 }
        return rest < 10 ? "0\(rest)" : "\(rest)"
    }

    /// The Swiss QR reference's modulo 10, recursive.
    static func recursive10(_ digits: String) -> String {
        let table = [0, 9, 4, 6, 8, 2, 7, 1, 3, 5]
        return "\((10 - values(digits).reduce(0) { table[($0 + $1) % 10] }) % 10)"
    }

    /// EMVCo's CRC: ISO/IEC 13239 with 0x1021, begun with 0xFFFF, as four hexadecimal digits.
    static func crc16(_ text: String) -> String {
        var crc: UInt16 = 0xFFFF
        for byte in text.utf8 {
            crc ^= UInt16(byte) << 8
            for _ in 0..<8 { crc = crc & 0x8000 != 0 ? crc << 1 ^ 0x1021 : crc << 1 }
        }
        let digits = String(crc, radix: 16, uppercase: true)
        return String(repeating: "0", count: 4 - digits.count) + digits
    }

    private static func values(_ digits: String) -> [Int] { digits.compactMap(\.wholeNumberValue) }
}
