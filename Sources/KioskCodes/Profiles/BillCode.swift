package import KioskCore

/// One way in which a biller writes a code on its bills: where it stands, what it looks like, what it carries.
///
/// The pattern's named groups say what the code carries: `account` (always), `reference`, `amount` in minor units,
/// `period` as YYYYMM, `due` as YYMMDD of this century, and `checked` for the digits that the check rule is about.
package struct BillCode: Sendable {
    /// What the pattern is held against.
    package enum Form: Hashable, Sendable {
        /// The whole text of the code.
        case text
        /// The free field of a FEBRABAN arrecadação code of this segment and company (four or eight digits).
        case febraban(segment: Int, company: String)
        /// The reference, AI (8020), of a GS1 payment slip to this payee, AI (415).
        case gs1PaymentSlip(payee: String)
        /// The notice number of a pagoPA notice to this payee's tax code.
        case pagoPA(payee: String)
        /// The reference of a Swiss QR-bill to this account, or its message where there is no reference.
        case swissQRBill(iban: String)
        /// The reference of an EPC069-12 credit transfer to this account, or its text.
        case epcTransfer(iban: String)
        /// The bill number, or else the label of the reference or of the customer, of an EMV code of this merchant:
        /// `system/merchant` of a template, or `id/number` of a payment system's own number.
        case emvMerchant(merchant: String)
        /// The issuer's own 21 digits of a Japanese convenience store slip.
        case japaneseSlip(issuer: String)
    }

    /// What a technician calls the code, and what a damaged one is reported as.
    package let name: String
    package let form: Form
    /// A scanner that does not say the symbology is believed.
    package let symbologies: Set<Symbology>
    package let check: CheckRule
    let pattern: CodePattern
    let template: CodeTemplate?

    package init(
        name: String, form: Form = .text, symbologies: Set<Symbology>, pattern: String, check: CheckRule = .none,
        template: String? = nil
    ) throws(BillCodeError) {
        self.name = name
        self.form = form
        self.symbologies = symbologies
        self.check = check
        self.pattern = try CodePattern(pattern)
        self.template = if let template { try CodeTemplate(template) } else { nil }
        guard self.pattern.groups.contains(.account) else {
            throw BillCodeError(
                .pattern, "The pattern has no group 'account'.",
                advice: "Put the account number into a group: (?<account>[0-9]{10}).")
        }
        guard !symbologies.isEmpty, !symbologies.contains(.unknown) else {
            throw BillCodeError(
                .symbologies, "The symbologies do not say where the code stands.",
                advice: "Name at least one of \(BillCode.nameable); 'unknown' is what a scanner says, not a bill.")
        }
        try checkForm()
    }

    private static let nameable = Symbology.allCases.filter { $0 != .unknown }.map(\.rawValue).joined(separator: ", ")

    private func checkForm() throws(BillCodeError) {
        switch form {
        case .text: return
        case .febraban(let segment, let company):
            guard [1, 2, 3, 4, 5, 6, 7, 9].contains(segment), company.utf8.count == (segment == 6 ? 8 : 4),
                company.isASCIIDigits
            else {
                throw BillCodeError(
                    .form, "Segment \(segment), company '\(company)' is no FEBRABAN company.",
                    advice: "Give a segment (1 to 7, or 9) and four digits of a company; in segment 6 the CNPJ's eight."
                )
            }
        case .gs1PaymentSlip(let payee):
            guard payee.utf8.count == 13, CheckRule.weighted31.holds(for: payee) else {
                throw BillCodeError(
                    .form, "'\(payee)' is no GLN: it needs 13 digits with the right check digit.",
                    advice: "Copy the number behind (415) from a bill.")
            }
        case .pagoPA(let payee): try check(payee, 11...11, "11 digits of a tax code", "third field")
        case .japaneseSlip(let issuer): try check(issuer, 6...6, "six digits of an issuer", "bar code behind (91)")
        case .swissQRBill(let iban), .epcTransfer(let iban):
            do throws(IBAN.Finding) {
                _ = try IBAN(iban)
            } catch {
                throw BillCodeError(
                    .form, "'\(iban)' is no IBAN: \(error.message)", advice: "Copy it from a bill, without spaces.")
            }
        case .emvMerchant(let merchant):
            guard (3...140).contains(merchant.utf8.count), merchant.contains("/") else {
                throw BillCodeError(
                    .form, "'\(merchant)' is no merchant of an EMV code.",
                    advice: "Give the payee that 'kioskctl code parse' says of a bill: system/merchant.")
            }
        }
    }

    private func check(
        _ payee: String, _ lengths: ClosedRange<Int>, _ what: String, _ place: String
    ) throws(BillCodeError) {
        guard lengths.contains(payee.utf8.count), payee.isASCIIDigits else {
            throw BillCodeError(.form, "'\(payee)' are not \(what).", advice: "Copy them from a bill's \(place).")
        }
    }

    /// What came of holding a text against the code.
    enum Outcome: Hashable {
        /// Not this code.
        case other
        /// This code by its form, with a wrong check digit or a month, day or amount that does not exist.
        case damaged(CodeFault)
        case read(Contents)
    }

    /// What the code carries.
    struct Contents: Hashable {
        var account: AccountNumber
        /// The payer's reference, where the code has one beside the account.
        var reference: String?
        var period: BillingPeriod?
        /// Minor units; nil where the code leaves the amount open, by carrying none or zero.
        var amount: Int64?
        var due: CalendarDate?
    }

    func outcome(of text: String, symbology: Symbology) -> Outcome {
        guard symbology == .unknown || symbologies.contains(symbology), let groups = pattern.match(text),
            let account = groups[.account], !account.text.isEmpty
        else { return .other }
        let checked = groups[.checked] ?? CodePattern.Caught(text: text, place: 0)
        guard check == .none || check.holds(for: checked.text) else {
            let place = checked.place + max(0, checked.text.unicodeScalars.count - check.checkDigitCount)
            return damaged(.checkDigit, place, "its check digit is wrong")
        }
        var contents = Contents(account: AccountNumber(account.text), reference: groups[.reference]?.text)
        if let digits = groups[.period] {
            guard let period = BillingPeriod(digits.text) else {
                return damaged(.date, digits.place, "there is no month \(digits.text)")
            }
            contents.period = period
        }
        if let digits = groups[.due] {
            guard let due = CalendarDate(codeDigits: digits.text) else {
                return damaged(.date, digits.place, "there is no day \(digits.text)")
            }
            contents.due = due
        }
        if let digits = groups[.amount] {
            guard digits.text.isASCIIDigits, let amount = Int64(digits.text), amount <= Money.largestAccepted else {
                return damaged(.amount, digits.place, "its amount is none")
            }
            contents.amount = amount == 0 ? nil : amount
        }
        return .read(contents)
    }

    private func damaged(_ code: CodeFault.Code, _ place: Int, _ what: String) -> Outcome {
        .damaged(CodeFault(code, at: place, "It is a \(name), but \(what)."))
    }
}

extension CalendarDate {
    /// The day that a code writes as YYMMDD. The century is this one: bills fall due in weeks, not decades.
    init?(codeDigits digits: some StringProtocol) {
        guard digits.utf8.count == 6, digits.isASCIIDigits, let number = Int(digits) else { return nil }
        self.init(year: 2_000 + number / 10_000, month: number / 100 % 100, day: number % 100)
    }
}

extension StringProtocol {
    /// Whether there is nothing but the digits 0 to 9, and at least one.
    var isASCIIDigits: Bool {
        !isEmpty && utf8.allSatisfy { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }
    }
}
