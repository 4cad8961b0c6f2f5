/// Why a code profile cannot be used, or a code cannot be written from it: what is wrong and what to do.
package struct BillCodeError: Error, Hashable, CustomStringConvertible {
    /// The part of the profile that is to be mended.
    package enum Part: String, Sendable {
        case form, symbologies, pattern, check, template, examples
    }

    package let part: Part
    package let message: String
    package let advice: String

    package init(_ part: Part, _ message: String, advice: String) {
        self.part = part
        self.message = message
        self.advice = advice
    }

    package var description: String { "\(message) \(advice)" }
}
