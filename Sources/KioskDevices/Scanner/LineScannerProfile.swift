/// How a scanner that sends lines over a serial line is set.
package struct LineScannerProfile: Hashable, Sendable {
    /// What the scanner sends in front of each code; a code without it is thrown away.
    package var prefix: [UInt8]
    /// What it sends behind each code: Enter is CR, CR LF or LF.
    package var suffix: KeyboardWedgeProfile.Suffix
    /// How long the next byte of a code may take.
    package var characterTimeout: Duration

    /// Without `characterTimeout` it is what suits the suffix.
    package init(
        prefix: [UInt8] = [], suffix: KeyboardWedgeProfile.Suffix = .enter, characterTimeout: Duration? = nil
    ) {
        self.prefix = prefix
        self.suffix = suffix
        let usual =
            suffix == .none ? KeyboardWedgeProfile.quietBehindCode : CDCLineScannerStateMachine.partialLineTimeout
        self.characterTimeout = characterTimeout ?? usual
    }
}
