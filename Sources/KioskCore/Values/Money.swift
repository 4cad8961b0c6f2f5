/// An amount of money: a whole number of minor units of one currency.
///
/// Never a floating-point number. Arithmetic traps on overflow and on mixed currencies, because both are
/// broken invariants: whatever comes from a device, a file or the network is held below `largestAccepted`
/// at the door (`Money.init(validating:currency:)`), so that sums of thousands of amounts cannot overflow.
package struct Money: Hashable, Codable, Sendable {
    /// Minor units: fen for CNY, cents for EUR. May be negative in a charge line that is a credit.
    package let minorUnits: Int64
    package let currency: Currency

    /// The largest magnitude accepted from outside, in minor units: one hundred million major units.
    package static let largestAccepted: Int64 = 10_000_000_000

    package init(_ minorUnits: Int64, _ currency: Currency) {
        self.minorUnits = minorUnits
        self.currency = currency
    }

    /// An amount from a device, a file or the network, or nil when its magnitude is past `largestAccepted`.
    package init?(validating minorUnits: Int64, currency: Currency) {
        guard minorUnits.magnitude <= UInt64(Money.largestAccepted) else { return nil }
        self.init(minorUnits, currency)
    }

    package static func zero(_ currency: Currency) -> Money { Money(0, currency) }

    package var isPositive: Bool { minorUnits > 0 }
    package var isZero: Bool { minorUnits == 0 }

    package static func + (left: Money, right: Money) -> Money {
        requireSameCurrency(left, right)
        let (sum, overflow) = left.minorUnits.addingReportingOverflow(right.minorUnits)
        precondition(!overflow, "the sum of two amounts of money overflowed")
        return Money(sum, left.currency)
    }

    package static func - (left: Money, right: Money) -> Money {
        requireSameCurrency(left, right)
        let (difference, overflow) = left.minorUnits.subtractingReportingOverflow(right.minorUnits)
        precondition(!overflow, "the difference of two amounts of money overflowed")
        return Money(difference, left.currency)
    }

    package static func += (left: inout Money, right: Money) { left = left + right }

    private static func requireSameCurrency(_ left: Money, _ right: Money) {
        precondition(left.currency == right.currency, "amounts of two currencies were put together")
    }
}

extension Money: Comparable {
    package static func < (left: Money, right: Money) -> Bool {
        requireSameCurrency(left, right)
        return left.minorUnits < right.minorUnits
    }
}

extension Money: CustomStringConvertible {
    /// The amount for people and logs: `¥86.40`, `-¥3.00`; the currency's code where it has no sign here.
    package var description: String {
        (minorUnits < 0 ? "-" : "") + currency.sign + decimal(of: minorUnits.magnitude)
    }

    /// The amount as digits and a point, without a sign of the currency: `86.40`.
    package var decimalDescription: String {
        (minorUnits < 0 ? "-" : "") + decimal(of: minorUnits.magnitude)
    }

    private func decimal(of magnitude: UInt64) -> String {
        let digits = currency.minorUnitDigits
        guard digits > 0 else { return String(magnitude) }
        let divisor = UInt64(currency.minorUnitsPerMajorUnit)
        let fraction = String(magnitude % divisor)
        return "\(magnitude / divisor)." + String(repeating: "0", count: digits - fraction.count) + fraction
    }
}

extension Sequence where Element == Money {
    /// The sum, which is zero of `currency` for no amounts at all.
    package func total(_ currency: Currency) -> Money {
        reduce(.zero(currency), +)
    }
}
