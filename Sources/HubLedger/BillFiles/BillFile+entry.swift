import KioskAPI
import KioskCore

extension BillFile {
    /// A line as a bill, or the first thing wrong with it.
    static func entry(
        _ line: Substring.UnicodeScalarView, number: Int, _ biller: Biller
    ) throws(Fault) -> Entry {
        guard let fields = fields(line) else {
            throw Fault(line: number, message: "A quote is not closed; quote whole fields and double quotes inside.")
        }
        guard fields.count == header.count else {
            throw Fault(line: number, message: "The line has \(fields.count) fields, \(header.count) are needed.")
        }
        func value<Value>(_ column: Int, _ expected: String, _ parse: (String) -> Value?) throws(Fault) -> Value {
            guard let value = parse(fields[column]) else {
                throw Fault(line: number, message: "\(header[column]) is `\(fields[column].prefix(40))`: \(expected)")
            }
            return value
        }
        func money(_ column: Int) throws(Fault) -> Money {
            try value(column, "give an amount such as 86.40.") { text in
                decimal(text, places: biller.currency.minorUnitDigits)
                    .flatMap { Money(validating: $0, currency: biller.currency) }
            }
        }
        let digits = biller.accountDigits
        let account = try value(0, "account numbers have \(range(digits)) digits.") { text in
            digits.contains(text.utf8.count) && text.utf8.allSatisfy { (48...57).contains($0) } ? text : nil
        }
        let period = try value(2, "write the month as 2026-10.") { BillingPeriod($0) }
        let issued = try value(3, "write the day as 2026-11-01.") { CalendarDate($0) }
        let due = try value(4, "write a day that is not before `issued`, as 2026-11-30.") { text in
            CalendarDate(text).flatMap { $0 >= issued ? $0 : nil }
        }
        let usage = try value(5, "give at most three digits after the point, such as 12.5.") {
            decimal($0, places: 3)
        }
        let unit = try value(6, "give a unit of at most 8 characters, such as m³.") {
            $0.isEmpty || $0.count > 8 ? nil : $0
        }
        let (usageFee, surcharge, amount) = (try money(7), try money(8), try money(9))
        guard amount == usageFee + surcharge, amount.isPositive else {
            throw Fault(
                line: number,
                message: "amount is \(amount.decimalDescription), but usage_fee and surcharge add up to "
                    + "\((usageFee + surcharge).decimalDescription); it must be their sum and above zero.")
        }
        let paidOn = try value(10, "leave it empty, or write the day as 2026-11-12.") { text -> CalendarDate?? in
            text.isEmpty ? .some(nil) : CalendarDate(text).map { .some($0) }
        }
        let quantity = Quantity(thousandths: usage, unit: unit)
        let bill = StoredBill(
            biller: biller.id, account: AccountNumber(account), period: period, issued: issued, due: due,
            lines: lines(biller.service, usageFee: usageFee, surcharge: surcharge, quantity), usage: quantity,
            paidOn: paidOn)
        return Entry(holder: masked(fields[1]), bill: bill)
    }

    private static func lines(
        _ service: Service, usageFee: Money, surcharge: Money, _ quantity: Quantity
    ) -> [ChargeLine] {
        let labels: (usage: LocalizedText, surcharge: LocalizedText) =
            switch service {
            case .water:
                (LocalizedText(zh: "水费", en: "Water"), LocalizedText(zh: "污水处理费", en: "Sewage treatment"))
            case .gas: (LocalizedText(zh: "燃气费", en: "Gas"), LocalizedText(zh: "附加费", en: "Surcharge"))
            case .electricity, .telecom, .cableTelevision:
                (LocalizedText(zh: "用量费", en: "Usage"), LocalizedText(zh: "附加费", en: "Surcharge"))
            }
        let usage = ChargeLine(kind: .usage, label: labels.usage, quantity: quantity, amount: usageFee)
        guard !surcharge.isZero else { return [usage] }
        return [usage, ChargeLine(kind: .surcharge, label: labels.surcharge, amount: surcharge)]
    }

    /// Digits with at most `places` after a point, as a whole number of the smallest parts; nil for all else.
    private static func decimal(_ text: String, places: Int) -> Int64? {
        let parts = text.split(separator: ".", maxSplits: 1, omittingEmptySubsequences: false)
        let fraction = parts.count == 2 ? parts[1] : ""
        guard (1...12).contains(parts[0].utf8.count), fraction.utf8.count <= places,
            parts.count == 1 || !fraction.isEmpty,
            (parts[0] + fraction).utf8.allSatisfy({ (48...57).contains($0) })
        else { return nil }
        return Int64(parts[0] + fraction + String(repeating: "0", count: places - fraction.utf8.count))
    }

    /// The first character of a name that comes unmasked; the rest is nobody's business at a kiosk.
    private static func masked(_ holder: String) -> String {
        holder.contains("*") || holder.isEmpty ? String(holder.prefix(Bounds.longestText / 4)) : "\(holder.prefix(1))**"
    }

    private static func range(_ digits: ClosedRange<Int>) -> String {
        digits.count == 1 ? "\(digits.lowerBound)" : "\(digits.lowerBound) to \(digits.upperBound)"
    }
}
