internal import Yams

/// Holds a file against a schema and notes everything that is wrong, not only the first.
struct SchemaCheck {
    private(set) var problems: [ConfigurationProblem] = []
    private let file: String

    init(_ file: YAMLFile, against schema: Schema) {
        self.file = file.name
        check(file.root, schema, path: "")
    }

    private mutating func check(_ node: Node, _ schema: Schema, path: String) {
        switch schema {
        case .object(let properties, let required, _):
            guard let mapping = node.mapping else { return wrongType(node, schema, path) }
            check(mapping, properties, required, path: path)
        case .array(let items, let count, _):
            guard let sequence = node.sequence else { return wrongType(node, schema, path) }
            // A list past its bound is not looked into: what it is made of may be endless.
            guard count.contains(sequence.count) else {
                return note(
                    node, "\(path) has \(sequence.count) entries; \(bounds(of: count)) are allowed.", schema.description
                )
            }
            for (place, item) in sequence.enumerated() { check(item, items, path: "\(path)[\(place + 1)]") }
        case .text(let allowed, let pattern, let length, _):
            guard let text = node.scalar?.string, node.isTagged(.str) else {
                return wrongType(node, schema, path)
            }
            check(text, at: node, allowed, pattern, length, schema.description, path: path)
        case .integer(let range, _):
            guard node.isTagged(.int), let number = node.int else { return wrongType(node, schema, path) }
            guard range.contains(number) else {
                return note(node, "\(path) is \(number); \(bounds(of: range)) is allowed.", schema.description)
            }
        case .boolean:
            guard node.isTagged(.bool), node.bool != nil else { return wrongType(node, schema, path) }
        }
    }

    private mutating func check(
        _ mapping: Node.Mapping, _ properties: [String: Schema], _ required: [String], path: String
    ) {
        let place = path.isEmpty ? "This file" : path
        var seen: Set<String> = []
        for (key, value) in mapping {
            let name = key.scalar?.string ?? ""
            seen.insert(name)
            if let schema = properties[name] {
                check(value, schema, path: path.isEmpty ? name : "\(path).\(name)")
            } else {
                note(
                    key, "'\(name)' is no setting of \(path.isEmpty ? "this file" : path).",
                    SchemaCheck.advice(onUnknown: name, among: properties.keys.sorted()))
            }
        }
        for name in required where !seen.contains(name) {
            problems.append(
                problem(mapping.mark, "\(place) has no '\(name)'.", properties[name]?.description ?? ""))
        }
    }

    private mutating func check(
        _ text: String, at node: Node, _ allowed: [String], _ pattern: String?, _ length: ClosedRange<Int>,
        _ description: String, path: String
    ) {
        if !allowed.isEmpty, !allowed.contains(text) {
            let guess = Spelling.nearest(to: text, among: allowed).map { "Did you mean '\($0)'? " } ?? ""
            note(
                node, "'\(text)' is not known for \(path).",
                guess + description + " Known: \(allowed.joined(separator: ", ")).")
        } else if !length.contains(text.unicodeScalars.count) {
            note(
                node, "\(path) has \(text.unicodeScalars.count) characters; \(bounds(of: length)) are allowed.",
                description)
        } else if let pattern, (try? Regex(pattern).asciiOnlyDigits().wholeMatch(in: text)) == nil {
            note(node, "'\(text)' is not in the form of \(path).", description)
        }
    }

    private mutating func wrongType(_ node: Node, _ schema: Schema, _ path: String) {
        let wanted =
            switch schema {
            case .object: "keys with values"
            case .array: "a list"
            case .text: "a text"
            case .integer: "a whole number"
            case .boolean: "true or false"
            }
        var advice = schema.description
        if case .text = schema, let text = node.scalar?.string, !text.isEmpty {
            advice += " Put it in quotes if you mean the text: \"\(text)\"."
        }
        note(node, "\(path.isEmpty ? "This file" : path) is \(node.kind) where \(wanted) belongs.", advice)
    }

    private mutating func note(_ node: Node, _ message: String, _ advice: String) {
        problems.append(problem(node.mark, message, advice))
    }

    private func problem(_ mark: Mark?, _ message: String, _ advice: String) -> ConfigurationProblem {
        ConfigurationProblem(
            file: file, line: mark?.line ?? 1, column: mark?.column ?? 1, message: message, advice: advice)
    }

    private func bounds(of range: ClosedRange<Int>) -> String {
        switch (range.lowerBound, range.upperBound) {
        case (.min, let most): "at most \(most)"
        case (let least, .max): "at least \(least)"
        case (let least, let most): "\(least) to \(most)"
        }
    }

    private static func advice(onUnknown name: String, among known: [String]) -> String {
        let secrets = ["password", "secret", "token", "pin", "privatekey", "apikey"]
        if secrets.contains(where: name.lowercased().contains) {
            return "Secrets do not belong in this file: keep them in a file of their own that only the service reads."
        }
        if let guess = Spelling.nearest(to: name, among: known) { return "Did you mean '\(guess)'?" }
        return "Remove it. The settings here are \(known.joined(separator: ", "))."
    }
}

extension Node {
    /// What a person would call the value.
    fileprivate var kind: String {
        switch self {
        case .mapping: return "a group of keys"
        case .sequence: return "a list"
        case .alias: return "an alias"
        case .scalar(let scalar):
            if isTagged(.str) { return "the text '\(scalar.string)'" }
            if isTagged(.int) || isTagged(.float) { return "the number \(scalar.string)" }
            if isTagged(.bool) { return "the truth value \(scalar.string)" }
            return isTagged(.null) ? "empty" : "'\(scalar.string)'"
        }
    }

    /// What YAML makes of the value; quoted scalars are always texts.
    fileprivate func isTagged(_ name: Tag.Name) -> Bool { tag == Tag(name) }
}
