package import KioskCore

/// What a biller adds for paying late: so many thousandths of the principal a day, after some days of grace.
package struct LatePenalty: Hashable, Sendable {
    package let perMilleADay: Int64
    /// Days after the due date that cost nothing.
    package let graceDays: Int
    package let label: LocalizedText

    package init(perMilleADay: Int64, graceDays: Int, label: LocalizedText) {
        precondition((1...1_000).contains(perMilleADay) && graceDays >= 0, "a penalty is a few thousandths a day")
        self.perMilleADay = perMilleADay
        self.graceDays = graceDays
        self.label = label
    }

    package static let electricity = LatePenalty(
        perMilleADay: 1, graceDays: 0, label: LocalizedText(zh: "违约金", en: "Late payment penalty"))
    package static let gas = LatePenalty(
        perMilleADay: 3, graceDays: 7, label: LocalizedText(zh: "滞纳金", en: "Late payment penalty"))
    package static let water = LatePenalty(
        perMilleADay: 5, graceDays: 15, label: LocalizedText(zh: "滞纳金", en: "Late payment penalty"))

    /// The line for a principal that was due on `due` and is looked at on `today`; nil when nothing is late.
    ///
    /// Days count from the day after the grace ends. The sum is capped at the principal and rounded half up.
    package func line(on principal: Money, due: CalendarDate, today: CalendarDate) -> ChargeLine? {
        let days = today.daysSince1970 - due.daysSince1970 - graceDays
        guard days > 0, principal.isPositive else { return nil }
        let countedDays = min(Int64(days), (1_000 + perMilleADay - 1) / perMilleADay)
        let thousandths = principal.minorUnits * countedDays * perMilleADay
        let penalty = min(principal.minorUnits, (thousandths + 500) / 1_000)
        guard penalty > 0 else { return nil }
        return ChargeLine(
            kind: .penalty,
            label: LocalizedText(
                zh: "\(label.zh)（\(days) 天 × \(perMilleADay)‰）",
                en: "\(label.en) (\(days) days × \(perMilleADay)‰)"),
            amount: Money(penalty, principal.currency))
    }
}
