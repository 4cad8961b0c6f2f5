internal import Yams

/// What may stand in a file: the subset of JSON Schema that the files in `kiosk-config/schema/` and
/// `devices/` use.
///
/// Stricter than JSON Schema in one way: keys that are not listed are errors, always.
indirect enum Schema: Sendable {
    case object(properties: [String: Schema], required: [String], description: String)
    case array(items: Schema, count: ClosedRange<Int>, description: String)
    case text(allowed: [String], pattern: String?, length: ClosedRange<Int>, description: String)
    case integer(range: ClosedRange<Int>, description: String)
    case boolean(description: String)

    var description: String {
        switch self {
        case .object(_, _, let description), .array(_, _, let description), .text(_, _, _, let description),
            .integer(_, let description), .boolean(let description):
            description
        }
    }

    /// Longest list and text where a schema sets no bound.
    private static let mostItems = 100
    private static let longestText = 1_024

    /// A schema that is part of this program. That it is whole is an invariant: a test reads both.
    init(builtIn text: String) {
        do {
            self = try Schema(text: text)
        } catch {
            preconditionFailure("the built-in schema does not parse: \(error)")
        }
    }

    init(text: String) throws {
        let root = try YAMLFile(text: text, name: "schema").root
        try self.init(root, definitions: root["$defs"], depth: 0)
    }

    /// A schema that cannot be used; for those who change one.
    struct Malformed: Error {
        let message: String
    }

    private init(_ node: Node, definitions: Node?, depth: Int) throws {
        guard depth < 16 else { throw Malformed(message: "the schema is nested too deep, or refers to itself") }
        if let reference = node["$ref"]?.string {
            let prefix = "#/$defs/"
            guard reference.hasPrefix(prefix), let target = definitions?[String(reference.dropFirst(prefix.count))]
            else { throw Malformed(message: "no such definition: \(reference)") }
            try self.init(target, definitions: definitions, depth: depth + 1)
            return
        }
        let description = node["description"]?.string ?? ""
        switch node["type"]?.string {
        case "object":
            var properties: [String: Schema] = [:]
            for (key, value) in node["properties"]?.mapping ?? [:] {
                properties[key.string ?? ""] = try Schema(value, definitions: definitions, depth: depth + 1)
            }
            let required = node["required"]?.array(of: String.self) ?? []
            guard required.allSatisfy({ properties[$0] != nil }) else {
                throw Malformed(message: "a required key is not described: \(required)")
            }
            self = .object(properties: properties, required: required, description: description)
        case "array":
            guard let items = node["items"] else { throw Malformed(message: "an array without items") }
            self = .array(
                items: try Schema(items, definitions: definitions, depth: depth + 1),
                count: (node["minItems"]?.int ?? 0)...(node["maxItems"]?.int ?? Schema.mostItems),
                description: description)
        case "string":
            self = .text(
                allowed: node["enum"]?.array(of: String.self) ?? [], pattern: node["pattern"]?.string,
                length: (node["minLength"]?.int ?? 0)...(node["maxLength"]?.int ?? Schema.longestText),
                description: description)
        case "integer":
            self = .integer(
                range: (node["minimum"]?.int ?? .min)...(node["maximum"]?.int ?? .max), description: description)
        case "boolean": self = .boolean(description: description)
        default: throw Malformed(message: "no type this reader knows: \(node["type"]?.string ?? "none")")
        }
    }
}
