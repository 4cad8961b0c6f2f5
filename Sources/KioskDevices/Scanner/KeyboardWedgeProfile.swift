/// How a scanner that types is set.
package struct KeyboardWedgeProfile: Hashable, Sendable {
    /// What the scanner types behind each code.
    package enum Suffix: String, CaseIterable, Hashable, Codable, Sendable {
        case enter, tab
        /// Nothing: a code ends when no key follows for `characterTimeout`.
        case none

        var character: UInt8? {
            switch self {
            case .enter: 0x0D
            case .tab: 0x09
            case .none: nil
            }
        }
    }

    /// The keyboard that the scanner believes it types for.
    package var layout: KeyboardLayout
    /// Characters that the scanner types in front of each code; a code without them is thrown away.
    package var prefix: [UInt8]
    package var suffix: Suffix
    /// How long the next character of a code may take.
    package var characterTimeout: Duration
    /// Whether the scanner believes that Caps Lock is on, and so types capitals without Shift.
    package var isCapsLocked: Bool

    /// Scanners type a character every 2 to 20 ms; slow settings go up to 80 ms.
    package static let quietBehindCode = Duration.milliseconds(100)
    /// With a suffix nothing waits for this time but a code that was cut short.
    package static let patience = Duration.milliseconds(500)

    /// Without `characterTimeout` it is what suits the suffix.
    package init(
        layout: KeyboardLayout = .us, prefix: [UInt8] = [], suffix: Suffix = .enter,
        characterTimeout: Duration? = nil, isCapsLocked: Bool = false
    ) {
        self.layout = layout
        self.prefix = prefix
        self.suffix = suffix
        let usual = suffix == .none ? KeyboardWedgeProfile.quietBehindCode : KeyboardWedgeProfile.patience
        self.characterTimeout = characterTimeout ?? usual
        self.isCapsLocked = isCapsLocked
    }
}
