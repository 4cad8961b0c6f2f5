internal import KioskCore

/// What a serial scanner sends (USB CDC-ACM): lines, each with or without an AIM identifier in front.
///
/// Where the profile's suffix is Enter they end with CR, CR LF or LF. A bare LF may also stand in the middle of a code,
/// so it is an ending only when nothing follows for `quietBehindCode`.
struct CDCLineScannerCodec: ScannerCodec {
    private let profile: LineScannerProfile
    private var cutter: ScanLineCutter

    init(profile: LineScannerProfile) {
        self.profile = profile
        cutter = ScanLineCutter(
            ending: profile.suffix.character, prefix: profile.prefix, takesLineFeed: profile.suffix == .enter)
    }

    var patience: Duration {
        guard cutter.mayHaveEnded else { return profile.characterTimeout }
        return min(profile.characterTimeout, KeyboardWedgeProfile.quietBehindCode)
    }
    var isWaiting: Bool { cutter.isWaiting }

    /// Serial lines describe nothing that concerns the codes on them.
    mutating func described(_ descriptor: [UInt8]) {}

    mutating func received(_ bytes: [UInt8]) -> [CodeScannerReport] {
        bytes.compactMap { cutter.received($0) }.map { CodeScannerReport($0) }
    }

    mutating func silence() -> [CodeScannerReport] {
        cutter.silence().map { [CodeScannerReport($0)] } ?? []
    }

    mutating func reset() { cutter.reset() }
}
