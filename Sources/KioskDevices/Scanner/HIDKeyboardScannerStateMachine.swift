package import KioskCore

/// The driver of a scanner that poses as a keyboard ("keyboard wedge"), without its transport, which must hold the
/// device so that no key reaches anybody else.
///
/// Limits: a code of several lines needs a suffix other than Enter, because the scanner types its line ends as Enter;
/// characters typed as Alt and digits of the number pad are refused, since what they mean depends on a code page that
/// no scanner tells. Reports are read by the device's report descriptor, and as boot keyboard reports on lines
/// without one.
package struct HIDKeyboardScannerStateMachine: DeviceStateMachine {
    private var listener: ScannerListener<HIDKeyboardScannerCodec>

    package init(profile: KeyboardWedgeProfile = KeyboardWedgeProfile()) {
        listener = ScannerListener(HIDKeyboardScannerCodec(profile: profile))
    }

    package var nextDeadline: KioskInstant? { listener.nextDeadline }

    package mutating func received(
        _ input: DeviceInput<CodeScannerCommand>, at now: KioskInstant
    ) -> [DeviceOutput<CodeScannerReport>] {
        listener.received(input, at: now)
    }
}
