/// A value of JSON whose objects keep their keys in order.
package indirect enum CodeJSON: Hashable, Sendable {
    case text(String)
    case integer(Int64)
    case flag(Bool)
    case list([CodeJSON])
    case object([Member])

    package struct Member: Hashable, Sendable {
        package let key: String
        package let value: CodeJSON
    }

    /// One line. Control characters are escaped, slashes and other alphabets are not.
    package var line: String {
        switch self {
        case .text(let text): CodeJSON.quoted(text)
        case .integer(let number): String(number)
        case .flag(let flag): flag ? "true" : "false"
        case .list(let values): "[" + values.map(\.line).joined(separator: ",") + "]"
        case .object(let members):
            "{" + members.map { CodeJSON.quoted($0.key) + ":" + $0.value.line }.joined(separator: ",") + "}"
        }
    }

    private static func quoted(_ text: String) -> String {
        var quoted = "\""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "\"": quoted += "\\\""
            case "\\": quoted += "\\\\"
            case "\n": quoted += "\\n"
            case "\r": quoted += "\\r"
            case "\t": quoted += "\\t"
            // Two line breaks of Unicode that some readers of lines take for such.
            case "\u{2028}", "\u{2029}", "\u{00}"..<"\u{20}", "\u{7F}"..."\u{9F}":
                let digits = String(scalar.value, radix: 16)
                quoted += "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
            default: quoted.unicodeScalars.append(scalar)
            }
        }
        return quoted + "\""
    }
}

/// An object under construction; what is nil is left out.
struct CodeObject {
    private(set) var members: [CodeJSON.Member] = []

    var json: CodeJSON { .object(members) }

    mutating func add(_ key: String, _ value: CodeJSON?) {
        if let value { members.append(CodeJSON.Member(key: key, value: value)) }
    }

    mutating func add(_ key: String, _ text: String?) { add(key, text.map(CodeJSON.text)) }
    mutating func add(_ key: String, _ number: Int?) { add(key, number.map { CodeJSON.integer(Int64($0)) }) }
    mutating func add(_ key: String, _ flag: Bool?) { add(key, flag.map(CodeJSON.flag)) }
}
