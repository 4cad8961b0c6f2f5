internal import Synchronization

/// A regular expression that a whole text must match, with the named groups of a bill code.
///
/// `\d` means the ten ASCII digits here, not every digit of Unicode. Texts are bounded by
/// `CodeInterpreter.longestBillText`, so that a pattern that backtracks cannot hold the kiosk up for long.
final class CodePattern: Sendable {
    /// The groups a pattern may name.
    enum Group: String, CaseIterable {
        case account, reference, period, amount, due
        /// The digits that the check rule is about, check digits included; without it, the whole text.
        case checked
    }

    /// What a group caught, and how many characters stand before it.
    struct Caught: Hashable {
        let text: String
        let place: Int
    }

    let source: String
    let groups: Set<Group>

    /// `Regex` is no `Sendable`; the mutex hands it to one task at a time.
    private let regex: Mutex<Regex<AnyRegexOutput>>

    init(_ source: String) throws(BillCodeError) {
        guard source.utf8.count <= CodePattern.longest else {
            throw BillCodeError(
                .pattern, "The pattern is \(source.utf8.count) bytes long.",
                advice: "Write it in at most \(CodePattern.longest) bytes.")
        }
        let names = try CodePattern.groupNames(in: source)
        do {
            regex = Mutex(try Regex(source).asciiOnlyDigits())
        } catch {
            throw BillCodeError(
                .pattern, "The pattern is no regular expression: \(error).",
                advice: "Check its brackets and groups; a group is written (?<account>[0-9]{10}).")
        }
        self.source = source
        groups = names
    }

    static let longest = 512

    /// What each group caught, or nil when the text as a whole does not match.
    func match(_ text: String) -> [Group: Caught]? {
        regex.withLock { regex in
            guard let match = try? regex.wholeMatch(in: text) else { return nil }
            var caught: [Group: Caught] = [:]
            for group in groups {
                guard let substring = match[group.rawValue]?.substring else { continue }
                let place = text[..<substring.startIndex].unicodeScalars.count
                caught[group] = Caught(text: String(substring), place: place)
            }
            return caught
        }
    }

    /// The names in `(?<name>`; `(?<=` and `(?<!` look behind and name nothing.
    private static func groupNames(in source: String) throws(BillCodeError) -> Set<Group> {
        var groups: Set<Group> = []
        var rest = source[...]
        while let start = rest.firstRange(of: "(?<") {
            rest = rest[start.upperBound...]
            guard let first = rest.first, first != "=", first != "!" else { continue }
            let name = String(rest.prefix { $0 != ">" })
            guard let group = Group(rawValue: name) else {
                throw BillCodeError(
                    .pattern, "The pattern names a group '\(name)' that nobody reads.",
                    advice: "Use \(Group.allCases.map(\.rawValue).joined(separator: ", ")).")
            }
            groups.insert(group)
        }
        return groups
    }
}

extension AnyRegexOutput {
    fileprivate subscript(name: String) -> Element? { first { $0.name == name } }
}
