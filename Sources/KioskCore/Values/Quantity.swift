/// How much was used: thousandths of a unit, so that 183.25 kWh is exact.
package struct Quantity: Hashable, Codable, Sendable, CustomStringConvertible {
    /// Thousandths of `unit`.
    package let thousandths: Int64
    /// The unit as printed: `kWh`, `m³`, `GB`, `月`.
    package let unit: String

    package init(thousandths: Int64, unit: String) {
        self.thousandths = thousandths
        self.unit = unit
    }

    /// `183.25 kWh`: trailing zeros of the fraction are left out.
    package var description: String { thousandths.decimal(places: 3, atLeast: 0) + " " + unit }
}

/// A price for one unit: millionths of the currency's major unit, so that ¥0.538 per kWh is exact.
package struct UnitPrice: Hashable, Codable, Sendable, CustomStringConvertible {
    /// Millionths of a major unit of `currency`.
    package let millionths: Int64
    package let currency: Currency

    package init(millionths: Int64, currency: Currency) {
        self.millionths = millionths
        self.currency = currency
    }

    /// `¥0.538`: at least two digits after the point.
    package var description: String { currency.sign + millionths.decimal(places: 6, atLeast: 2) }

    /// The price of a quantity, rounded half up to a minor unit, as Chinese utilities round each line.
    package func amount(of quantity: Quantity) -> Money {
        let (product, overflow) = millionths.multipliedReportingOverflow(by: quantity.thousandths)
        precondition(!overflow, "quantity × price overflowed: tariffs and readings are bounded where they are read")
        // millionths × thousandths = 1e9 parts of a major unit.
        let divisor = 1_000_000_000 / currency.minorUnitsPerMajorUnit
        let rounded = (product.magnitude + UInt64(divisor / 2)) / UInt64(divisor)
        return Money(product < 0 ? -Int64(rounded) : Int64(rounded), currency)
    }
}

extension Int64 {
    /// The number as a decimal fraction of 10^`places`, with trailing zeros cut down to `atLeast` digits.
    fileprivate func decimal(places: Int, atLeast: Int) -> String {
        var divisor: UInt64 = 1
        for _ in 0..<places { divisor *= 10 }
        var fraction = String(magnitude % divisor)
        fraction = String(repeating: "0", count: places - fraction.count) + fraction
        while fraction.count > atLeast, fraction.hasSuffix("0") { fraction.removeLast() }
        return (self < 0 ? "-" : "") + String(magnitude / divisor) + (fraction.isEmpty ? "" : "." + fraction)
    }
}
