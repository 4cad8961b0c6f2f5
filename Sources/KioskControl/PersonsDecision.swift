/// What a person decided about an exception, as the journal keeps it.
package struct PersonsDecision: Hashable, Codable, Sendable {
    /// In the words that are typed.
    package enum Choice: String, CaseIterable, Codable, Sendable {
        case noteInBox = "note-in-box"
        case noteReturned = "note-returned"
        case cardCharged = "card-charged"
        case cardNotCharged = "card-not-charged"
        case closed
    }

    package let choice: Choice
    /// With `cardCharged`: the receipt number in the terminal's own journal.
    package let receiptNumber: Int?
    package let by: String
    package let why: String

    package static let longestName = 60
    package static let longestWhy = 300

    package init(choice: Choice, receiptNumber: Int?, by: String, why: String) {
        self.choice = choice
        self.receiptNumber = receiptNumber
        self.by = by
        self.why = why
    }
}
