import Foundation
import Yams

/// Holds JSON against the schemas of `openapi.yaml`, as far as that file uses JSON Schema: `$ref`, `oneOf`, `type`,
/// `enum`, `pattern`, `required`, `properties`, `additionalProperties`, `items`. It also notes which properties it
/// has seen, so that one that no type writes is found too.
struct SchemaCheck {
    let schemas: Node.Mapping
    private(set) var faults: [String] = []
    private(set) var seen: Set<String> = []

    init(_ document: Node) throws {
        guard let schemas = document["components"]?["schemas"]?.mapping else { throw CocoaError(.fileReadCorruptFile) }
        self.schemas = schemas
    }

    /// Properties and schemas the file has and no checked value had.
    var unseen: [String] {
        schemas.flatMap { name, schema -> [String] in
            let name = name.string ?? ""
            let properties = schema["properties"]?.mapping?.keys.compactMap(\.string) ?? []
            return [name] + properties.map { "\(name).\($0)" }
        }
        .filter { !seen.contains($0) }
    }

    mutating func check(_ value: JSONValue, _ name: String) {
        guard let schema = schemas[Node(name)] else { return faults.append("There is no schema \(name).") }
        seen.insert(name)
        check(value, schema, name: name, at: name)
    }

    private mutating func check(_ value: JSONValue, _ schema: Node, name: String, at place: String) {
        if let reference = schema["$ref"]?.string {
            let target = String(reference.split(separator: "/").last ?? "")
            guard let schema = schemas[Node(target)] else { return faults.append("\(place): no schema \(target)") }
            seen.insert(target)
            return check(value, schema, name: target, at: place)
        }
        if let choices = schema["oneOf"]?.sequence {
            let matches = choices.filter { choice in
                var trial = self
                trial.faults = []
                trial.check(value, choice, name: name, at: place)
                return trial.faults.isEmpty
            }
            guard matches.count == 1, let match = matches.first else {
                return faults.append("\(place): \(matches.count) choices match, 1 must")
            }
            return check(value, match, name: name, at: place)
        }
        switch (schema["type"]?.string, value) {
        case ("object", .object(let fields)): check(fields, schema, name: name, at: place)
        case ("array", .array(let values)):
            for (index, value) in values.enumerated() {
                guard let items = schema["items"] else { return faults.append("\(place): no items") }
                check(value, items, name: name, at: "\(place)[\(index)]")
            }
        case ("string", .string(let text)):
            if let values = schema["enum"]?.sequence, !values.contains(where: { $0.string == text }) {
                faults.append("\(place): \(text) is not in the enumeration")
            }
            if let pattern = schema["pattern"]?.string, text.range(of: pattern, options: .regularExpression) == nil {
                faults.append("\(place): \(text) does not match \(pattern)")
            }
        case ("integer", .integer), ("boolean", .bool): break
        default: faults.append("\(place): \(value) is no \(schema["type"]?.string ?? "value with a type")")
        }
    }

    private mutating func check(
        _ fields: [String: JSONValue], _ schema: Node, name: String, at place: String
    ) {
        for required in schema["required"]?.sequence?.compactMap(\.string) ?? [] where fields[required] == nil {
            faults.append("\(place): \(required) is required and missing")
        }
        for (field, value) in fields {
            if let property = schema["properties"]?[field] {
                seen.insert("\(name).\(field)")
                check(value, property, name: name, at: "\(place).\(field)")
            } else if let any = schema["additionalProperties"], any.mapping != nil {
                check(value, any, name: name, at: "\(place).\(field)")
            } else {
                faults.append("\(place): \(field) is not in the schema")
            }
        }
    }
}
