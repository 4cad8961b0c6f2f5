import KioskCodes
import KioskCore

extension FuzzTarget {
    static let billCodes = [FuzzTarget(name: "bill-code", run: billCode)]

    /// A scanned code on its way to a payment: its first byte is the symbology. Whatever it says, it is a reading, and
    /// the kiosk's middle takes it, shows it and, when it is a bill with an amount, lets it be paid.
    private static let billCode: @Sendable ([UInt8]) -> Void = { bytes in
        var input = FuzzInput(bytes)
        let first = input.byte()
        let symbology = Symbology.allCases[Int(first & 0x0F) % Symbology.allCases.count]
        let code = ScannedCode(bytes: input.all(), symbology: symbology, aim: first & 0x80 != 0 ? "]Q3" : nil)
        let reading = interpreter.reading(of: code)
        precondition(interpreter.reading(of: code) == reading, "a code is read now so, now otherwise")
        let now = KioskInstant(sinceBoot: .seconds(1_000), wall: WallTime(milliseconds: 1_700_000_000_000))
        var kiosk = FuzzKiosk(at: now)
        _ = kiosk.tell(.noteAcceptorReported(.presence(.ready)), at: now)
        kiosk.read(reading, at: now)
        switch reading {
        case .bill(let reference): check(reference)
        case .ambiguous(let references):
            precondition(references.count > 1, "one bill is called several")
            references.forEach(check)
        case .unknownBiller, .damagedBill, .walletCode, .creditNote, .badge, .notABill: break
        }
    }

    private static func check(_ reference: BillReference) {
        precondition(!reference.account.text.isEmpty, "a bill of nobody")
        precondition(
            reference.amount.map { $0.isPositive && $0.minorUnits <= Money.largestAccepted } ?? true,
            "a bill of nothing, or of more than anything")
    }

    /// A biller of each form that codes have.
    private static let interpreter: CodeInterpreter = {
        do {
            return CodeInterpreter(profiles: [
                BillerProfile(
                    biller: "power", currency: .cny,
                    codes: [
                        try BillCode(
                            name: "bar", symbologies: [.code128],
                            pattern: #"(?<account>33\d{8})(?<period>20\d{4})(?<amount>\d{8})(?<due>\d{6})\d"#,
                            check: .luhn)
                    ]),
                BillerProfile(
                    biller: "water", currency: .cny,
                    codes: [
                        try BillCode(
                            name: "link", symbologies: [.qr],
                            pattern:
                                #"https://water\.example/(?<checked>(?<account>\d{8,12})\d)(?:\?a=(?<amount>\d+))?"#,
                            check: .weighted31)
                    ]),
                BillerProfile(
                    biller: "agua", currency: .brl,
                    codes: [
                        try BillCode(
                            name: "arrecadação", form: .febraban(segment: 2, company: "0041"), symbologies: [.itf],
                            pattern: #"(?<account>\d{8})\d*"#)
                    ]),
                BillerProfile(
                    biller: "gas", currency: .eur,
                    codes: [
                        try BillCode(
                            name: "slip", form: .gs1PaymentSlip(payee: "5412345678908"), symbologies: [.gs1Code128],
                            pattern: #"REF(?<account>\d+)"#),
                        try BillCode(
                            name: "notice", form: .pagoPA(payee: "77777777777"), symbologies: [.qr],
                            pattern: #"3(?<account>\d{15})\d\d"#),
                        try BillCode(
                            name: "QR bill", form: .swissQRBill(iban: "CH4431999123000889012"), symbologies: [.qr],
                            pattern: #"(?<account>\d{26})\d"#),
                        try BillCode(
                            name: "transfer", form: .epcTransfer(iban: "BE72000000001616"), symbologies: [.qr],
                            pattern: #"(?<account>.+)"#),
                        try BillCode(
                            name: "merchant", form: .emvMerchant(merchant: "A000000677010112/123456789012345"),
                            symbologies: [.qr], pattern: #"(?<account>.+)"#),
                        try BillCode(
                            name: "払込票", form: .japaneseSlip(issuer: "912345"), symbologies: [.gs1Code128],
                            pattern: #"(?<account>\d{21})"#),
                    ]),
            ])
        } catch {
            preconditionFailure("a code of the target cannot be read: \(error)")
        }
    }()
}
