import KioskCore

/// Twelve months as bars: what was used where the service is metered, what was billed otherwise.
struct UsageChartModel {
    let heading: String
    let bars: [Bar]

    static let mostBars = 12
    /// The height of the drawing in its own units; the style sheet stretches it.
    static let height: Int64 = 100

    struct Bar {
        let month: String
        let figure: String
        /// For those who hear the screen: the period and its figure.
        let spoken: String
        let top: Int64
        let length: Int64
        let isThisBill: Bool
        /// Named in large type, where there is no room for every figure and month.
        let isNamed: Bool
    }

    /// Nil when there are fewer than two months to compare.
    init?(_ explanation: BillExplanation, texts: any Texts) {
        let before = explanation.history.map {
            Month(period: $0.period, amount: $0.amount, usage: $0.usage, isThisBill: false)
        }
        let periods = Set(explanation.bills.map(\.period))
        let now = explanation.bills.map {
            Month(period: $0.period, amount: $0.amountDue, usage: $0.usage, isThisBill: true)
        }
        let months = (before.filter { !periods.contains($0.period) } + now).sorted { $0.period < $1.period }
            .suffix(UsageChartModel.mostBars)
        guard months.count >= 2 else { return nil }
        let unit = months.first?.usage?.unit
        let isMetered = unit != nil && months.allSatisfy { $0.usage?.unit == unit }
        let largest = max(1, months.map { $0.value(isMetered) }.max() ?? 1)
        heading = texts.usageChart(unit: isMetered ? unit : nil)
        bars = months.enumerated().map { place, month in
            let value = max(0, month.value(isMetered))
            // A month with some use shows at least a line.
            let length = value == 0 ? 0 : max(2, value.scaled(to: UsageChartModel.height, from: largest))
            return Bar(
                month: texts.shortMonth(month.period.month), figure: month.figure(isMetered),
                spoken: texts.labelled(texts.period(month.period), month.spoken(isMetered)),
                top: UsageChartModel.height - length, length: length, isThisBill: month.isThisBill,
                isNamed: (months.count - 1 - place) % 3 == 0)
        }
    }

    private struct Month {
        let period: BillingPeriod
        let amount: Money
        let usage: Quantity?
        let isThisBill: Bool

        func value(_ isMetered: Bool) -> Int64 { isMetered ? usage?.thousandths ?? 0 : amount.minorUnits }

        /// A whole number: the table has the exact one.
        func figure(_ isMetered: Bool) -> String {
            let unit = isMetered ? 1_000 : amount.currency.minorUnitsPerMajorUnit
            return String((value(isMetered) + unit / 2) / unit)
        }

        func spoken(_ isMetered: Bool) -> String {
            isMetered ? usage?.description ?? "" : amount.description
        }
    }
}

extension Int64 {
    /// `self` of `whole`, as parts of `size`; in full width, so that no figure of a biller overflows.
    fileprivate func scaled(to size: Int64, from whole: Int64) -> Int64 {
        let product = self.multipliedFullWidth(by: size)
        guard self <= whole, whole > 0 else { return size }
        return whole.dividingFullWidth(product).quotient
    }
}
