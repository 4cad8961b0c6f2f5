import KioskCore

/// A `ResidentChoice` as the text of a form field, and back: `method:cash`, `tick:1:B-2026-10`, `pay`.
///
/// The page writes these texts, and the browser sends them back. What comes back is input like any other: it may
/// be anything, and then it is no choice.
struct ChoiceCode: Hashable {
    let text: String

    /// More than the longest identifier of a biller or a bill.
    static let longestIdentifier = 100

    init(_ choice: ResidentChoice) {
        text =
            switch choice {
            case .language(let language): "language:\(language.rawValue)"
            case .largeType(let isLarge): "large-type:\(isLarge ? 1 : 0)"
            case .service(let service): "service:\(service.rawValue)"
            case .biller(let biller): "biller:\(biller.text)"
            case .digit(let digit): "digit:\(digit)"
            case .eraseDigit: "erase"
            case .submitAccount: "submit-account"
            case .tick(let bill, let isTicked): "tick:\(isTicked ? 1 : 0):\(bill.text)"
            case .confirmBills: "confirm-bills"
            case .amount(let minorUnits): "amount:\(minorUnits)"
            case .pay: "pay"
            case .method(let kind): "method:\(kind.rawValue)"
            case .consentToCash: "consent-cash"
            case .stopCash: "stop-cash"
            case .back: "back"
            case .end: "end"
            case .stay: "stay"
            case .anotherBill: "another-bill"
            case .rate(let points): "rate:\(points)"
            case .reprint: "reprint"
            }
    }

    init(text: String) { self.text = text }

    /// How a test finds the button: `method-cash`, `tick-B-2026-10`.
    var handle: String {
        guard text.hasPrefix("tick:") else { return text.split(separator: ":").joined(separator: "-") }
        return "tick-" + text.dropFirst("tick:0:".count)
    }

    /// Nil when the text is none that a page of ours carries.
    var choice: ResidentChoice? {
        let parts = text.split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
        switch (parts[0], parts.count > 1 ? parts[1] : nil) {
        case ("erase", nil): return .eraseDigit
        case ("submit-account", nil): return .submitAccount
        case ("confirm-bills", nil): return .confirmBills
        case ("pay", nil): return .pay
        case ("consent-cash", nil): return .consentToCash
        case ("stop-cash", nil): return .stopCash
        case ("back", nil): return .back
        case ("end", nil): return .end
        case ("stay", nil): return .stay
        case ("another-bill", nil): return .anotherBill
        case ("reprint", nil): return .reprint
        case (let name, let value?): return ChoiceCode.choice(named: name, value: value)
        case (_, nil): return nil
        }
    }

    private static func choice(named name: String, value: String) -> ResidentChoice? {
        switch name {
        case "language": return Language(rawValue: value).map(ResidentChoice.language)
        case "large-type": return flag(value).map(ResidentChoice.largeType)
        case "service": return Service(rawValue: value).map(ResidentChoice.service)
        case "biller": return identifier(value).map { .biller(BillerID($0)) }
        case "digit": return number(value, in: 0...9).map { .digit(Int($0)) }
        case "tick":
            let parts = value.split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
            guard parts.count == 2, let isTicked = flag(parts[0]), let bill = identifier(parts[1]) else { return nil }
            return .tick(BillID(bill), isTicked)
        case "amount": return number(value, in: 1...Money.largestAccepted).map(ResidentChoice.amount)
        case "method": return TenderKind(rawValue: value).map(ResidentChoice.method)
        case "rate": return number(value, in: 1...4).map { .rate(Int($0)) }
        default: return nil
        }
    }

    private static func flag(_ text: String) -> Bool? {
        switch text {
        case "0": false
        case "1": true
        default: nil
        }
    }

    private static func number(_ text: String, in range: ClosedRange<Int64>) -> Int64? {
        guard text.utf8.allSatisfy({ (48...57).contains($0) }), let number = Int64(text), range.contains(number)
        else { return nil }
        return number
    }

    private static func identifier(_ text: String) -> String? {
        (1...longestIdentifier).contains(text.utf8.count) ? text : nil
    }
}
