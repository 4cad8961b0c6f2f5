package import KioskCore

/// A GS1 payment slip: payee (415) and slip reference (8020), which require each other, and perhaps due date (12),
/// amount (390n, 391n) and account (8007) (GS1 General Specifications, section 3).
package struct GS1PaymentSlip: Hashable, Sendable {
    /// The payee's global location number, 13 digits with a right check digit.
    package let payee: String
    package let reference: String
    package let due: CalendarDate?
    package let amount: CodeAmount?
    package let iban: String?

    /// Nil for elements that are no payment slip. A slip may have the amount twice, with and without its currency; the
    /// dictionary lets 390n and 391n exclude each other, and one is read.
    package init?(_ elements: GS1Elements) {
        guard let payee = elements["415"], let reference = elements["8020"] else { return nil }
        self.payee = payee
        self.reference = reference
        due = elements["12"].flatMap { CalendarDate(gs1Digits: $0) }
        iban = elements["8007"]
        amount =
            elements.elements.lazy.compactMap { element in
                guard let decimals = element.identifier.last?.wholeNumberValue else { return nil }
                let namesCurrency = element.identifier.hasPrefix("391")
                guard namesCurrency || element.identifier.hasPrefix("390"), element.identifier.utf8.count == 4,
                    let digits = Int64(namesCurrency ? element.value.dropFirst(3) : element.value[...])
                else { return nil }
                let currency = namesCurrency ? ISOCurrency.numbered(element.value.prefix(3)) : nil
                return CodeAmount(digits: digits, decimals: decimals, currency: currency)
            }.first
    }
}

extension CalendarDate {
    /// YYMMDD, where day 00 means the last day of the month (GS1 General Specifications 3.4.2).
    init?(gs1Digits digits: String) {
        guard digits.hasSuffix("00"), digits.isASCIIDigits, let number = Int(digits) else {
            self.init(codeDigits: digits)
            return
        }
        let (year, month) = (2_000 + number / 10_000, number / 100 % 100)
        self.init(year: year, month: month, day: CalendarDate.daysIn(month: month, of: year))
    }
}
