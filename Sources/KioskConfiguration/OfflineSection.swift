internal import KioskCore

/// Reads what may be taken offline: `offline` of a kiosk, where all of it is said, and of a biller, where any of it may
/// be. Amounts stand in whole units of the currency.
struct OfflineSection {
    private let section: Section
    private let unit: Int64

    /// - Parameter currency: Nil where a problem with it was noted already.
    init(_ section: Section, _ currency: Currency?) {
        self.section = section
        unit = currency?.minorUnitsPerMajorUnit ?? 1
    }

    func policy(_ problems: inout [ConfigurationProblem]) -> OfflinePolicy {
        checkAmounts(&problems)
        return OfflinePolicy(
            tenders: tenders(&problems) ?? [], largestPaymentMinorUnits: minorUnits("largestPayment") ?? 0,
            largestCount: section.integer("largestCount"), largestTotalMinorUnits: minorUnits("largestTotal") ?? 0,
            largestAge: age ?? .zero)
    }

    /// - Parameter taken: How the biller is paid at all.
    func billerCaps(
        tenders taken: [TenderKind], _ problems: inout [ConfigurationProblem]
    ) -> OfflinePolicy.BillerCaps {
        checkAmounts(&problems)
        for entry in section.sections("tenders") {
            guard let tender = entry.text.flatMap(TenderKind.init), !taken.contains(tender) else { continue }
            problems.append(
                entry.problem(
                    "The biller is not paid by '\(tender)', so it is not taken offline either.",
                    advice: "Remove it here, or add it to the biller's tenders."))
        }
        return OfflinePolicy.BillerCaps(
            tenders: tenders(&problems), largestPaymentMinorUnits: minorUnits("largestPayment"),
            largestCount: section.optionalInteger("largestCount"), largestTotalMinorUnits: minorUnits("largestTotal"),
            largestAge: age)
    }

    private func checkAmounts(_ problems: inout [ConfigurationProblem]) {
        guard let payment = section.optionalInteger("largestPayment"),
            let total = section.optionalInteger("largestTotal"), payment > total
        else { return }
        problems.append(
            section.problem(
                at: "largestPayment", "One payment may be \(payment), and all together \(total).",
                advice: "Make largestPayment at most largestTotal."))
    }

    /// Nil where the file says nothing.
    private func tenders(_ problems: inout [ConfigurationProblem]) -> [TenderKind]? {
        guard section.has("tenders") else { return nil }
        var tenders: [TenderKind] = []
        for entry in section.sections("tenders") {
            guard let tender = entry.text.flatMap(TenderKind.init) else { continue }
            if tenders.contains(tender) {
                problems.append(entry.problem("'\(tender)' stands here a second time.", advice: "List it once."))
            }
            tenders.append(tender)
        }
        return tenders
    }

    /// The schema's bounds keep the product far from overflowing; what is beyond them is a problem already.
    private func minorUnits(_ key: String) -> Int64? {
        section.optionalInteger(key).map { Int64(clamping: $0).multipliedReportingOverflow(by: unit).partialValue }
    }

    private var age: Duration? {
        section.optionalInteger("largestAgeHours").map { .seconds(Int64(min(max($0, 0), 8_760)) * 3_600) }
    }
}
