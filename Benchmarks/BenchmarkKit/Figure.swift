/// What was measured.
package struct Figure: Sendable {
    package let name: String
    package let value: Double
    package let unit: String

    package init(name: String, value: Double, unit: String = "") {
        self.name = name
        self.value = value
        self.unit = unit
    }
}

extension [Double] {
    /// Of an even number of values the higher one of the middle. There must be one.
    package var median: Double { sorted()[count / 2] }

    /// By nearest rank. There must be a value.
    package func percentile(_ percent: Int) -> Double {
        sorted()[Swift.max(0, (count * percent + 99) / 100 - 1)]
    }
}

extension Duration {
    package var seconds: Double { self / .seconds(1) }
}
