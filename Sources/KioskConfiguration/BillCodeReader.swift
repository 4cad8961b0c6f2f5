internal import KioskCodes
internal import KioskCore

/// Reads one entry of a biller's `codes` and holds it against its own examples.
struct BillCodeReader {
    private let section: Section

    init(_ section: Section) {
        self.section = section
    }

    /// Nil where a problem was noted, by the schema or here.
    func code(_ problems: inout [ConfigurationProblem]) -> BillCode? {
        guard let form = form(&problems), let pattern = section.optionalText("pattern"),
            let check = CheckRule(rawValue: section.optionalText("check") ?? CheckRule.none.rawValue)
        else { return nil }
        let symbologies = section.sections("symbologies").map { $0.text.flatMap(Symbology.init) }
        guard !symbologies.isEmpty, !symbologies.contains(nil) else { return nil }
        do throws(BillCodeError) {
            return try BillCode(
                name: section.text("name"), form: form, symbologies: Set(symbologies.compactMap { $0 }),
                pattern: pattern, check: check, template: section.optionalText("template"))
        } catch {
            problems.append(section.problem(at: error.part.rawValue, error.message, advice: error.advice))
            return nil
        }
    }

    private func form(_ problems: inout [ConfigurationProblem]) -> BillCode.Form? {
        let payee = section.optionalText("payee")
        switch section.optionalText("form") ?? "text" {
        case "text": return .text
        case "febraban":
            guard let company = section.optionalText("company"), let segment = section.optionalInteger("segment") else {
                problems.append(
                    section.problem(
                        at: "form", "A FEBRABAN code needs segment and company.",
                        advice: "Give both, from the second and the 16th to 19th digits of a bill."))
                return nil
            }
            return .febraban(segment: segment, company: company)
        case "gs1": return framed(payee, "the 13 digits behind (415)", &problems).map { .gs1PaymentSlip(payee: $0) }
        case "pagopa": return framed(payee, "the payee's tax code", &problems).map { .pagoPA(payee: $0) }
        case "swissQRBill": return framed(payee, "the IBAN on it", &problems).map { .swissQRBill(iban: $0) }
        case "epc069-12": return framed(payee, "the IBAN on it", &problems).map { .epcTransfer(iban: $0) }
        case "emvco": return framed(payee, "system/merchant", &problems).map { .emvMerchant(merchant: $0) }
        case "japan91": return framed(payee, "the six digits behind (91)", &problems).map { .japaneseSlip(issuer: $0) }
        default: return nil
        }
    }

    /// The payee, without which a form of its own cannot be anybody's.
    private func framed(_ payee: String?, _ what: String, _ problems: inout [ConfigurationProblem]) -> String? {
        if payee == nil {
            problems.append(
                section.problem(
                    at: "form", "A code of this form needs a payee.",
                    advice: "Give \(what), as 'kioskctl code parse' says of a bill."))
        }
        return payee
    }

    /// Every example must be read as it says, in every symbology of the code, and written so by the template.
    func checkExamples(
        of profile: BillerProfile, digits: ClosedRange<Int>, _ problems: inout [ConfigurationProblem]
    ) {
        let interpreter = CodeInterpreter(profiles: [profile])
        for example in section.sections("examples") {
            guard let text = example.optionalText("code"), let expected = expected(example, profile, text, &problems)
            else { continue }
            if !digits.contains(expected.account.text.utf8.count) {
                problems.append(
                    example.problem(
                        at: "account", "The account has \(expected.account.text.utf8.count) digits.",
                        advice: "Mend it, or account.digits."))
            }
            let misreadings = profile.codes.flatMap(\.symbologies).map { symbology in
                interpreter.reading(of: ScannedCode(text, symbology: symbology))
            }.filter { !Self.says($0, expected, isReferenceNamed: example.has("reference")) }
            if let reading = misreadings.first {
                problems.append(
                    example.problem(
                        at: "code", "The example is not read as it says, but as \(Self.words(for: reading)).",
                        advice: "Mend the example, the pattern or the check."))
                continue
            }
            checkTemplate(of: profile, writes: text, expected, example, &problems)
        }
    }

    /// Whether a reading is the expected bill; a reference that the example does not name may be any.
    private static func says(_ reading: CodeReading, _ expected: BillReference, isReferenceNamed: Bool) -> Bool {
        guard case .bill(let reference) = reading else { return false }
        guard !isReferenceNamed else { return reference == expected }
        return reference
            == BillReference(
                biller: expected.biller, account: expected.account, reference: reference.reference,
                period: expected.period, amount: expected.amount, due: expected.due, raw: expected.raw)
    }

    private func expected(
        _ example: Section, _ profile: BillerProfile, _ text: String, _ problems: inout [ConfigurationProblem]
    ) -> BillReference? {
        let period = example.optionalText("period").map { BillingPeriod($0) }
        if case .some(nil) = period {
            problems.append(example.problem(at: "period", "This is no month.", advice: "Write it as '2026-10'."))
            return nil
        }
        let due = example.optionalText("due").map { CalendarDate($0) }
        if case .some(nil) = due {
            problems.append(example.problem(at: "due", "There is no such day.", advice: "Write it as '2026-11-21'."))
            return nil
        }
        return BillReference(
            biller: profile.biller, account: AccountNumber(example.text("account")),
            reference: example.optionalText("reference"), period: period ?? nil,
            amount: example.optionalInteger("amount").map { Money(Int64($0), profile.currency) }, due: due ?? nil,
            raw: text)
    }

    private func checkTemplate(
        of profile: BillerProfile, writes text: String, _ expected: BillReference, _ example: Section,
        _ problems: inout [ConfigurationProblem]
    ) {
        guard section.has("template") else { return }
        do throws(BillCodeError) {
            let written = try profile.code(
                account: expected.account, period: expected.period, amount: expected.amount, due: expected.due)
            guard written.text != text else { return }
            problems.append(
                section.problem(
                    at: "template", "The template writes '\(written.text)' for the example '\(text)'.",
                    advice: "Mend the template or the example."))
        } catch {
            problems.append(section.problem(at: "template", error.message, advice: error.advice))
        }
    }

    private static func words(for reading: CodeReading) -> String {
        switch reading {
        case .bill(let reference):
            "account \(reference.account), reference \(reference.reference ?? "none"), "
                + "period \(reference.period?.description ?? "none"), "
                + "amount \(reference.amount.map { String($0.minorUnits) } ?? "none"), "
                + "due \(reference.due?.description ?? "none")"
        case .ambiguous: "two bills at once"
        case .unknownBiller(let format, let company): "a \(format) bill of the unknown biller \(company)"
        case .damagedBill: "a damaged bill: a check digit, month, day or amount is wrong"
        case .walletCode: "a wallet's payment code"
        case .creditNote: "a credit note"
        case .badge: "a technician's badge"
        case .notABill: "no bill: the pattern does not match all of it"
        }
    }
}
