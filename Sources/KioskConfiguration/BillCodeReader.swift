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
        case "gs1":
            guard let payee = section.optionalText("payee") else {
                problems.append(
                    section.problem(
                        at: "form", "A GS1 payment slip needs a payee.", advice: "Give the 13 digits behind (415)."))
                return nil
            }
            return .gs1PaymentSlip(payee: payee)
        default: return nil
        }
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
            }.filter { $0 != .bill(expected) }
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
            biller: profile.biller, account: AccountNumber(example.text("account")), period: period ?? nil,
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
            "account \(reference.account), period \(reference.period?.description ?? "none"), "
                + "amount \(reference.amount.map { String($0.minorUnits) } ?? "none"), "
                + "due \(reference.due?.description ?? "none")"
        case .ambiguous: "two bills at once"
        case .unknownBiller(let format, let company): "a \(format) bill of the unknown biller \(company)"
        case .damagedBill: "a damaged bill: a check digit, month, day or amount is wrong"
        case .walletCode: "a wallet's payment code"
        case .creditNote: "a credit note"
        case .notABill: "no bill: the pattern does not match all of it"
        }
    }
}
