/// One thing that is wrong in a configuration file: where, what, and what to do.
package struct ConfigurationProblem: Hashable, Sendable, CustomStringConvertible {
    package let file: String
    /// From 1.
    package let line: Int
    /// From 1, in Unicode scalars.
    package let column: Int
    package let message: String
    package let advice: String

    package init(file: String, line: Int, column: Int, message: String, advice: String) {
        self.file = file
        self.line = line
        self.column = column
        self.message = message
        self.advice = advice
    }

    /// `sites/demo.yaml:12:3: kiosk has no 'hotline'. Give a telephone number …`
    package var description: String { "\(file):\(line):\(column): \(message) \(advice)" }
}

/// All that is wrong in the files that were read, in the order of their lines. Never empty.
package struct ConfigurationError: Error, Hashable, CustomStringConvertible {
    /// The most problems told at once; after that, a file is not what it claims to be.
    package static let mostProblems = 100

    package let problems: [ConfigurationProblem]

    init(_ problems: [ConfigurationProblem]) {
        precondition(!problems.isEmpty, "an error without a problem")
        let inOrder = problems.sorted { ($0.file, $0.line, $0.column) < ($1.file, $1.line, $1.column) }
        self.problems = Array(inOrder.prefix(ConfigurationError.mostProblems))
    }

    package var description: String { problems.map(\.description).joined(separator: "\n") }
}
