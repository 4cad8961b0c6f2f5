package import KioskCore

/// An amount as a code writes it: a whole number, how many of its digits stand behind the point, and perhaps whose
/// money it is.
package struct CodeAmount: Hashable, Sendable {
    package let digits: Int64
    /// How many of the digits stand behind the decimal point.
    package let decimals: Int
    /// Nil where the code means the payee's own currency.
    package let currency: ISOCurrency?

    package init(digits: Int64, decimals: Int, currency: ISOCurrency?) {
        self.digits = digits
        self.decimals = decimals
        self.currency = currency
    }

    /// `120`, `120.5`, `0.05`: digits and perhaps a point with digits behind; nil for anything else and for more than
    /// 15 digits.
    init?(decimal text: String, currency: ISOCurrency?) {
        let parts = text.split(separator: ".", maxSplits: 1, omittingEmptySubsequences: false)
        let fraction = parts.count == 2 ? parts[1] : ""
        guard parts[0].isASCIIDigits, parts.count == 1 || fraction.isASCIIDigits,
            parts[0].utf8.count + fraction.utf8.count <= 15, let digits = Int64(parts[0] + fraction)
        else { return nil }
        self.init(digits: digits, decimals: fraction.utf8.count, currency: currency)
    }

    /// The amount in the currency's minor units, or nil when it is finer than one, or past what a kiosk takes.
    package func minorUnits(digits places: Int) -> Int64? {
        var amount = digits
        var surplus = decimals - places
        while surplus > 0 {
            guard amount.isMultiple(of: 10) else { return nil }
            amount /= 10
            surplus -= 1
        }
        while surplus < 0 {
            guard amount <= Money.largestAccepted else { return nil }
            amount *= 10
            surplus += 1
        }
        return amount <= Money.largestAccepted ? amount : nil
    }

    /// The amount in minor units of its own currency; nil without a currency.
    package var minorUnits: Int64? { currency.flatMap { minorUnits(digits: $0.minorUnitDigits) } }

    /// The amount as money of `currency`; nil when it is in another one, finer than a minor unit, or past what a kiosk
    /// takes.
    package func money(in currency: Currency) -> Money? {
        guard self.currency == nil || self.currency?.code == currency.code else { return nil }
        return minorUnits(digits: currency.minorUnitDigits).map { Money($0, currency) }
    }

    /// The amount as digits and a point: with as many decimals as its currency has, where they hold it.
    package var decimal: String {
        if let currency, let minorUnits {
            return CodeAmount.text(minorUnits, decimals: currency.minorUnitDigits)
        }
        return CodeAmount.text(digits, decimals: decimals)
    }

    private static func text(_ digits: Int64, decimals: Int) -> String {
        guard decimals > 0 else { return String(digits) }
        let digits = String(digits)
        let padded = String(repeating: "0", count: max(0, decimals + 1 - digits.utf8.count)) + digits
        return "\(padded.dropLast(decimals)).\(padded.suffix(decimals))"
    }
}
