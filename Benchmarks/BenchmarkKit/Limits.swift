package import Foundation

/// What each figure is to keep to: `Benchmarks/limits.json`.
package struct Limits: Sendable {
    /// A figure's bound on one side.
    package struct Limit: Decodable, Sendable, CustomStringConvertible {
        let atMost: Double?
        let atLeast: Double?

        package func holds(_ value: Double) -> Bool { value <= atMost ?? .infinity && value >= atLeast ?? -.infinity }

        package var description: String {
            if let atMost { return String(format: "aim ≤ %g", atMost) }
            return String(format: "aim ≥ %g", atLeast ?? 0)
        }
    }

    private let limits: [String: Limit]

    package init(file: URL = URL(filePath: "Benchmarks/limits.json")) throws {
        limits = try JSONDecoder().decode([String: Limit].self, from: Data(contentsOf: file))
    }

    package subscript(name: String) -> Limit? { limits[name] }

    /// Prints a line a figure, with its aim; whether all kept to theirs.
    package func report(_ figures: [Figure]) -> Bool {
        var isWithin = true
        for figure in figures {
            let limit = limits[figure.name]
            let isMet = limit?.holds(figure.value) ?? true
            isWithin = isWithin && isMet
            let value = String(format: abs(figure.value) < 10 ? "%.3f" : "%.1f", figure.value)
            let unit = figure.unit.isEmpty ? "" : " \(figure.unit)"
            let verdict = "\(limit?.description ?? "no aim")\(isMet ? "" : ", missed")"
            // At once: what is measured next may take minutes.
            FileHandle.standardOutput.write(Data("\(figure.name): \(value)\(unit) (\(verdict))\n".utf8))
        }
        return isWithin
    }
}
