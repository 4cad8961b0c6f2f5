/// A law of the kiosk, as the simulation holds it (`docs/ARCHITECTURE.md`).
package enum Law: String, CaseIterable, Codable, Sendable {
    /// Stacked + captured + paid by wallet + claimed of credit notes = settled + queued + owed.
    case i1 = "I1"
    /// At most one settlement for one payment id.
    case i2 = "I2"
    /// Every payment ends, or is visible to a person.
    case i3 = "I3"
    /// The journal is whole: nothing cut, forked, changed or lost.
    case i4 = "I4"
    /// What can end does end, in bounded time once the faults are over.
    case liveness

    package var words: String {
        switch self {
        case .i1: "I1: money taken = settled + queued + owed"
        case .i2: "I2: one settlement for one payment"
        case .i3: "I3: every payment ends or is visible to a person"
        case .i4: "I4: the journal is whole"
        case .liveness: "liveness: once the faults are over, everything ends"
        }
    }
}

/// A law that did not hold, and how.
package struct Breach: Hashable, Codable, Sendable, CustomStringConvertible {
    package let law: Law
    package let words: String

    package init(_ law: Law, _ words: String) {
        self.law = law
        self.words = words
    }

    package var description: String { "\(law.rawValue): \(words)" }
}
