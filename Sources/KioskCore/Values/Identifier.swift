/// A text that names one thing of one kind, so that an account number cannot be passed where a bill is asked for.
package protocol Identifier: Hashable, Comparable, Codable, Sendable, CustomStringConvertible,
    ExpressibleByStringLiteral
{
    var text: String { get }
    init(_ text: String)
}

extension Identifier {
    package init(stringLiteral text: String) { self.init(text) }
    package var description: String { text }
    package static func < (left: Self, right: Self) -> Bool { left.text < right.text }

    package init(from decoder: any Decoder) throws {
        self.init(try decoder.singleValueContainer().decode(String.self))
    }

    package func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(text)
    }
}

/// A payment's id: a UUID of version 7 (RFC 9562) in lower case, made once and used in every retry.
package struct PaymentID: Identifier {
    package let text: String
    package init(_ text: String) { self.text = text }
}

/// A company that sends bills, by the id the hub's catalogue gives it.
package struct BillerID: Identifier {
    package let text: String
    package init(_ text: String) { self.text = text }
}

/// A bill, by the id the hub gives it; unique among all billers.
package struct BillID: Identifier {
    package let text: String
    package init(_ text: String) { self.text = text }
}

/// A kiosk's number as printed on it and on every receipt.
package struct KioskID: Identifier {
    package let text: String
    package init(_ text: String) { self.text = text }
}

/// A service account: the number under which a biller knows a household. Logs and screens show it masked.
package struct AccountNumber: Identifier {
    package let text: String
    package init(_ text: String) { self.text = text }

    /// The number with its middle hidden: up to two characters in front and four at the end stay, at most half of it.
    package var masked: String {
        let characters = Array(text)
        guard characters.count > 4 else { return String(repeating: "*", count: characters.count) }
        let tail = min(4, characters.count / 3)
        let head = min(2, characters.count / 2 - tail)
        let hidden = String(repeating: "*", count: characters.count - head - tail)
        return String(characters.prefix(head)) + hidden + String(characters.suffix(tail))
    }
}
