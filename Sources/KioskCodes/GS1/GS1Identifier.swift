/// One application identifier: what its value is made of, and which others it wants beside it or does not bear.
struct GS1Identifier: Hashable, Sendable {
    enum Kind: Character {
        case numeric = "N"
        /// GS1's character set of 82.
        case text = "X"
        /// GS1's character set of 39.
        case part = "Y"
        /// File-safe base 64 (RFC 4648 section 5).
        case base64 = "Z"

        func allows(_ byte: UInt8) -> Bool {
            switch self {
            case .numeric: byte.isASCIIDigit
            case .text: Kind.textCharacters.contains(byte)
            case .part: byte.isASCIIDigit || byte.isASCIICapital || Kind.partSigns.contains(byte)
            case .base64: Kind.base64Characters.contains(byte)
            }
        }

        private static let textCharacters = Set(GS1Alphabets.text.utf8)
        private static let partSigns = Set("#-/".utf8)
        private static let base64Characters = Set(
            "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_=".utf8)
    }

    struct Component: Hashable, Sendable {
        let kind: Kind
        let shortest: Int
        let longest: Int
        let isOptional: Bool
        let checks: [GS1Check]
    }

    /// Two to four digits.
    let code: String
    /// Whether the length is predefined, so that the next element may follow at once.
    let isPredefined: Bool
    let components: [Component]
    /// Of each, one group must be there as a whole: `req=01+21,02 req=37`.
    let requirements: [[[String]]]
    /// None of these may be there; an `n` stands for any digit.
    let exclusions: [String]

    var shortest: Int { components.reduce(0) { $0 + ($1.isOptional ? 0 : $1.shortest) } }
    var longest: Int { components.reduce(0) { $0 + $1.longest } }

    /// From the fields of the dictionary's line behind the identifier. The dictionary is our own text: what cannot be
    /// read is a broken invariant.
    init(_ code: String, _ fields: some Collection<Substring>) {
        self.code = code
        isPredefined = fields.first == "*"
        var components: [Component] = []
        var requirements: [[[String]]] = []
        var exclusions: [String] = []
        for field in fields where field != "*" {
            if field.hasPrefix("req=") {
                requirements.append(
                    field.dropFirst(4).split(separator: ",").map { $0.split(separator: "+").map(String.init) })
            } else if field.hasPrefix("ex=") {
                exclusions += field.dropFirst(3).split(separator: ",").map(String.init)
            } else {
                components.append(GS1Identifier.component(field))
            }
        }
        self.components = components
        self.requirements = requirements
        self.exclusions = exclusions
    }

    private static func component(_ field: Substring) -> Component {
        let parts = field.split(separator: ",")
        let isOptional = parts[0].hasPrefix("[")
        let shape = parts[0].filter { $0 != "[" && $0 != "]" }
        let range = shape.dropFirst()
        guard let kind = shape.first.flatMap(Kind.init), let longest = Int(range.filter { $0 != "." }) else {
            preconditionFailure("the dictionary's component '\(field)' cannot be read")
        }
        let checks = parts.dropFirst().map { name in
            guard let check = GS1Check(rawValue: String(name)) else {
                preconditionFailure("nobody knows the dictionary's check '\(name)'")
            }
            return check
        }
        return Component(
            kind: kind, shortest: range.hasPrefix("..") ? 1 : longest, longest: longest, isOptional: isOptional,
            checks: checks)
    }

    /// Whether an identifier fits a pattern like `31nn`.
    static func fits(_ identifier: String, _ pattern: String) -> Bool {
        identifier.utf8.count == pattern.utf8.count
            && zip(identifier.utf8, pattern.utf8).allSatisfy { $1 == UInt8(ascii: "n") || $0 == $1 }
    }

    /// The first thing wrong with a value.
    func fault(in value: PlacedBytes) -> CodeFault? {
        let name = "(\(code))"
        guard value.count >= shortest else {
            return CodeFault(
                .length, at: value.end, "\(name) has \(value.count) characters and needs \(shortest).", in: .gs1)
        }
        guard value.count <= longest else {
            return CodeFault(
                .length, at: value.place(longest), "\(name) has \(value.count) characters of at most \(longest).",
                in: .gs1)
        }
        var start = 0
        for component in components {
            if component.isOptional, start >= value.count { break }
            let part = value[start..<start + component.longest]
            start += part.count
            if let fault = GS1Identifier.fault(in: part, component, name) { return fault }
        }
        return nil
    }

    private static func fault(in part: PlacedBytes, _ component: Component, _ name: String) -> CodeFault? {
        if let stray = part.bytes.firstIndex(where: { !component.kind.allows($0) }) {
            return CodeFault(.character, at: part.place(stray), "\(name) has a character that it may not.", in: .gs1)
        }
        guard part.count >= component.shortest else {
            return CodeFault(.length, at: part.end, "A part of \(name) is too short.", in: .gs1)
        }
        for check in component.checks {
            if let finding = check.finding(in: part.bytes) {
                return CodeFault(
                    finding.code, at: part.place(finding.offset), "\(name): \(finding.message)", in: .gs1)
            }
        }
        return nil
    }
}

/// GS1's sets of characters, in the order of their values.
enum GS1Alphabets {
    static let text = #"!"%&'()*+,-./0123456789:;<=>?ABCDEFGHIJKLMNOPQRSTUVWXYZ_abcdefghijklmnopqrstuvwxyz"#
    /// For check character pairs.
    static let check = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ"
}
