package import KioskCore

/// A GS1 payment slip: element strings in GS1-128 or GS1 QR with payee (415) and slip reference (8020), which
/// require each other, and perhaps due date (12) and amount (390n, 391n) (GS1 General Specifications, section 3).
///
/// libzbar and scanners drop the leading FNC1 and send the others as 0x1D. Application identifiers that have no
/// place on a payment slip make the code something else.
package struct GS1PaymentSlip: Hashable, Sendable {
    /// The payee's global location number, 13 digits with a right check digit.
    package let payee: String
    package let reference: String
    package let due: CalendarDate?
    package let amount: Amount?

    package struct Amount: Hashable, Sendable {
        package let digits: Int64
        /// How many of the digits stand behind the decimal point.
        package let decimals: Int
        /// ISO 4217 numeric; nil where the slip means the payee's own currency.
        package let currencyNumber: String?

        /// The amount in minor units of `currency`; nil when it is in another currency, finer than a minor unit,
        /// or past what the kiosk takes.
        package func money(in currency: Currency) -> Money? {
            guard currencyNumber == nil || currencyNumber == Amount.numbers[currency] else { return nil }
            var minorUnits = digits
            var places = decimals
            while places > currency.minorUnitDigits {
                guard minorUnits.isMultiple(of: 10) else { return nil }
                minorUnits /= 10
                places -= 1
            }
            while places < currency.minorUnitDigits {
                guard minorUnits <= Money.largestAccepted else { return nil }
                minorUnits *= 10
                places += 1
            }
            return Money(validating: minorUnits, currency: currency)
        }

        /// ISO 4217 numeric codes of the currencies the kiosk knows.
        private static let numbers: [Currency: String] = [
            .cny: "156", .eur: "978", .brl: "986", .jpy: "392", .chf: "756",
        ]
    }

    /// What a text turned out to be.
    package enum Outcome: Hashable, Sendable {
        case other, damaged
        case read(GS1PaymentSlip)
    }

    package static func read(_ text: String) -> Outcome {
        guard var elements = elements(of: text), let payee = elements.removeValue(forKey: "415"),
            let reference = elements.removeValue(forKey: "8020")
        else { return .other }
        guard CheckRule.weighted31.holds(for: payee) else { return .damaged }
        var due: CalendarDate?
        if let digits = elements["12"] {
            guard let date = CalendarDate(gs1Digits: digits) else { return .damaged }
            due = date
        }
        var amounts: [Amount] = []
        for (identifier, value) in elements where identifier.hasPrefix("39") {
            guard let amount = amount(identifier: identifier, value: value) else { return .damaged }
            amounts.append(amount)
        }
        // Two amounts contradict each other, whatever they say.
        guard amounts.count <= 1 else { return .damaged }
        return .read(GS1PaymentSlip(payee: payee, reference: reference, due: due, amount: amounts.first))
    }

    private static func amount(identifier: String, value: String) -> Amount? {
        guard value.isASCIIDigits, let decimals = identifier.last?.wholeNumberValue else { return nil }
        let namesCurrency = identifier.hasPrefix("391")
        guard let digits = Int64(namesCurrency ? value.dropFirst(3) : value[...]) else { return nil }
        return Amount(digits: digits, decimals: decimals, currencyNumber: namesCurrency ? String(value.prefix(3)) : nil)
    }

    /// The identifiers and their values, or nil when the text is not made of a payment slip's elements.
    private static func elements(of text: String) -> [String: String]? {
        let separator: Character = "\u{1D}"
        var elements: [String: String] = [:]
        var rest = text.drop { $0 == separator }
        while !rest.isEmpty {
            guard let shape = shapes.first(where: { rest.hasPrefix($0.prefix) }),
                let identifierEnd = rest.index(
                    rest.startIndex, offsetBy: shape.identifierLength, limitedBy: rest.endIndex)
            else { return nil }
            let identifier = String(rest[..<identifierEnd])
            rest = rest[identifierEnd...]
            let limit = rest.index(rest.startIndex, offsetBy: shape.longest, limitedBy: rest.endIndex) ?? rest.endIndex
            let value = rest[..<limit].prefix { $0 != separator }
            guard identifier.isASCIIDigits, value.utf8.count >= shape.shortest, elements[identifier] == nil else {
                return nil
            }
            elements[identifier] = String(value)
            rest = rest[value.endIndex...]
            // What is not at its full, predefined length ends at a separator or with the code.
            if shape.shortest != shape.longest, !rest.isEmpty, rest.first != separator { return nil }
            if rest.first == separator { rest = rest.dropFirst() }
        }
        return elements
    }

    /// An application identifier of payment slips and how long its value is.
    private struct Shape {
        let prefix: String
        let identifierLength: Int
        let shortest: Int
        let longest: Int
    }

    private static let shapes = [
        Shape(prefix: "415", identifierLength: 3, shortest: 13, longest: 13),
        Shape(prefix: "8020", identifierLength: 4, shortest: 1, longest: 25),
        Shape(prefix: "12", identifierLength: 2, shortest: 6, longest: 6),
        Shape(prefix: "390", identifierLength: 4, shortest: 1, longest: 15),
        Shape(prefix: "391", identifierLength: 4, shortest: 4, longest: 18),
        Shape(prefix: "8007", identifierLength: 4, shortest: 1, longest: 34),
    ]
}

extension CalendarDate {
    /// YYMMDD, where day 00 means the last day of the month (GS1 General Specifications 3.4.2).
    fileprivate init?(gs1Digits digits: String) {
        guard digits.hasSuffix("00"), digits.isASCIIDigits, let number = Int(digits) else {
            self.init(codeDigits: digits)
            return
        }
        let (year, month) = (2_000 + number / 10_000, number / 100 % 100)
        self.init(year: year, month: month, day: CalendarDate.daysIn(month: month, of: year))
    }
}
