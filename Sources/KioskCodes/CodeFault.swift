/// What is wrong with a code, and where: enough for a screen to explain it and for a test to pin it.
package struct CodeFault: Error, Hashable, Sendable, CustomStringConvertible {
    /// The kinds of faults; the set is closed, and scripts may rely on the names.
    package enum Code: String, CaseIterable, Hashable, Codable, Sendable {
        /// A check digit, check character or checksum does not fit the rest.
        case checkDigit
        /// The code or one of its fields is too short or too long.
        case length
        /// A character that may not stand there.
        case character
        /// A day, month or time that does not exist.
        case date
        /// An amount that is written wrongly, is zero, or is past its bounds.
        case amount
        /// No currency of ISO 4217, or one that the format does not know.
        case currency
        /// No country of ISO 3166-1.
        case country
        /// A field or element that must be there is not.
        case missing
        /// Two fields or elements that exclude each other.
        case exclusive
        /// The same element twice, and not the same value.
        case duplicate
        /// An application identifier that GS1 has not given out.
        case unknownIdentifier
        /// A version of the format that is not read here.
        case version
        /// A field whose value is none of those that the format allows.
        case value
        /// Something stands behind the end.
        case trailing
        /// The bytes are no text in the encoding that they claim.
        case encoding
        /// More than any code holds.
        case tooLong
        /// Two or more billers claim the code.
        case ambiguous
        /// None of the forms that bills have.
        case notABill
    }

    package let code: Code
    /// Where it is: characters (Unicode scalars) of the given text before it, from 0.
    package let position: Int
    /// What happened, in a sentence for technicians.
    package let message: String
    /// Which form the code has in spite of it; nil where that cannot be told.
    package let format: BillFormat?
    /// Whether a bill is damaged; false for what would be no bill in good order either.
    package let isOfBill: Bool

    package init(
        _ code: Code, at position: Int, _ message: String, in format: BillFormat? = nil, isOfBill: Bool = true
    ) {
        self.code = code
        self.position = position
        self.message = message
        self.format = format
        self.isOfBill = isOfBill && format != nil
    }

    package var description: String { "\(message) (\(code.rawValue) at \(position))" }
}
