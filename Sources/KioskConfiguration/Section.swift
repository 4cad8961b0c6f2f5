internal import Yams

/// A mapping of a file that was checked against its schema, for reading and for the rules a schema cannot say.
///
/// The readers give a stand-in where a value is missing or of the wrong kind: the schema has then noted a problem
/// already, and what is read from the file is thrown away. So the further rules can be checked all the same, and a
/// technician sees every problem at once.
struct Section {
    let file: String
    let node: Node?

    init(_ file: YAMLFile) {
        self.file = file.name
        node = file.root
    }

    init(file: String, node: Node?) {
        self.file = file
        self.node = node
    }

    func text(_ key: String) -> String { optionalText(key) ?? "" }

    func optionalText(_ key: String) -> String? { node?[key]?.scalar?.string }

    func integer(_ key: String) -> Int { optionalInteger(key) ?? 0 }

    func optionalInteger(_ key: String) -> Int? { node?[key]?.int }

    func flag(_ key: String) -> Bool { node?[key]?.bool ?? false }

    func section(_ key: String) -> Section { Section(file: file, node: node?[key]) }

    func has(_ key: String) -> Bool { node?[key] != nil }

    /// The entries of a list, each as a section.
    func sections(_ key: String) -> [Section] {
        node?[key]?.sequence?.map { Section(file: file, node: $0) } ?? []
    }

    /// The entry itself, for lists of texts and numbers.
    var text: String? { node?.scalar?.string }
    var integer: Int? { node?.int }

    /// A problem at the value of a key, or at the section where the key is missing.
    func problem(at key: String? = nil, _ message: String, advice: String) -> ConfigurationProblem {
        let place = key.flatMap { node?[$0]?.mark } ?? node?.mark
        return ConfigurationProblem(
            file: file, line: place?.line ?? 1, column: place?.column ?? 1, message: message, advice: advice)
    }
}
