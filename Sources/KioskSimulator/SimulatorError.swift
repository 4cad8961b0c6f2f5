/// What went wrong on the bench or in the demonstration: what happened and what to do.
package struct SimulatorError: Error, CustomStringConvertible {
    package let description: String

    package init(_ description: String) { self.description = description }
}
