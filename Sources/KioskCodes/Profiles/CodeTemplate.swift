internal import KioskCore

/// The reverse of a pattern: how a biller's code is written, for sample bills and for the tests of a profile.
///
/// Text in braces stands for a field: `{account}`, `{period}` as YYYYMM, `{amount:8}` in minor units with zeros in
/// front to eight digits, `{due}` as YYMMDD, `{check}` for the check digits over the digits directly before it.
/// All other text stands for itself.
struct CodeTemplate: Hashable, Sendable {
    private enum Piece: Hashable {
        case literal(String)
        case account, period, due, check
        case amount(width: Int)
    }

    private let pieces: [Piece]

    init(_ source: String) throws(BillCodeError) {
        var pieces: [Piece] = []
        var rest = source[...]
        while let open = rest.firstIndex(of: "{") {
            if open > rest.startIndex { pieces.append(.literal(String(rest[..<open]))) }
            guard let close = rest[open...].firstIndex(of: "}") else {
                throw BillCodeError(.template, "A brace is not closed.", advice: "Write fields as in {account}.")
            }
            pieces.append(try CodeTemplate.piece(named: rest[rest.index(after: open)..<close]))
            rest = rest[rest.index(after: close)...]
        }
        if !rest.isEmpty { pieces.append(.literal(String(rest))) }
        self.pieces = pieces
    }

    private static func piece(named name: Substring) throws(BillCodeError) -> Piece {
        switch name {
        case "account": return .account
        case "period": return .period
        case "due": return .due
        case "check": return .check
        default:
            if name.hasPrefix("amount:"), let width = Int(name.dropFirst(7)), (1...12).contains(width) {
                return .amount(width: width)
            }
            throw BillCodeError(
                .template, "'{\(name)}' is no field.",
                advice: "Use {account}, {period}, {amount:8}, {due} or {check}.")
        }
    }

    func text(for contents: BillCode.Contents, check: CheckRule) throws(BillCodeError) -> String {
        var text = ""
        for piece in pieces {
            switch piece {
            case .literal(let literal): text += literal
            case .account: text += contents.account.text
            case .period: text += try CodeTemplate.needed(contents.period, "period").codeDigits
            case .due: text += try CodeTemplate.needed(contents.due, "due").codeDigits
            case .amount(let width):
                let digits = String(try CodeTemplate.needed(contents.amount, "amount"))
                guard digits.utf8.count <= width, digits.isASCIIDigits else {
                    throw BillCodeError(
                        .template, "An amount of \(digits) minor units has no room in \(width) digits.",
                        advice: "Make the field wider, or write the bill without its amount.")
                }
                text += String(repeating: "0", count: width - digits.utf8.count) + digits
            case .check:
                let run = String(text.reversed().prefix { $0.isASCII && $0.isNumber }.reversed())
                guard let digits = check.checkDigits(for: run) else {
                    throw BillCodeError(
                        .template, "No digits stand before {check}.", advice: "Put {check} behind digits.")
                }
                text += digits
            }
        }
        return text
    }

    private static func needed<Value>(_ value: Value?, _ field: String) throws(BillCodeError) -> Value {
        guard let value else {
            throw BillCodeError(
                .template, "The template writes {\(field)}, and the bill has none.",
                advice: "Give the bill's \(field), or choose a code that does not carry it.")
        }
        return value
    }
}

extension BillingPeriod {
    /// YYYYMM.
    fileprivate var codeDigits: String { year.padded(to: 4) + month.padded(to: 2) }
}

extension CalendarDate {
    /// YYMMDD.
    fileprivate var codeDigits: String { (year % 100).padded(to: 2) + month.padded(to: 2) + day.padded(to: 2) }
}
