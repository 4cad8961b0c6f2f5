package import KioskCore

/// The driver of a scanner that sends lines over a serial line, without its transport.
package struct CDCLineScannerStateMachine: DeviceStateMachine {
    /// How long a begun line may stand still. At 9,600 baud a byte takes about 1 ms.
    package static let partialLineTimeout = Duration.milliseconds(500)

    private var listener: ScannerListener<CDCLineScannerCodec>

    package init(profile: LineScannerProfile = LineScannerProfile()) {
        listener = ScannerListener(CDCLineScannerCodec(profile: profile))
    }

    package var nextDeadline: KioskInstant? { listener.nextDeadline }

    package mutating func received(
        _ input: DeviceInput<CodeScannerCommand>, at now: KioskInstant
    ) -> [DeviceOutput<CodeScannerReport>] {
        listener.received(input, at: now)
    }
}
