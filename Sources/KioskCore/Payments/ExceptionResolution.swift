/// What a person decided about money that no machine can place, with who and why. Kept in the journal for ever.
package struct ExceptionResolution: Hashable, Codable, Sendable {
    package enum Decision: Hashable, Codable, Sendable {
        /// The unplaced note lies in the cash box: it counts.
        case noteIsInCashBox
        /// The unplaced note went back to the resident: it does not count.
        case noteWasReturned
        /// The terminal's own journal has the charge, under this receipt number.
        case cardWasCharged(terminalReceiptNumber: Int)
        case cardWasNotCharged
        /// Settled outside of the kiosk, in the words of `why`: nothing is left to do here.
        case closed
    }

    package let decision: Decision
    /// The person who decided, as their badge or their superior knows them.
    package let by: String
    package let why: String

    package init(decision: Decision, by: String, why: String) {
        self.decision = decision
        self.by = by
        self.why = why
    }
}
