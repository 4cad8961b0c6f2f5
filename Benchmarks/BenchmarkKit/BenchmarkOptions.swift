/// What a benchmark was started with: names, each with its value behind it.
package struct BenchmarkOptions: Sendable {
    private let arguments: [String]

    package init(_ arguments: [String] = Array(CommandLine.arguments.dropFirst())) {
        self.arguments = arguments
    }

    /// The first argument, where it names what to measure.
    package var first: String? { arguments.first }

    /// What stands behind an option.
    package subscript(name: String) -> String? {
        arguments.firstIndex(of: name).flatMap { arguments.dropFirst($0 + 1).first }
    }

    /// The whole number behind an option; nil where there is none.
    package func number(_ name: String) -> Int? { self[name].flatMap { Int($0) } }
}
